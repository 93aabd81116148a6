import { hrtime } from "node:process";
import type { Writable } from "node:stream";
import { NS_PER_MS, parseDurationNs } from "../core/duration.js";
import type { RunBundle } from "../core/bundle.js";
import { LoadError } from "../core/errors.js";
import type { Frame, RunResult } from "../core/frame.js";
import type { RunId } from "../core/run-id.js";
import type { WorkerCommand } from "../core/worker-plan.js";
import type { RateChange } from "../core/rate-change.js";
import type { RunClock } from "../core/run-clock.js";
import type { FrameOptions, Run, RunStatus, StopMode } from "../core/run.js";
import { maskSecrets } from "../core/spec/mask-secrets.js";
import { isFrameInterval } from "../core/spec/parse-run-spec.js";
import type { ResolvedSpec } from "../core/spec/run-spec.js";
import { createAccessLog } from "./access-log.js";
import type { AccessLog } from "./access-log.js";
import { createAbortWatch } from "./abort-watch.js";
import type { AbortWatch } from "./abort-watch.js";
import { describeEnvironment } from "./environment.js";
import { FrameDesk } from "./frame-desk.js";
import { MachineObserver } from "./machine/machine-observer.js";
import { createPrecisionWatch } from "./precision-watch.js";
import type { PrecisionWatch } from "./precision-watch.js";
import type { Reporter, RunFacts } from "./run-facts.js";
import { RunLedger } from "./run-ledger.js";
import { TICK_NS } from "./worker-plans.js";
import type { RunPlan } from "./worker-plans.js";
import type { ThreadReservation } from "./worker-pool.js";
import { WorkerGroup } from "./worker-group.js";
import type { Opened } from "./worker-group.js";

/** Time for the start to reach every worker before its instant comes. */
const START_AHEAD_NS = 10 * NS_PER_MS;
/** A stop takes effect at one instant on all workers: this far ahead, so that each hears of it before. */
const STOP_AHEAD_NS = 5 * NS_PER_MS;
/** The same for a change of the rate. */
const CHANGE_AHEAD_NS = 10 * NS_PER_MS;
/** Frames are cut a little after the workers' ticks, when these have come in. */
const TICK_LAG_MS = 30;
const TICK_MS = TICK_NS / NS_PER_MS;

/** What a run is made of. */
export interface LocalRunParts {
  readonly id: RunId;
  readonly spec: ResolvedSpec;
  readonly plan: RunPlan;
  readonly threads: ThreadReservation;
  readonly reporter: Reporter;
  /** Where the access log goes; its end is the stream's. */
  readonly accessLog?: Writable | undefined;
}

/** A run on the threads of this process. */
export class LocalRun implements Run {
  readonly id: RunId;
  readonly result: Promise<RunResult>;
  readonly #parts: LocalRunParts;
  readonly #ledger: RunLedger;
  /** Undefined where no precision ends the run. */
  readonly #watch: PrecisionWatch | undefined;
  /** Undefined where no condition ends the run. */
  readonly #abort: AbortWatch | undefined;
  readonly #desk: FrameDesk;
  readonly #workers: WorkerGroup;
  /** Undefined unless it was asked for. */
  readonly #accessLog: AccessLog | undefined;
  readonly #machine = new MachineObserver();
  #startAt: bigint | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopMode: StopMode | undefined;
  #lastChangeNs = 0;
  /** What workers are told as soon as they have been told to start. */
  readonly #early: WorkerCommand[] = [];
  readonly #plannedAt = new Date();
  #bundle: RunBundle | undefined;
  #isPrecise = false;
  #isEnded = false;

  constructor(parts: LocalRunParts) {
    this.id = parts.id;
    this.#parts = parts;
    this.#ledger = new RunLedger(parts.id, parts.spec, parts.plan);
    this.#watch = createPrecisionWatch(parts.spec, this.#ledger, parts.reporter);
    this.#abort = createAbortWatch(parts.spec, this.#ledger, parts.reporter);
    this.#desk = new FrameDesk(this.#ledger, parts.reporter, this.#watch);
    this.#accessLog = createAccessLog(parts, (index, buffer) => {
      this.#workers.giveBack(index, buffer);
    });
    this.#workers = new WorkerGroup(parts.plan.workers, parts.threads, {
      onDelta: (index, message) => {
        this.#ledger.add(index, message);
        for (const delta of message.deltas) this.#desk.add(delta);
      },
      onAccess: (index, chunk) => this.#accessLog?.add(index, chunk),
    });
    this.result = this.#execute();
  }

  get status(): RunStatus {
    const ledger = this.#ledger;
    const frame = this.#desk.lastFrame;
    return {
      id: this.id,
      state: ledger.state,
      ...(ledger.reason === undefined ? {} : { reason: ledger.reason }),
      labels: this.#parts.spec.labels,
      spec: maskSecrets(this.#parts.spec),
      ...(ledger.startedAt === undefined ? {} : { startedAt: ledger.startedAt.toISOString() }),
      progress: ledger.progress(this.#elapsedNs()),
      ...(frame === undefined ? {} : { frame }),
    };
  }

  [Symbol.asyncIterator](): AsyncIterator<Frame> {
    return this.frames();
  }

  frames(options: FrameOptions = {}): AsyncIterableIterator<Frame> {
    const interval = options.interval ?? this.#parts.spec.interval;
    if (!isFrameInterval(interval)) {
      throw new LoadError(
        "MB_STREAM_INTERVAL",
        `interval is ${JSON.stringify(interval)}; it must be a duration from "100ms" to "10s", in steps of 100ms`,
      );
    }
    const ticks = Math.round((parseDurationNs(interval) ?? TICK_NS) / TICK_NS);
    return this.#desk.subscribe(ticks, options.histograms ?? false);
  }

  setRate(rate: number): RateChange {
    this.#assertLive();
    // Before the start of the schedule the change is one of its beginning.
    const aheadNs = this.#startAt === undefined ? 0 : this.#elapsedNs() + CHANGE_AHEAD_NS;
    const atNs = Math.max(aheadNs, this.#lastChangeNs);
    const change = this.#ledger.changeRate(atNs, rate);
    this.#lastChangeNs = atNs;
    const command: WorkerCommand = { v: 1, kind: "changeRate", atNs, factor: change.factor };
    if (this.#startAt === undefined) {
      this.#early.push(command);
    } else {
      this.#workers.send(command);
      this.#watchEnd();
    }
    return change;
  }

  stop(mode: StopMode = "drain"): void {
    this.#assertLive();
    if (this.#stopMode === mode || this.#stopMode === "abort") return;
    this.#stopMode = mode;
    this.#endSchedule(mode);
  }

  async bundle(): Promise<RunBundle> {
    await this.result;
    if (this.#bundle !== undefined) return this.#bundle;
    throw new LoadError(
      "MB_RUN_STATE",
      `run ${this.id} has no bundle: bundle is false in its spec; it must be true`,
    );
  }

  /** Told to all workers, to take effect on all of them at once. */
  #endSchedule(mode: StopMode): void {
    const endNs = this.#startAt === undefined ? 0 : Math.max(0, this.#elapsedNs() + STOP_AHEAD_NS);
    this.#ledger.stopAt(endNs);
    this.#machine.endIn(STOP_AHEAD_NS / NS_PER_MS);
    this.#workers.send({ v: 1, kind: "stop", mode, endNs });
  }

  #assertLive(): void {
    if (!this.#isEnded) return;
    throw new LoadError("MB_RUN_STATE", `run ${this.id} has already ended: ${this.#ledger.state}`);
  }

  async #execute(): Promise<RunResult> {
    const ledger = this.#ledger;
    try {
      const opened = await this.#workers.open();
      if (this.#stopMode === undefined) {
        if (opened.ready === 0 && this.#parts.spec.connect === "before") {
          const reason = `no connection to ${this.#parts.plan.targetName}: ${opened.firstFailure ?? "unknown"}`;
          ledger.fail(reason);
          this.#workers.send({ v: 1, kind: "stop", mode: "abort", endNs: 0 });
        } else {
          this.#start(opened);
        }
      }
      await this.#workers.ended();
    } catch (error) {
      // A worker was lost: the others must not load the target on behalf of a run that has failed.
      ledger.fail(error instanceof Error ? error.message : String(error));
      this.#workers.send({ v: 1, kind: "stop", mode: "abort", endNs: 0 });
      await this.#workers.settled();
    } finally {
      clearTimeout(this.#timer);
      this.#parts.threads.release();
    }
    return this.#finish();
  }

  #start(opened: Opened): void {
    this.#startAt = hrtime.bigint() + BigInt(START_AHEAD_NS);
    this.#ledger.start(opened.ready, opened.firstFailure);
    this.#accessLog?.begin(this.#startAt);
    this.#workers.send({ v: 1, kind: "start", startAt: this.#startAt });
    for (const command of this.#early) this.#workers.send(command);
    this.#watchMachine();
    this.#armTick(1);
  }

  /** The first reading comes ahead of the window by as much as the start does: its first requests are not late for it. */
  #watchMachine(): void {
    this.#machine.beginIn(this.#parts.plan.warmupNs / NS_PER_MS);
    this.#watchEnd();
  }

  #watchEnd(): void {
    this.#machine.endIn(Math.ceil((this.#ledger.endNs - this.#elapsedNs()) / NS_PER_MS));
  }

  #armTick(tick: number): void {
    const dueMs = tick * TICK_MS + TICK_LAG_MS - this.#elapsedNs() / NS_PER_MS;
    this.#timer = setTimeout(() => {
      // Timers run before messages are taken in: what the workers have told by now belongs into this frame.
      setImmediate(() => {
        this.#onTick(tick);
      });
    }, dueMs);
  }

  #onTick(tick: number): void {
    if (this.#isEnded) return;
    // A main thread that was held up makes one frame of what it has missed.
    const passedTicks = Math.floor((this.#elapsedNs() / NS_PER_MS - TICK_LAG_MS) / TICK_MS);
    const nowTick = Math.max(tick, passedTicks);
    this.#ledger.advance(nowTick * TICK_NS);
    this.#endIfPrecise();
    if (this.#findAbort()) this.stop("abort");
    this.#desk.cut(nowTick);
    this.#armTick(nowTick + 1);
  }

  #endIfPrecise(): void {
    // Told once: the workers hear of a schedule that is over no second time.
    if (this.#stopMode !== undefined || this.#isPrecise || this.#watch?.isReached() !== true)
      return;
    this.#isPrecise = true;
    this.#endSchedule("drain");
  }

  /** Of a run that is being stopped already nothing more is to be ended. */
  #findAbort(): boolean {
    if (this.#stopMode !== undefined) return false;
    const met = this.#abort?.find();
    if (met !== undefined) this.#ledger.abort(met);
    return met !== undefined;
  }

  #finish(): RunResult {
    this.#isEnded = true;
    this.#machine.end();
    this.#ledger.advance(Math.max(0, this.#elapsedNs()));
    // What was met with the last answers was met as well, however late.
    const isStopped = this.#stopMode !== undefined || this.#findAbort();
    const { machine, process } = this.#machine.report();
    const facts = this.#ledger.close({
      state: isStopped ? "stopped" : "completed",
      done: this.#workers.done,
      warmups: this.#workers.warmups,
      clock: this.#clock(),
      environment: describeEnvironment(machine),
      process,
    });
    // The last interval is in the series, and with it in the result.
    this.#desk.cutLast();
    const { reporter, spec } = this.#parts;
    const result = reporter.toResult(facts);
    const whole = this.#withAccessLog(facts, result);
    this.#desk.end(whole);
    // Made at once, so that the facts, which are large, are not kept. The log can't be computed from them.
    if (spec.bundle) this.#bundle = reporter.toBundle(facts, result, this.#plannedAt);
    return whole;
  }

  #withAccessLog({ state, recorded }: RunFacts, result: RunResult): RunResult {
    if (this.#accessLog === undefined) return result;
    const accessLog = this.#accessLog.end(state, recorded.counter("planned"));
    return { ...result, accessLog };
  }

  #clock(): RunClock | undefined {
    if (this.#startAt === undefined) return undefined;
    return { startedAtNs: String(this.#startAt), endedAtNs: String(hrtime.bigint()) };
  }

  #elapsedNs(): number {
    if (this.#startAt === undefined) return 0;
    return Number(hrtime.bigint() - this.#startAt);
  }
}
