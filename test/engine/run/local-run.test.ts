import type { MessagePort } from "node:worker_threads";
import t from "tap";
import { createRunId, parseRunSpec } from "../../../engine/index.js";
import type { RunSpec, WorkerCommand, WorkerMessage, WorkerPlan } from "../../../engine/index.js";
import { SLO_DECISIONS } from "../../../engine/decide/slo/judge-slos.js";
import { createReporter } from "../../../engine/result/run-result.js";
import { VERDICT_THRESHOLDS } from "../../../engine/result/verdict-thresholds.js";
import { LocalRun } from "../../../engine/run/local-run.js";
import { planRun } from "../../../engine/run/worker-plans.js";
import { PiscinaPool } from "../../../engine/run/worker-pool.js";
import type { ThreadReservation } from "../../../engine/run/worker-pool.js";
import { auditedResult, openSpec } from "../../fixtures/real-run.js";
import { withTarget } from "../../fixtures/with-target.js";

const SPEC = openSpec("http://127.0.0.1:9/", 100, { workers: 2, duration: "1s" });

/** Threads that do what a test says. */
class ScriptedThreads implements ThreadReservation {
  readonly workers: ScriptedWorker[] = [];
  isReleased = false;

  async run(plan: WorkerPlan, port: MessagePort): Promise<void> {
    const worker = new ScriptedWorker(plan, port);
    this.workers.push(worker);
    await worker.ended;
  }

  get pair(): readonly [ScriptedWorker, ScriptedWorker] {
    const [first, second] = this.workers;
    if (first === undefined || second === undefined) throw new Error("expected two workers");
    return [first, second];
  }

  release(): void {
    this.isReleased = true;
  }

  async running(count: number): Promise<void> {
    while (this.workers.length < count) await turn();
  }
}

class ScriptedWorker {
  readonly commands: WorkerCommand[] = [];
  readonly ended: Promise<void>;
  readonly #plan: WorkerPlan;
  readonly #port: MessagePort;
  #settle: (error?: Error) => void = () => undefined;
  #onCommand: () => void = () => undefined;

  constructor(plan: WorkerPlan, port: MessagePort) {
    this.#plan = plan;
    this.#port = port;
    this.ended = new Promise((resolve, reject) => {
      this.#settle = (error) => {
        if (error === undefined) resolve();
        else reject(error);
      };
    });
    port.on("message", (command: WorkerCommand) => {
      this.commands.push(command);
      this.#onCommand();
    });
  }

  say(message: WorkerMessage): void {
    this.#port.postMessage(message);
  }

  async heard(kind: WorkerCommand["kind"]): Promise<WorkerCommand> {
    for (;;) {
      const command = this.commands.find((each) => each.kind === kind);
      if (command !== undefined) return command;
      await new Promise<void>((resolve) => {
        this.#onCommand = resolve;
      });
    }
  }

  end(): void {
    this.say({
      v: 1,
      kind: "done",
      connections: { opened: 2, reused: 0, closedByPeer: 0, retired: 0 },
      lastEndedNs: 0,
      endNs: this.#plan.endNs ?? Infinity,
    });
    this.#port.close();
    this.#settle();
  }

  lose(error: Error): void {
    this.#port.close();
    this.#settle(error);
  }
}

t.test("LocalRun", async (t) => {
  await t.test("starts all workers at one common instant, once each has opened", async (t) => {
    const threads = new ScriptedThreads();
    const run = startRun(SPEC, threads);
    await threads.running(2);
    const [first, second] = threads.pair;
    first.say({ v: 1, kind: "opened", ready: 2, failed: 0, firstFailure: null });
    await turn();
    t.equal(run.status.state, "preparing");
    t.strictSame(first.commands, [], "nobody starts before the last one is ready");
    const before = process.hrtime.bigint();
    second.say({ v: 1, kind: "opened", ready: 2, failed: 0, firstFailure: null });
    const [start] = await Promise.all([first.heard("start"), second.heard("start")]);
    const startAt = startOf(start);
    t.strictSame(second.commands, first.commands, "both hear of the same instant");
    t.ok(startAt > before, "which lies ahead");
    t.equal(run.status.state, "running");

    run.stop("abort");
    const [stop] = await Promise.all([first.heard("stop"), second.heard("stop")]);
    t.match(stop, { kind: "stop", mode: "abort" });
    t.strictSame(second.commands, first.commands, "and of the same end");
    for (const worker of threads.workers) worker.end();
    t.equal((await run.result).state, "stopped");
    t.ok(threads.isReleased, "the threads are given back");
  });

  await t.test("stops a second time only to abort what it drains", async (t) => {
    const threads = new ScriptedThreads();
    const run = startRun(SPEC, threads);
    await threads.running(2);
    for (const mode of ["drain", "drain", "abort", "abort", "drain"] as const) run.stop(mode);
    const [worker] = threads.pair;
    await worker.heard("stop");
    await turn();
    t.strictSame(
      worker.commands.map((command) => command.kind === "stop" && command.mode),
      ["drain", "abort"],
    );
    for (const each of threads.workers) each.end();
    const result = await run.result;
    t.equal(result.state, "stopped");
    t.equal(result.measuredSeconds, 0, "nothing was measured");
    t.equal(result.rate.plannedPerSecond, null, "so that there is no rate");
  });

  await t.test("fails when one worker is lost, and aborts the others", async (t) => {
    const threads = new ScriptedThreads();
    const run = startRun(SPEC, threads);
    await threads.running(2);
    const [first, second] = threads.pair;
    second.lose(new Error("out of memory"));
    const stop = await first.heard("stop");
    t.match(stop, { kind: "stop", mode: "abort" });
    t.notOk(threads.isReleased, "no thread is given back while one still works");
    first.end();
    const result = await run.result;
    t.equal(result.state, "failed");
    t.equal(result.reason, "worker 1 was lost: out of memory");
    t.equal(result.generator.verdict, "invalid");
    // What else there may be, such as a machine that is full, is not this test's.
    t.match(
      result.generator.reasons.find(({ code }) => code === "workerLost"),
      { severity: "invalid", message: /^worker 1 of 2 was lost/ },
    );
    t.ok(threads.isReleased);
  });

  await t.test("passes on what a worker could not do", async (t) => {
    const target = await withTarget(t);
    const pool = new PiscinaPool(2);
    t.teardown(() => pool.close());
    const spec = parseRunSpec({ ...SPEC, target: { url: target.url } });
    const plan = planRun(spec, 2);
    const [sound, broken] = plan.workers as [WorkerPlan, WorkerPlan];
    const workers = [sound, { ...broken, connectionCount: -1 }];
    const run = new LocalRun({
      id: createRunId(new Date(), 1),
      spec,
      plan: { ...plan, workers },
      threads: pool.reserve(2),
      reporter: createReporter(VERDICT_THRESHOLDS, SLO_DECISIONS),
    });
    const result = await auditedResult(t, run);
    t.equal(result.state, "failed");
    t.match(result.reason, /worker 1 was lost: /);
    await target.emptied();
    t.doesNotThrow(() => {
      pool.reserve(2).release();
    }, "both threads are free again");
  });
});

function startRun(input: RunSpec, threads: ThreadReservation): LocalRun {
  const spec = parseRunSpec(input);
  return new LocalRun({
    id: createRunId(new Date(), 1),
    spec,
    plan: planRun(spec, 2),
    threads,
    reporter: createReporter(VERDICT_THRESHOLDS, SLO_DECISIONS),
  });
}

function startOf(command: WorkerCommand): bigint {
  return command.kind === "start" ? command.startAt : 0n;
}

/** Lets messages between ports arrive. */
async function turn(): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await new Promise(setImmediate);
}
