import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { bucketIndexOf } from "../../../../engine/core/histogram/index.js";
import { decodeHistogram } from "../../../../engine/result/encoding.js";
import { readAnyResult } from "../../../../engine/result/readers/index.js";
import { peerFile, peerText } from "../../../fixtures/peer-files.js";

const HTTP = JSON.parse(peerText("fortio-http.json")) as Record<string, unknown> & {
  readonly DurationHistogram: Readonly<Record<string, unknown>>;
};

t.test("readAnyResult of fortio's JSON", async (t) => {
  const { result, lost } = await readAnyResult(peerFile("fortio-http.json"));

  await t.test("has what it tells", async (t) => {
    t.match(result, {
      schema: "mesh-bench/result/v1",
      state: "completed",
      labels: { labels: "hello" },
      startedAt: "2026-11-21T09:13:11.988Z",
      endedAt: "2026-11-21T09:13:13.010Z",
      measuredSeconds: 1.02229067,
      spec: {
        target: { url: "http://127.0.0.1:18080/echo?status=503:20&delay=1ms:50" },
        load: { model: "paced", ratePerSecond: 50 },
        connections: 2,
        duration: "1s",
        timeout: "3s",
        percentiles: [50, 90, 99],
      },
      requests: { completed: 44, failed: 6, timedOut: 0, unfinished: 0 },
      rate: { requestedPerSecond: 50, sentPerSecond: 48.90976849079528 },
      load: { model: "paced", coordinated: true },
      status: { "200": 44, "503": 6 },
      connections: { requested: 2, opened: 8 },
      generator: { verdict: "suspect", reasons: [{ code: "generatorUnknown" }] },
    });
    t.match(result.id, /^20261121-091311-[0-9a-z]{6}$/);
    t.equal(result.rate.achievedPerSecond, 44 / 1.02229067);
  });

  await t.test("has its calls as service: it times from the send", async (t) => {
    const { service, response } = result.latency;
    t.match(service, { count: 50, min: 39_314, max: 1_672_851, censored: null, saturated: 0 });
    t.strictSame(service.percentiles, { "50": 300_000, "90": 1_369_231, "99": 1_654_638 });
    t.ok(Math.abs((service.mean ?? 0) - 678_459.08) < 1e-6);
    t.ok(Math.abs((service.stdDev ?? 0) - 584_747.352744887) < 1e-6);
    t.equal(response.count, null);
    t.strictSame(response.percentiles, {});
  });

  await t.test("rebuilds the histogram from its buckets, and says how coarse it is", async (t) => {
    const histogram = decodeHistogram(result.latency.service.encoded ?? "");
    t.equal(histogram.count, 50);
    for (const { endNs, count } of [
      { endNs: 100_000, count: 13 },
      { endNs: 1_400_000, count: 13 },
      { endNs: 1_672_851, count: 2 },
    ]) {
      t.equal(histogram.countAt(bucketIndexOf(endNs)), count, `up to ${endNs} ns`);
    }
    t.strictSame(result.converted?.resolutionNs, { service: 200_000, connect: 100_000 });
  });

  await t.test("has null for what it does not tell, and names it", async (t) => {
    t.match(result.requests, { planned: null, skipped: null, waitedForSlot: null, resent: null });
    t.match(result.bytes, { sent: null, received: null });
    const missing = result.converted?.missing ?? [];
    for (const name of [
      "requests.planned",
      "requests.skipped",
      "latency.response",
      "latency.lateness",
      "latency.service.censored",
      "rate.plannedPerSecond",
      "bytes",
      "environment",
      "generator.process",
      "generator.workers",
      "series",
      "errors",
    ]) {
      t.ok(missing.includes(name), `names ${name}`);
    }
    for (const name of ["requests.timedOut", "requests.completed", "status", "latency.service"]) {
      t.notOk(missing.includes(name), `does not name ${name}`);
    }
    t.strictSame(lost, [
      "how long the failed calls took (ErrorsDurationHistogram) has no place of its own",
      "the sizes of responses (Sizes, HeaderSizes) have no place",
    ]);
  });

  await t.test("gives the same file the same id", async (t) => {
    t.equal((await readAnyResult(peerFile("fortio-http.json"))).result.id, result.id);
  });

  await t.test("reads a gRPC run at full speed", async (t) => {
    const { result: grpc } = await readAnyResult(peerFile("fortio-grpc.json"));
    t.match(grpc, {
      spec: { target: { url: "127.0.0.1:18081" }, load: { model: "closed" }, timeout: null },
      requests: { planned: 20, completed: 20, failed: 0, timedOut: 0, skipped: 0 },
      rate: { requestedPerSecond: null },
      status: { SERVING: 20 },
    });
    t.notOk(
      grpc.converted?.missing.includes("rate.requestedPerSecond"),
      "as fast as it can is not unknown",
    );
  });

  const path = join(t.testdir(), "fortio.json");
  const read = (over: Readonly<Record<string, unknown>>) => {
    writeFileSync(path, JSON.stringify({ ...HTTP, ...over }));
    return readAnyResult(path);
  };

  await t.test("does not tell timeouts from other calls without an answer", async (t) => {
    const { result: some } = await read({ RetCodes: { "200": 44, "-1": 6 } });
    t.match(some.requests, { completed: 44, failed: 6, timedOut: null });
    t.strictSame(some.status, { "200": 44 });
    t.ok(
      some.converted?.missing.includes("requests.timedOut (those that were are among the failed)"),
    );
  });
  await t.test("knows a run that was stopped", async (t) => {
    const over = { RequestedDuration: "exactly 8 calls, interrupted after 3", Exactly: 8 };
    t.match((await read(over)).result, { state: "stopped", spec: { requests: 8 } });
  });

  const histogram = HTTP.DurationHistogram;
  for (const { name, over, says } of [
    {
      name: "a run that failed",
      over: { error: true, message: "init error", exception: "lookup nosuchhost: no such host" },
      says: "it failed: init error: lookup nosuchhost: no such host",
    },
    {
      name: "buckets that do not hold all calls",
      over: { DurationHistogram: { ...histogram, Count: 51 } },
      says: "the counts of DurationHistogram.Data add up to 50, and DurationHistogram.Count is 51; they must be equal",
    },
    {
      name: "a maximum in another unit",
      over: { DurationHistogram: { ...histogram, Max: 1.672851 } },
      says: "DurationHistogram.Max is 1.672851, and the buckets of DurationHistogram.Data go from 0.000039314 to 0.001672851; it must be that edge, in seconds",
    },
    {
      name: "a mean in another unit",
      over: { DurationHistogram: { ...histogram, Avg: 0.678 } },
      says: "DurationHistogram.Avg is 0.678, and the buckets of DurationHistogram.Data go from 0.000039314 to 0.001672851; it must lie in between, in seconds",
    },
    {
      name: "buckets that overlap",
      over: {
        DurationHistogram: {
          ...histogram,
          Count: 2,
          Data: [
            { Start: 0.1, End: 0.3, Percent: 50, Count: 1 },
            { Start: 0.2, End: 0.4, Percent: 100, Count: 1 },
          ],
        },
      },
      says: "DurationHistogram.Data.1 goes from 0.2 to 0.4; buckets must ascend and not overlap",
    },
    {
      name: "more failures than calls",
      over: {
        ErrorsDurationHistogram: {
          ...histogram,
          Count: 51,
          Data: [{ Start: 0.000039314, End: 0.001672851, Percent: 100, Count: 51 }],
        },
      },
      says: "ErrorsDurationHistogram.Count is 51; it must be at most DurationHistogram.Count, 50",
    },
    {
      name: "a rate that is a number",
      over: { RequestedQPS: 50 },
      says: 'RequestedQPS is 50; it must be a text such as "50" or "max"',
    },
    {
      name: "a field that is missing",
      over: { DurationHistogram: { ...histogram, Data: undefined } },
      says: "DurationHistogram.Data is missing; it must be a list of buckets, or null",
    },
    {
      name: "a start that is none",
      over: { StartTime: "yesterday" },
      says: 'StartTime is "yesterday"; it must be an instant, RFC 3339',
    },
  ]) {
    await t.test(`refuses ${name}`, async (t) => {
      await t.rejects(read(over), {
        code: "MB_RESULT_FILE",
        message: `${path} is no result of fortio: ${says}`,
      });
    });
  }
  await t.test("refuses one that was cut short by hand", async (t) => {
    await t.rejects(readAnyResult(peerFile("fortio.json")), {
      message: /Labels is missing; it must be a text/,
    });
  });
});
