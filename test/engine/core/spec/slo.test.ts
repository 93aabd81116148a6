import t from "tap";
import { LoadError, parseRunSpec } from "../../../../engine/index.js";
import { SLO_WANTED, parseSlo, slosOf } from "../../../../engine/core/spec/slo.js";
import type { SloGoal } from "../../../../engine/core/spec/slo.js";

const MS = 1e6;
const URL_TEXT = "http://127.0.0.1:8080/";

t.test("parseSlo", async (t) => {
  const rows: readonly {
    readonly text: string;
    readonly goal: SloGoal;
    readonly windowNs?: number;
    readonly scenario?: string;
  }[] = [
    { text: "p99 < 10ms", goal: percentile("outcome", 99, "<", 10 * MS) },
    { text: " p99<10ms ", goal: percentile("outcome", 99, "<", 10 * MS) },
    { text: "service.p99.9 <= 1.5s", goal: percentile("service", 99.9, "<=", 1500 * MS) },
    { text: "response.max < 1m30s", goal: percentile("response", 100, "<", 90e9) },
    { text: "max < 250us", goal: percentile("outcome", 100, "<", 250e3) },
    { text: "lateness.p50 < 1ms", goal: percentile("lateness", 50, "<", MS) },
    {
      text: "response.mean < 2ms",
      goal: { kind: "mean", view: "response", comparison: "<", boundNs: 2 * MS },
    },
    { text: "failed < 0.1%", goal: share("failed", "<", 0.1) },
    { text: "completed >= 99.9 %", goal: share("completed", ">=", 99.9) },
    { text: "unsuccessful<=0%", goal: share("unsuccessful", "<=", 0) },
    {
      text: "status.503 <= 0.5%",
      goal: {
        kind: "status",
        statuses: { from: 503, to: 503 },
        comparison: "<=",
        boundPercent: 0.5,
      },
    },
    {
      text: "status.2xx > 99%",
      goal: {
        kind: "status",
        statuses: { from: 200, to: 299 },
        comparison: ">",
        boundPercent: 99,
      },
    },
    {
      text: "errors.timeout < 1%",
      goal: { kind: "error", error: "timeout", comparison: "<", boundPercent: 1 },
    },
    {
      text: "rate >= 990/s",
      goal: { kind: "rate", comparison: ">=", boundPerSecond: 990 },
    },
    {
      text: "p99 < 10ms over 10s",
      goal: percentile("outcome", 99, "<", 10 * MS),
      windowNs: 10e9,
    },
    {
      text: "failed < 1% over 1m in GET http://a/b c",
      goal: share("failed", "<", 1),
      windowNs: 60e9,
      scenario: "GET http://a/b c",
    },
    {
      text: "p99 < 10ms in over 10s",
      goal: percentile("outcome", 99, "<", 10 * MS),
      scenario: "over 10s",
    },
  ];
  for (const { text, goal, windowNs = null, scenario = null } of rows) {
    await t.test(`reads "${text}"`, async (t) => {
      t.strictSame(parseSlo(text), { expression: text, goal, windowNs, scenario });
    });
  }

  for (const { name, text } of [
    { name: "nothing", text: "" },
    { name: "a percentile alone", text: "p99" },
    { name: "a bound that is a bare number", text: "p99 < 10" },
    { name: "a bound of another unit", text: "p99 < 10%" },
    { name: "a bound of nothing", text: "p99 < 0ms" },
    { name: "a latency that is to be long", text: "p99 > 10ms" },
    { name: "a percentile of 0", text: "p0 < 10ms" },
    { name: "a percentile above 100", text: "p101 < 10ms" },
    { name: "a view that there is none of", text: "latency.p99 < 10ms" },
    { name: "a view of connections", text: "connect.p99 < 10ms" },
    { name: "a share without its unit", text: "failed < 0.1" },
    { name: "a share above all", text: "failed < 101%" },
    { name: "an outcome that there is none of", text: "dropped < 1%" },
    { name: "a status that there is none of", text: "status.5x3 < 1%" },
    { name: "a kind of error that there is none of", text: "errors.any < 1%" },
    { name: "a rate without its unit", text: "rate >= 990" },
    { name: "a negative rate", text: "rate >= -1/s" },
    { name: "an equality", text: "p99 = 10ms" },
    { name: "a window without a unit", text: "p99 < 10ms over 10" },
    { name: "a window of nothing", text: "p99 < 10ms over 0s" },
    { name: "a window without a length", text: "p99 < 10ms over" },
    { name: "two objectives", text: "p99 < 10ms, failed < 1%" },
  ]) {
    await t.test(`refuses ${name}`, async (t) => {
      t.equal(parseSlo(text), undefined);
    });
  }
});

t.test("slosOf", async (t) => {
  t.strictSame(slosOf({}), [], "gives none of a spec without objectives");
  t.same(
    slosOf({ slo: ["failed < 1%", "rate > 5/s"] }).map(({ goal }) => goal.kind),
    ["share", "rate"],
    "keeps their order",
  );
  t.throws(() => slosOf({ slo: ["p99"] }), new RangeError("not an objective: p99"));
});

const scenarios = [{ name: "browse" }, { url: "/cart" }, { url: "/cart" }];

t.test("A spec with objectives", async (t) => {
  await t.test("echoes them as they were given", async (t) => {
    const slo = ["p99<10ms", "failed < 1% in browse"];
    t.strictSame(parseRunSpec({ target: { url: URL_TEXT }, scenarios, slo }).slo, slo);
  });
  await t.test("names scenarios as results do, with secrets masked", async (t) => {
    const url = "http://user:secret@127.0.0.1:8080/";
    const slo = ["p99 < 10ms in GET http://***:***@127.0.0.1:8080/"];
    t.strictSame(parseRunSpec({ target: { url }, scenarios: [{}], slo }).slo, slo);
  });

  for (const { name, spec, pointer, message } of [
    {
      name: "an expression that is none",
      spec: { slo: ["p99 < 10ms", "p99 < 10"] },
      pointer: "/slo/1",
      message: `slo.1 is "p99 < 10"; it must be ${SLO_WANTED}`,
    },
    {
      name: "what is no text",
      spec: { slo: [5] },
      pointer: "/slo/0",
      message: `slo.0 is 5; it must be ${SLO_WANTED}`,
    },
    {
      name: "what is no list",
      spec: { slo: "p99 < 10ms" },
      pointer: "/slo",
      message:
        'slo is "p99 < 10ms"; it must be a list of at most 32 objectives such as "p99 < 10ms"',
    },
    {
      name: "a scenario in a run that has none",
      spec: { slo: ["p99 < 10ms in buy"] },
      pointer: "/slo/0",
      message:
        'slo.0 is "p99 < 10ms in buy"; it must be about all requests: this run has no scenarios',
    },
    {
      name: "a scenario that does not exist",
      spec: { scenarios: scenarios.slice(0, 2), slo: ["p99 < 10ms in buy"] },
      pointer: "/slo/0",
      message:
        'slo.0 is "p99 < 10ms in buy"; it must be about one of the scenarios: "browse", "GET /cart"',
    },
    {
      name: "a name that two scenarios have",
      spec: { scenarios, slo: ["p99 < 10ms in GET /cart"] },
      pointer: "/slo/0",
      message:
        'slo.0 is "p99 < 10ms in GET /cart"; it must be about a scenario whose name no other one has: give each its own',
    },
    {
      name: "a window that is no multiple of a tick",
      spec: { slo: ["p99 < 10ms over 250ms"] },
      pointer: "/slo/0",
      message:
        'slo.0 is "p99 < 10ms over 250ms"; it must be over a multiple of 100ms, by which windows slide',
    },
    {
      name: "a mean over a window",
      spec: { slo: ["response.mean < 10ms over 1s"] },
      pointer: "/slo/0",
      message:
        'slo.0 is "response.mean < 10ms over 1s"; it must be about the whole run: a window keeps no sums, only percentiles',
    },
    {
      name: "a view that no window has",
      spec: { slo: ["queue.p99 < 10ms over 1s"] },
      pointer: "/slo/0",
      message:
        'slo.0 is "queue.p99 < 10ms over 1s"; it must be about outcome, response or service, to be judged over a window',
    },
    {
      name: "statuses over a window",
      spec: { slo: ["status.5xx < 1% over 1s"] },
      pointer: "/slo/0",
      message:
        'slo.0 is "status.5xx < 1% over 1s"; it must be about the whole run: a window tells only how requests ended',
    },
    {
      name: "lateness in the closed model",
      spec: { slo: ["lateness.p99 < 1ms"] },
      pointer: "/slo/0",
      message:
        'slo.0 is "lateness.p99 < 1ms"; it must be about another latency: a closed run has no plan that it could be late for',
    },
  ]) {
    await t.test(`is refused for ${name}`, async (t) => {
      t.strictSame(issuesOf({ target: { url: URL_TEXT }, ...spec }), [{ pointer, message }]);
    });
  }

  await t.test("is refused with more of them than a summary can hold", async (t) => {
    const slo = Array.from({ length: 33 }, () => "p99 < 10ms");
    const [issue] = issuesOf({ target: { url: URL_TEXT }, slo });
    t.equal(issue?.pointer, "/slo");
    t.match(issue?.message, "it must be a list of at most 32 objectives");
  });
});

function issuesOf(input: unknown): LoadError["issues"] {
  try {
    parseRunSpec(input);
  } catch (error) {
    if (error instanceof LoadError) return error.issues;
    throw error;
  }
  return [];
}

function percentile(
  view: Extract<SloGoal, { kind: "percentile" }>["view"],
  rank: number,
  comparison: "<" | "<=",
  boundNs: number,
): SloGoal {
  return { kind: "percentile", view, percentile: rank, comparison, boundNs };
}

function share(
  of: Extract<SloGoal, { kind: "share" }>["of"],
  comparison: Extract<SloGoal, { kind: "share" }>["comparison"],
  boundPercent: number,
): SloGoal {
  return { kind: "share", of, comparison, boundPercent };
}
