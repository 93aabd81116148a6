import t from "tap";
import { judge } from "../../engine/result/verdict.js";
import { Recorder } from "../../workers/recorder.js";
import { assertBooks } from "../fixtures/virtual-books.js";
import { LoggingRecorder } from "../fixtures/virtual-log.js";
import type { LogSource } from "../fixtures/virtual-log.js";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import type { VirtualRun, VirtualRunOptions } from "../fixtures/virtual-run.js";
import { exponentialNs, firstInFirstOut } from "../fixtures/virtual-server.js";

/** Makes one mistake in the books, at the given call of one method. */
type Mistake = "forgetsFlight" | "countsFlightTwice" | "forgetsQueue" | "countsQueueTwice";

class MistakenRecorder extends LoggingRecorder {
  readonly #mistake: Mistake;
  #flights = 0;
  #queues = 0;

  constructor(mistake: Mistake, source: LogSource) {
    super(0, 1e9, source);
    this.#mistake = mistake;
  }

  override onLeftFlight(sentNs: number, nowNs: number): void {
    const times = this.#flights++ === 100 ? timesOf(this.#mistake, "Flight") : 1;
    for (let time = 0; time < times; time++) super.onLeftFlight(sentNs, nowNs);
  }

  override onLeftQueue(enteredNs: number, nowNs: number): void {
    const times = this.#queues++ === 100 ? timesOf(this.#mistake, "Queue") : 1;
    for (let time = 0; time < times; time++) super.onLeftQueue(enteredNs, nowNs);
  }
}

function timesOf(mistake: Mistake, what: "Flight" | "Queue"): number {
  if (!mistake.includes(what)) return 1;
  return mistake.startsWith("forgets") ? 0 : 2;
}

/** Half of the requests have to wait. */
function run(createRecorder?: VirtualRunOptions["createRecorder"]): VirtualRun {
  return virtualRun({
    spec: { load: constantLoad(900), duration: "1s", connections: 3 },
    server: firstInFirstOut(exponentialNs(1_000_000, 29)),
    hasUncheckedBooks: true,
    ...(createRecorder === undefined ? {} : { createRecorder }),
  });
}

t.test("oracle 29: the books of an honest run balance to the nanosecond", async (t) => {
  const honest = run();
  t.ok(honest.recorded.exactNs("inFlightIntegralNs") > 0n);
  t.ok(honest.recorded.exactNs("queuedIntegralNs") > 0n);
  assertBooks(honest);
});

t.test("oracle 29: one lost or double request is found", async (t) => {
  for (const mistake of [
    "forgetsFlight",
    "countsFlightTwice",
    "forgetsQueue",
    "countsQueueTwice",
  ] as const) {
    await t.test(mistake, async (t) => {
      const mistaken = run((_, source) => new MistakenRecorder(mistake, source));
      t.throws(() => {
        assertBooks(mistaken);
      }, /IntegralNs = /);
      const { verdict, reasons } = judge(mistaken.facts);
      t.equal(verdict, "invalid");
      t.ok(
        reasons.some(({ code }) => code === "auditMismatch"),
        "at run time as well",
      );
    });
  }
});

t.test("the conservation law finds a request without an outcome", async (t) => {
  class Forgetful extends Recorder {
    #count = 0;
    override onCompleted(...request: Parameters<Recorder["onCompleted"]>): void {
      if (this.#count++ !== 100) super.onCompleted(...request);
    }
  }
  const mistaken = run(() => new Forgetful(0, 1e9));
  t.match(
    judge(mistaken.facts).reasons.find(({ code }) => code === "auditMismatch")?.message,
    /planned and the sum of outcomes: 900 ≠ 899/,
  );
});
