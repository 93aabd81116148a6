import t from "tap";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import type { VirtualRunOptions } from "../fixtures/virtual-run.js";
import { answersAfter, answersUntil, frozenOnce } from "../fixtures/virtual-server.js";
import type { VirtualServer } from "../fixtures/virtual-server.js";

const MS = 1e6;
const S = 1e9;
/** The engine's own tick comes 30 ms after those of the workers, and a stop takes effect 5 ms later. */
const HEARD_SECONDS = 0.135;

const OPEN = { load: constantLoad(500), connections: 500, duration: "60s" } as const;

/** From this instant on every answer is a 503. */
function failsFrom(fromNs: number): VirtualServer {
  return ({ atNs }) => ({
    kind: "answer",
    atNs: atNs + 2 * MS,
    status: atNs >= fromNs ? 503 : 200,
  });
}

t.test("oracle 25: a run is ended within one window", async (t) => {
  const rows: readonly (VirtualRunOptions & {
    readonly name: string;
    readonly troubleSeconds: number;
    readonly windowSeconds: number;
    readonly reason: RegExp;
  })[] = [
    {
      name: "by a percentile over a window, of a target that falls silent",
      spec: { ...OPEN, slo: ["p90 < 50ms over 1s"], abortOn: ["slo"] },
      server: answersUntil(3 * S, answersAfter(2 * MS)),
      troubleSeconds: 3,
      windowSeconds: 1,
      reason: /^aborted on slo: p90 < 50ms over 1s failed from \d\.\ds to \d\.\ds$/,
    },
    {
      name: "by the same with two workers, after a warm-up",
      spec: { ...OPEN, workers: 2, warmup: "1.5s", slo: ["p90 < 50ms over 1s"], abortOn: ["slo"] },
      server: answersUntil(4.2 * S, answersAfter(2 * MS)),
      troubleSeconds: 4.2,
      windowSeconds: 1,
      reason: /^aborted on slo: /,
    },
    {
      name: "in the closed model",
      spec: {
        load: { model: "closed", thinkTime: "10ms" },
        connections: 50,
        duration: "60s",
        slo: ["rate >= 100/s over 500ms"],
        abortOn: ["slo"],
      },
      server: answersUntil(2 * S, answersAfter(2 * MS)),
      troubleSeconds: 2,
      windowSeconds: 0.5,
      reason: /^aborted on slo: rate >= 100\/s over 500ms failed from /,
    },
    {
      name: "by a share of failures",
      spec: { ...OPEN, slo: ["failed < 10% over 2s"], abortOn: ["status 404", "slo"] },
      server: failsFrom(3 * S),
      troubleSeconds: 3,
      windowSeconds: 2,
      reason: /^aborted on slo: failed < 10% over 2s failed from /,
    },
    {
      name: "by a ratio of errors, over a second unless said otherwise",
      spec: { ...OPEN, abortOn: ["errors > 50%"] },
      server: failsFrom(3 * S),
      troubleSeconds: 3,
      windowSeconds: 1,
      reason: /^aborted on errors > 50%: from \d\.\ds to \d\.\ds$/,
    },
    {
      name: "by the first response with a status",
      spec: { ...OPEN, abortOn: ["status 503"] },
      server: failsFrom(3 * S),
      troubleSeconds: 3,
      windowSeconds: 0,
      reason: /^aborted on status 503: a response had the status 503$/,
    },
    {
      name: "by the first response of a class",
      spec: { ...OPEN, abortOn: ["status 5xx"] },
      server: failsFrom(3 * S),
      troubleSeconds: 3,
      windowSeconds: 0,
      reason: /^aborted on status 5xx: a response had the status 503$/,
    },
    {
      name: "by the first error of a kind",
      spec: { ...OPEN, timeout: "200ms", abortOn: ["error timeout"] },
      server: answersUntil(3 * S, answersAfter(2 * MS)),
      troubleSeconds: 3.2,
      windowSeconds: 0,
      reason: /^aborted on error timeout: /,
    },
  ];
  for (const { name, troubleSeconds, windowSeconds, reason, ...options } of rows) {
    await t.test(name, async (t) => {
      const { result, endedAtNs } = virtualRun(options);
      t.equal(result.state, "stopped");
      t.match(result.reason, reason);
      const { atSeconds } = result.abort!;
      t.ok(atSeconds >= troubleSeconds, `${atSeconds} s`);
      t.ok(atSeconds <= troubleSeconds + windowSeconds + HEARD_SECONDS, `${atSeconds} s`);
      t.ok(endedAtNs / S <= troubleSeconds + windowSeconds + 2 * HEARD_SECONDS, "without a drain");
    });
  }
});

t.test("a run that meets no condition goes on to its end", async (t) => {
  const { result } = virtualRun({
    spec: {
      ...OPEN,
      duration: "5s",
      slo: ["p90 < 600ms over 1s"],
      abortOn: ["slo", "status 5xx", "error connectionLost", "errors > 1%"],
    },
    server: frozenOnce(2 * S, 0.5 * S, 2 * MS),
  });
  t.equal(result.state, "completed");
  t.equal(result.reason, undefined);
  t.notOk("abort" in result);
  t.equal(result.slo[0]?.verdict, "passed");
});

t.test("a window that is not over yet is not judged by what it lacks", async (t) => {
  const { result } = virtualRun({
    spec: { ...OPEN, duration: "3s", slo: ["rate >= 480/s over 500ms"], abortOn: ["slo"] },
    server: answersAfter(2 * MS),
  });
  t.equal(result.state, "completed");
  t.equal(result.slo[0]?.verdict, "passed");
});

t.test("what happens in the warm-up ends nothing", async (t) => {
  const { result } = virtualRun({
    spec: { ...OPEN, warmup: "2s", duration: "2s", abortOn: ["status 5xx", "errors > 1%"] },
    server: ({ atNs }) => ({
      kind: "answer",
      atNs: atNs + 2 * MS,
      status: atNs < 1.9 * S ? 503 : 200,
    }),
  });
  t.equal(result.state, "completed");
});

t.test("a condition that is met by the last answers is told as well", async (t) => {
  const { result } = virtualRun({
    spec: { ...OPEN, duration: "1s", abortOn: ["status 503"] },
    server: failsFrom(0.99 * S),
  });
  t.equal(result.state, "stopped");
  t.equal(result.abort?.condition, "status 503");
  t.equal(result.requests.planned, 500, "nothing was cut off");
});

t.test("an objective that fails without a condition ends nothing", async (t) => {
  const { result } = virtualRun({
    spec: { ...OPEN, duration: "4s", slo: ["failed < 10% over 1s"] },
    server: failsFrom(S),
  });
  t.equal(result.state, "completed");
  t.equal(result.slo[0]?.verdict, "failed");
});
