import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import type { AnyResult } from "../../../../engine/core/index.js";
import { bucketIndexOf } from "../../../../engine/core/histogram/index.js";
import { fortioFormat } from "../../../../engine/result/formats/fortio.js";
import {
  EMPTY_RESULT,
  ENCODED_CLOSED_RESULT,
  ENCODED_OPEN_RESULT,
  FAILURES_NS,
  encodedLatency,
} from "../../../fixtures/encoded-result.js";
import { OPEN_RESULT } from "../../../fixtures/load-results.js";
import { valuesNs } from "../../core/histogram/histogram-data.js";

interface Bucket {
  readonly Start: number;
  readonly End: number;
  readonly Percent: number;
  readonly Count: number;
}

interface Histogram {
  readonly Count: number;
  readonly Min: number | null;
  readonly Max: number | null;
  readonly Sum: number | null;
  readonly Avg: number | null;
  readonly Data: readonly Bucket[] | null;
  readonly Percentiles?: readonly { readonly Percentile: number; readonly Value: number }[];
}

interface Written {
  readonly [field: string]: unknown;
  readonly Labels: string;
  readonly DurationHistogram: Histogram;
  readonly ErrorsDurationHistogram?: Histogram;
}

const write = (result: AnyResult): Written =>
  JSON.parse(fortioFormat.write(result as typeof OPEN_RESULT).text) as Written;
const lostOf = (result: AnyResult): readonly string[] =>
  fortioFormat.write(result as typeof OPEN_RESULT).lost;

t.test("fortioFormat", async (t) => {
  await t.test("has fortio's fields, in its units", async (t) => {
    const written = write(ENCODED_OPEN_RESULT);
    t.match(written, {
      RunType: "HTTP",
      StartTime: "2026-01-02T03:04:05.000Z",
      RequestedQPS: "1000",
      RequestedDuration: "10s",
      ActualQPS: 999.9,
      ActualDuration: 10_000_000_000,
      NumThreads: 32,
      Version: "mesh-bench 0.1.0",
      Exactly: 0,
      Jitter: false,
      Uniform: true,
      NoCatchUp: false,
      RunID: 0,
      AccessLoggerInfo: "",
      ID: "2026-01-02-030405_abc123_stage_canary_a_b_1_2",
      RetCodes: { "200": 97, "503": 1, "-1": 2 },
      URL: "http://127.0.0.1:8081/",
      HTTPReqTimeOut: 10_000_000_000,
      SocketCount: 34,
    });
    t.equal(write(ENCODED_CLOSED_RESULT)["RequestedQPS"], "max");
  });

  await t.test("says of which clock its histogram is", async (t) => {
    const open = write(ENCODED_OPEN_RESULT);
    t.equal(open.Labels, "response time by mesh-bench, stage=canary, a%3Db=1%2C 2 %25");
    t.equal(open.DurationHistogram.Min, 0.0000512);
    const closed = write(ENCODED_CLOSED_RESULT);
    t.match(closed.Labels, /^service time by mesh-bench, /);
    t.equal(closed.DurationHistogram.Min, 0.0000412);
  });

  await t.test("has every count in its own bucket, between exact edges", async () => {
    fc.assert(
      fc.property(valuesNs, (values) => {
        const response = encodedLatency(values);
        const latency = { ...OPEN_RESULT.latency, response, responseSuccess: response };
        const { DurationHistogram: histogram } = write({ ...EMPTY_RESULT, latency });
        const buckets = histogram.Data ?? [];
        const wanted = new Map<number, number>();
        for (const value of values) {
          wanted.set(bucketIndexOf(value), (wanted.get(bucketIndexOf(value)) ?? 0) + 1);
        }
        assert.equal(histogram.Count, values.length);
        assert.deepEqual(
          buckets.map(({ End: end, Count: count }) => [
            bucketIndexOf(Math.round(end * 1e9)),
            count,
          ]),
          [...wanted].sort(([a], [b]) => a - b),
        );
        for (const value of values) {
          const holders = buckets.filter(
            ({ Start: start, End: end }, index) =>
              value <= Math.round(end * 1e9) &&
              (value > Math.round(start * 1e9) ||
                (index === 0 && value === Math.round(start * 1e9))),
          );
          assert.equal(holders.length, 1, `${value} is in (Start, End] of one bucket`);
        }
        assert.equal(buckets.at(-1)?.Percent ?? 100, 100);
      }),
      { numRuns: 50 },
    );
  });

  await t.test(
    "begins with the minimum, ends with the maximum, and adds percents up",
    async (t) => {
      const { DurationHistogram: histogram } = write(ENCODED_CLOSED_RESULT);
      const buckets = histogram.Data ?? [];
      t.equal(buckets[0]?.Start, histogram.Min);
      t.equal(buckets.at(-1)?.End, histogram.Max);
      t.equal(histogram.Max, 1.99999);
      let seen = 0;
      for (const { Percent: percent, Count: count } of buckets) {
        seen += count;
        t.equal(percent, seen);
      }
    },
  );

  await t.test("leaves out percentiles that are only known by bounds, and says so", async (t) => {
    const { DurationHistogram: histogram } = write(ENCODED_OPEN_RESULT);
    t.strictSame(
      histogram.Percentiles?.map(({ Percentile: percentile }) => percentile),
      [50, 90, 99],
      "the one that was given up is the largest: only p99.9 rests on it",
    );
    t.ok(
      lostOf(ENCODED_OPEN_RESULT).includes(
        "percentiles that are only known by their bounds are left out: p99.9",
      ),
    );
  });

  await t.test("has the failures of an open run at their response times", async (t) => {
    const { ErrorsDurationHistogram: failures } = write(ENCODED_OPEN_RESULT);
    t.equal(failures?.Count, 3);
    t.strictSame(
      failures?.Data?.map(({ Count: count }) => count),
      [2, 1],
    );
    const sumNs = FAILURES_NS.reduce((sum, ns) => sum + ns, 0);
    t.ok(Math.abs((failures?.Sum ?? 0) - sumNs / 1e9) < 1e-9, "to the nanosecond");
  });

  await t.test(
    "has those of other runs in one bucket: how long they took is not known",
    async (t) => {
      const { ErrorsDurationHistogram: failures } = write(ENCODED_CLOSED_RESULT);
      t.match(failures, {
        Count: 3,
        Min: null,
        Avg: null,
        Data: [{ Start: 0.0000412, End: 1.99999, Percent: 100, Count: 3 }],
      });
      t.equal(failures?.Data?.length, 1);
    },
  );

  await t.test("has null for the buckets of an empty histogram, and zeros beside it", async (t) => {
    const empty = { Count: 0, Min: 0, Max: 0, Sum: 0, Avg: 0, StdDev: 0, Data: null };
    const { DurationHistogram: all, ErrorsDurationHistogram: failures } = write(EMPTY_RESULT);
    t.strictSame(all, empty);
    t.strictSame(failures, empty);
  });

  await t.test("has one bucket where the result has statistics only", async (t) => {
    const { DurationHistogram: histogram } = write(OPEN_RESULT);
    t.strictSame(histogram.Data, [{ Start: 0.0000456, End: 0.00521, Percent: 100, Count: 10_000 }]);
    const response = { ...OPEN_RESULT.latency.response, max: null };
    const result = { ...OPEN_RESULT, latency: { ...OPEN_RESULT.latency, response } };
    t.throws(() => write(result), {
      code: "MB_RESULT_FORMAT",
      message: /neither a histogram nor a maximum/,
    });
  });

  await t.test("keeps the times of connections only where no handshake is in them", async (t) => {
    t.match(write(ENCODED_OPEN_RESULT)["ConnectionStats"], { Count: 2, Max: 0.00009 });
    const latency = { ...ENCODED_OPEN_RESULT.latency, tlsHandshake: encodedLatency([5e6]) };
    t.equal(write({ ...ENCODED_OPEN_RESULT, latency })["ConnectionStats"], undefined);
  });

  await t.test("says what it can't hold", async (t) => {
    t.strictSame(lostOf(ENCODED_OPEN_RESULT), [
      "it holds one histogram of requests, which is response: responseSuccess, outcome, service, lateness are not in it",
      "response times that are only known to be longer (1 of 100) are in it at the age that these requests had reached",
      "percentiles that are only known by their bounds are left out: p99.9",
      "requests that failed (2), timed out (1) or were left unfinished (0) are all errors",
      "skipped requests (1) are not among its calls",
      "how many requests waited for a connection or were sent again is not in it",
      "kinds of errors are not told apart: connectionLost, timeout",
      "bytes are not in it: it has sizes of single responses",
      "the verdict on the generator, valid, is not in it",
      "nor are most of spec, load and environment",
    ]);
    t.ok(
      lostOf({ ...ENCODED_OPEN_RESULT, state: "stopped" }).includes(
        "that the run was stopped is not in it",
      ),
    );
    t.ok(
      lostOf(ENCODED_CLOSED_RESULT).includes(
        "how long failures took: a result keeps that of response times, so they are one bucket",
      ),
    );
    const doubtful = {
      ...ENCODED_OPEN_RESULT,
      generator: {
        ...ENCODED_OPEN_RESULT.generator,
        verdict: "suspect",
        reasons: [{ code: "gcPause", severity: "suspect", message: "" }],
      },
    } as const;
    t.ok(
      lostOf(doubtful).includes("the verdict on the generator, suspect (gcPause), is not in it"),
    );
  });
});
