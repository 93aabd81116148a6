import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { readAnyResult } from "../../../../engine/result/readers/index.js";
import { peerFile, peerText } from "../../../fixtures/peer-files.js";

interface Summary {
  readonly metrics: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
const OLDER = JSON.parse(peerText("k6-summary-export.json")) as Summary;

t.test("readAnyResult of a k6 summary", async (t) => {
  await t.test("of handleSummary has what it tells", async (t) => {
    const { result } = await readAnyResult(peerFile("k6-handle-summary.json"));
    t.match(result, {
      startedAt: null,
      endedAt: null,
      measuredSeconds: 10.004125,
      spec: { target: { url: null }, load: { model: null }, connections: null, timeout: null },
      requests: {
        planned: null,
        completed: 975,
        failed: 25,
        timedOut: null,
        unfinished: null,
        skipped: 7,
      },
      rate: { requestedPerSecond: null, sentPerSecond: null },
      bytes: { sent: 85_000, received: 148_000 },
      status: {},
    });
    t.match(result.id, /^00000000-000000-[0-9a-z]{6}$/);
    t.ok(Math.abs((result.rate.achievedPerSecond ?? 0) - 97.4598) < 0.0001);
  });

  await t.test("has durations as service, with the percentiles that are printed", async (t) => {
    const { result } = await readAnyResult(peerFile("k6-handle-summary.json"));
    const { service, response } = result.latency;
    t.strictSame(service, {
      unit: "ns",
      count: 1000,
      min: 131_288,
      max: 40_867_494,
      mean: 2_025_751,
      stdDev: null,
      percentiles: { "50": 1_527_925, "90": 2_808_338, "95": 3_500_100 },
      censored: null,
      saturated: null,
    });
    t.equal(response.count, null);
    t.strictSame(result.converted?.resolutionNs, {}, "there are no counts to rebuild one from");
  });

  await t.test("has thresholds of all requests as objectives, and tells the others", async (t) => {
    const { result, lost } = await readAnyResult(peerFile("k6-handle-summary.json"));
    t.strictSame(result.slo, [
      {
        expression: "http_reqs: rate>90",
        verdict: "passed",
        unit: "perSecond",
        comparison: ">",
        bound: 90,
        observed: 99.9587670086189,
      },
      {
        expression: "http_req_duration: p(95)<3.5",
        verdict: "failed",
        unit: "ns",
        comparison: "<",
        bound: 3_500_000,
        observed: 3_500_100,
      },
      {
        expression: "http_req_duration: max<100",
        verdict: "passed",
        unit: "ns",
        comparison: "<",
        bound: 100_000_000,
        observed: 40_867_494,
      },
      {
        expression: "http_req_failed: rate<0.01",
        verdict: "failed",
        unit: "percent",
        comparison: "<",
        bound: 1,
        observed: 2.5,
      },
    ]);
    t.strictSame(lost, [
      "checks (900 passed, 100 failed) say nothing of a single request",
      "the threshold p(95)<10 of http_req_duration{expected_response:true}, kept, is about nothing that is known here",
      "other metrics have no place: http_req_duration{expected_response:true}, http_req_waiting, vus, vus_max",
    ]);
  });

  await t.test("of --summary-export has the same, where true is a crossed threshold", async (t) => {
    const { result, lost } = await readAnyResult(peerFile("k6-summary-export.json"));
    t.match(result, {
      measuredSeconds: 10,
      requests: { completed: 240, failed: 0, timedOut: 0, skipped: null },
      latency: { service: { count: 240, min: 1_500_000, mean: 5_500_000 } },
      slo: [
        { expression: "http_req_duration: p(95)<10", verdict: "failed", observed: 12_500_000 },
        { expression: "http_req_duration: avg<6", verdict: "passed", observed: 5_500_000 },
        { expression: "http_req_failed: rate<0.01", verdict: "passed", observed: 0 },
      ],
    });
    t.match(lost[1], /^iterations \(120, none known dropped\) are not requests/);
  });

  await t.test("has null for a statistic that was not asked for", async (t) => {
    const { result } = await readAnyResult(peerFile("k6-summary.json"));
    t.match(result.latency.service, { count: 5000, min: null, mean: null, max: 21_068_284 });
    t.strictSame(result.latency.service.percentiles, {
      "50": 1_558_046,
      "90": 2_253_488,
      "99": 7_593_240,
    });
    t.ok(result.converted?.missing.includes("latency.service.min"));
  });

  const path = join(t.testdir(), "k6.json");
  const read = (over: Readonly<Record<string, unknown>>) => {
    writeFileSync(path, JSON.stringify({ metrics: { ...OLDER.metrics, ...over } }));
    return readAnyResult(path);
  };

  await t.test("does not take the failures of some requests for those of all", async (t) => {
    const { result } = await read({ http_req_failed: { passes: 3, fails: 200, value: 0.01 } });
    t.match(result.requests, { completed: null, failed: null, timedOut: null });
    t.equal(result.rate.achievedPerSecond, null);
  });

  for (const { name, over, says } of [
    {
      name: "a script without HTTP",
      over: { http_reqs: undefined },
      says: "metrics.http_reqs.count is missing; the summary must be of a script that sends HTTP requests",
    },
    {
      name: "one without durations",
      over: { http_req_duration: undefined },
      says: "metrics.http_req_duration is missing; the summary must be of a script that sends HTTP requests",
    },
    {
      name: "a statistic that is no number",
      over: { http_req_duration: { med: "1.5ms", max: 3 } },
      says: 'metrics.http_req_duration.med is "1.5ms"; it must be a number that is not negative',
    },
    {
      name: "a maximum in another unit",
      over: { http_req_duration: { med: 1.5, max: 0.02 } },
      says: "metrics.http_req_duration.med is 1.5; it must be at most the maximum, 0.02, in milliseconds",
    },
  ]) {
    await t.test(`refuses ${name}`, async (t) => {
      await t.rejects(read(over), {
        code: "MB_RESULT_FILE",
        message: `${path} is no result of k6: ${says}`,
      });
    });
  }
  await t.test("refuses metrics that are none", async (t) => {
    writeFileSync(path, JSON.stringify({ metrics: [] }));
    await t.rejects(readAnyResult(path), { message: /metrics is missing; it must be an object/ });
  });
});
