import { performance } from "node:perf_hooks";
import type { MessagePort } from "node:worker_threads";
import type { Transport, WorkerCommand, WorkerMessage, WorkerPlan } from "../engine/core/index.js";
import { assertNever, msToNs } from "../engine/core/index.js";
import type { AccessRecords } from "./access-records.js";
import { createBooks, createDriveLoop, createPacer } from "./create-drive-loop.js";
import { DeltaTeller } from "./delta-teller.js";
import type { DriveLoop } from "./drive-loop.js";
import { HostLoop } from "./host-loop.js";
import { LoopDelay } from "./loop-delay.js";
import { LoopWatch } from "./loop-watch.js";
import { createNodeTimers } from "./node-timers.js";
import type { OpeningCounts } from "./opening-tally.js";
import { SelfObserver } from "./self-observer.js";
import { createTransport } from "./transports/create-transport.js";
import { WorkerClock } from "./worker-clock.js";

/** How often connections that take too long to open are looked for before the start. */
const OPENING_WATCH_MS = 50;

/**
 * Does one worker's share of a run and tells the run about it over the port.
 *
 * ```
 *   open connections ─▶ "opened" ─▶ (start) ─▶ "delta" … ─▶ (stop, or the end) ─▶ last "delta" ─▶ "done"
 * ```
 *
 * @returns what did it, of no further use, once everything is closed and nothing of the run goes on in this thread
 */
export async function runWorker(plan: WorkerPlan, port: MessagePort): Promise<object> {
  const clock = new WorkerClock();
  const transport = await createTransport(plan.client, {
    target: plan.target,
    requests: plan.requests,
    scenarios: plan.scenarios,
    feed: plan.feed,
    valueSeed: plan.valueSeed,
    serverTiming: plan.serverTiming,
    connectionCount: plan.connectionCount,
    connectionRules: plan.connectionRules,
    stripe: plan.stripe,
    connectTimeoutNs: plan.requestTimeoutNs,
    clock,
  });
  const run = await new Promise<WorkerRun>((resolve) => {
    new WorkerRun({ plan, port, clock, transport, onDone: resolve }).open();
  });
  port.close();
  return run;
}

class WorkerRun {
  readonly #plan: WorkerPlan;
  readonly #port: MessagePort;
  readonly #clock: WorkerClock;
  readonly #self: SelfObserver;
  readonly #teller: DeltaTeller;
  readonly #drive: DriveLoop;
  readonly #host: HostLoop;
  readonly #transport: Transport;
  /** Null unless an access log was asked for. */
  readonly #access: AccessRecords | null;
  readonly #onDone: (run: WorkerRun) => void;
  #isStarted = false;
  #openingWatch: NodeJS.Timeout | undefined;

  constructor(parts: {
    readonly plan: WorkerPlan;
    readonly port: MessagePort;
    readonly clock: WorkerClock;
    readonly transport: Transport;
    readonly onDone: (run: WorkerRun) => void;
  }) {
    const { plan, clock } = parts;
    this.#plan = plan;
    this.#port = parts.port;
    this.#clock = clock;
    this.#transport = parts.transport;
    this.#onDone = parts.onDone;
    const watch = new LoopWatch(readIdleNs, () => {
      this.#host.armCheck();
    });
    const books = createBooks(plan);
    this.#access = books.access;
    const delay = new LoopDelay(books.first);
    this.#self = new SelfObserver(clock, delay);
    this.#drive = createDriveLoop(plan, {
      clock,
      pacer: createPacer(plan),
      transport: parts.transport,
      watch,
      books,
    });
    this.#teller = new DeltaTeller({
      drive: this.#drive,
      recorders: books.recorders,
      access: books.access,
      observeSelf: this.#self.read.bind(this.#self),
      isDraining: () => this.#host.isDraining,
      send: this.#send.bind(this),
    });
    this.#host = new HostLoop({
      drive: this.#drive,
      clock,
      timers: createNodeTimers(clock),
      watch,
      delay,
      times: { ...plan, endNs: plan.endNs ?? Infinity },
      listener: {
        onTick: this.#teller.tellSlice.bind(this.#teller),
        onWarmupEnded: this.#onWarmupEnded.bind(this),
        onScheduleOver: this.#self.endWindow.bind(this.#self),
        onDone: this.#finish.bind(this),
      },
    });
  }

  open(): void {
    const plan = this.#plan;
    this.#port.on("message", (command: WorkerCommand) => {
      this.#onCommand(command);
    });
    this.#drive.onOpened = () => {
      this.#send({ v: 1, kind: "opened", ...toConnections(this.#drive.opening, plan) });
    };
    this.#openingWatch = setInterval(() => {
      this.#transport.expire();
    }, OPENING_WATCH_MS);
    this.#drive.open();
  }

  #onCommand(command: WorkerCommand): void {
    switch (command.kind) {
      case "start":
        this.#isStarted = true;
        clearInterval(this.#openingWatch);
        this.#clock.setOrigin(command.startAt);
        this.#self.begin();
        this.#host.start();
        return;
      case "stop":
        if (this.#isStarted) {
          this.#host.stop(command.mode, command.endNs);
          return;
        }
        this.#drive.finish();
        this.#finish();
        return;
      case "changeRate":
        this.#host.changeRate(command.atNs, command.factor);
        return;
      case "reuseBuffer":
        this.#access?.reuse(command.buffer);
        return;
      default:
        assertNever(command);
    }
  }

  #onWarmupEnded(atNs: number): void {
    if (this.#plan.warmupNs === 0) return;
    this.#self.beginWindow(atNs);
    this.#send({ v: 1, kind: "warmupEnded", gauges: this.#drive.gauges(), atNs });
  }

  #finish(): void {
    clearInterval(this.#openingWatch);
    this.#self.close();
    this.#teller.tellRest();
    this.#send({
      v: 1,
      kind: "done",
      connections: this.#transport.connections,
      lastEndedNs: this.#drive.lastEndedNs,
      endNs: this.#host.endNs,
    });
    this.#onDone(this);
  }

  #send(message: WorkerMessage, transfer: ArrayBuffer[] = []): void {
    this.#port.postMessage(message, transfer);
  }
}

/** The slots of a connection come and fail together. */
function toConnections(slots: OpeningCounts, { connectionRules }: WorkerPlan): OpeningCounts {
  const { streams } = connectionRules;
  return { ...slots, ready: slots.ready / streams, failed: slots.failed / streams };
}

function readIdleNs(): number {
  return msToNs(performance.nodeTiming.idleTime);
}
