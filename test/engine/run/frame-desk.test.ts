import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import t from "tap";
import type { Test } from "tap";
import { createRunId } from "../../../engine/core/index.js";
import type { Frame, RunResult } from "../../../engine/index.js";
import { parseRunSpec } from "../../../engine/core/spec/parse-run-spec.js";
import { SLO_DECISIONS } from "../../../engine/decide/slo/judge-slos.js";
import { createReporter } from "../../../engine/result/run-result.js";
import { VERDICT_THRESHOLDS } from "../../../engine/result/verdict-thresholds.js";
import { FrameDesk } from "../../../engine/run/frame-desk.js";
import { RunLedger } from "../../../engine/run/run-ledger.js";
import { TICK_NS, planRun } from "../../../engine/run/worker-plans.js";
import { collectFrames } from "../../fixtures/real-run.js";
import { QUIET_MACHINE } from "../../fixtures/virtual-run.js";
import { UNKNOWN_PROCESS } from "../../fixtures/load-results.js";
import { deltaOf } from "./delta-data.js";

const END_NS = 2.5 * TICK_NS;

/** A run of 250 ms whose worker's words and whose ticks come in the order that a test gives them. */
class TwoAndAHalfTicks {
  readonly #reporter = createReporter(VERDICT_THRESHOLDS, SLO_DECISIONS);
  readonly #ledger: RunLedger;
  readonly #desk: FrameDesk;
  readonly #frames: Promise<Frame[]>;

  constructor() {
    const spec = parseRunSpec({
      target: { url: "http://127.0.0.1:8080/" },
      workers: 1,
      duration: "250ms",
      interval: "100ms",
    });
    this.#ledger = new RunLedger(createRunId(new Date(0), 0), spec, planRun(spec, 8));
    this.#desk = new FrameDesk(this.#ledger, this.#reporter);
    this.#frames = collectFrames(this.#desk.subscribe(1, false));
    this.#ledger.start(1);
  }

  hear(atNs: number, planned: number): void {
    const delta = deltaOf(atNs, { counters: { planned } });
    const gauges = { inFlight: 0, queued: 0, oldestIntendedStartNs: Infinity };
    const { self } = this.#ledger.verdictFacts().workers[0]!;
    this.#ledger.add(0, { deltas: [delta], gauges, self, isDraining: atNs >= END_NS });
    this.#desk.add(delta);
  }

  async tick(tick: number): Promise<void> {
    this.#ledger.advance(tick * TICK_NS);
    this.#desk.cut(tick);
    // Whoever keeps up takes each frame before the next one is made.
    await turnOfTheLoop();
  }

  async end(): Promise<{ readonly frames: readonly Frame[]; readonly result: RunResult }> {
    this.#ledger.advance(1.2 * END_NS);
    const connections = { opened: 1, reused: 0, closedByPeer: 0, retired: 0 };
    const facts = this.#ledger.close({
      state: "completed",
      done: [{ v: 1, kind: "done", connections, lastEndedNs: END_NS, endNs: END_NS }],
      warmups: [],
      clock: undefined,
      environment: QUIET_MACHINE,
      process: UNKNOWN_PROCESS,
    });
    this.#desk.cutLast();
    await turnOfTheLoop();
    const result = this.#reporter.toResult(facts);
    this.#desk.end(result);
    return { frames: await this.#frames, result };
  }
}

/** An interval of a run, in seconds, and how many requests its frame has planned. */
type Told = readonly [fromSeconds: number, seconds: number, planned: number];

async function assertFills(t: Test, run: TwoAndAHalfTicks, told: readonly Told[]): Promise<void> {
  const { frames, result } = await run.end();
  t.equal(result.measuredSeconds, 0.25);
  t.strictSame(
    frames.map(({ kind, interval }) => [kind, round(interval.seconds), interval.requests.planned]),
    [...told.map(([, seconds, planned]) => ["frame", seconds, planned]), ["final", 0, 0]],
  );
  t.strictSame(
    result.series.map(({ fromSeconds, requests }) => [fromSeconds, requests.planned]),
    told.map(([fromSeconds, , planned]) => [fromSeconds, planned]),
  );
}

/** Differences of instants are off by the last bit. */
function round(seconds: number): number {
  return Math.round(seconds * 1e9) / 1e9;
}

t.test("the intervals of a run's frames fill its measured window", async (t) => {
  await t.test("where every word comes in its tick", async (t) => {
    const run = new TwoAndAHalfTicks();
    run.hear(TICK_NS, 1);
    await run.tick(1);
    run.hear(2 * TICK_NS, 2);
    await run.tick(2);
    run.hear(END_NS, 4);
    await assertFills(t, run, [
      [0, 0.1, 1],
      [0.1, 0.1, 2],
      [0.2, 0.05, 4],
    ]);
  });

  await t.test("where the last words come before the tick ahead of them", async (t) => {
    const run = new TwoAndAHalfTicks();
    run.hear(TICK_NS, 1);
    await run.tick(1);
    run.hear(2 * TICK_NS, 2);
    run.hear(END_NS, 4);
    await run.tick(2);
    await assertFills(t, run, [
      [0, 0.1, 1],
      [0.1, 0.1, 6],
      [0.2, 0.05, 0],
    ]);
  });

  await t.test("where nothing at all is recorded", async (t) => {
    const run = new TwoAndAHalfTicks();
    await run.tick(1);
    await run.tick(2);
    await assertFills(t, run, [
      [0, 0.1, 0],
      [0.1, 0.1, 0],
      [0.2, 0.05, 0],
    ]);
  });

  await t.test("where a tick is passed over", async (t) => {
    const run = new TwoAndAHalfTicks();
    run.hear(2 * TICK_NS, 3);
    await run.tick(2);
    run.hear(END_NS, 4);
    await assertFills(t, run, [
      [0, 0.2, 3],
      [0.2, 0.05, 4],
    ]);
  });
});
