import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import t from "tap";
import type { AnyResult, AnyStatistics, RunResult } from "../../../engine/core/index.js";
import { fortioFormat } from "../../../engine/result/formats/fortio.js";
import { fromFortioLabels, toFortioLabels } from "../../../engine/result/fortio/labels.js";
import { readAnyResult } from "../../../engine/result/readers/index.js";
import {
  EMPTY_RESULT,
  ENCODED_CLOSED_RESULT,
  ENCODED_OPEN_RESULT,
  encodedLatency,
} from "../../fixtures/encoded-result.js";
import { OPEN_RESULT } from "../../fixtures/load-results.js";
import { peerFile } from "../../fixtures/peer-files.js";
import { valuesNs } from "../core/histogram/histogram-data.js";

/** Two doubles that were multiplied and divided by powers of ten. */
function isNear(found: number | null, wanted: number | null): boolean {
  if (found === null || wanted === null) return found === wanted;
  return Math.abs(found - wanted) <= 1e-12 * Math.abs(wanted);
}

function assertKept(found: AnyStatistics, wanted: AnyStatistics): void {
  const { count, min, max, mean, stdDev, encoded = "", percentiles } = found;
  assert.deepEqual([count, min, max], [wanted.count, wanted.min, wanted.max]);
  assert.ok(isNear(mean, wanted.mean), `the mean is ${mean ?? "null"}`);
  assert.ok(isNear(stdDev, wanted.stdDev), `the deviation is ${stdDev ?? "null"}`);
  const plain = Object.entries(wanted.percentiles).filter(([, value]) => typeof value === "number");
  assert.deepEqual(percentiles, Object.fromEntries(plain));
  assert.equal(encoded, wanted.encoded, "bucket by bucket");
}

/** A paced run: of its own two clocks fortio's is service. */
const ENCODED_PACED_RESULT: RunResult = {
  ...ENCODED_CLOSED_RESULT,
  spec: {
    ...ENCODED_CLOSED_RESULT.spec,
    target: { ...ENCODED_CLOSED_RESULT.spec.target, method: "PUT" },
    load: { model: "paced", ratePerSecond: 62.5, catchUp: "sendAll", maxPending: 10 },
  },
  rate: { ...ENCODED_CLOSED_RESULT.rate, requestedPerSecond: 62.5 },
  load: { ...ENCODED_CLOSED_RESULT.load, model: "paced" },
};
const RESULTS = [ENCODED_OPEN_RESULT, ENCODED_CLOSED_RESULT, ENCODED_PACED_RESULT];

t.test("Our result as fortio's and back", async (t) => {
  const path = join(t.testdir(), "run.fortio.json");
  const there = async (result: AnyResult): Promise<AnyResult> => {
    writeFileSync(path, fortioFormat.write(result as RunResult).text);
    return (await readAnyResult(path)).result;
  };

  await t.test("keeps what it was, and what was asked for", async (t) => {
    for (const wanted of RESULTS) {
      const found = await there(wanted);
      t.equal(found.id, wanted.id);
      t.strictSame(found.labels, wanted.labels);
      t.equal(found.startedAt, wanted.startedAt);
      t.equal(found.spec.target.url, wanted.spec.target.url);
      t.equal(found.spec.target.method, wanted.spec.target.method);
      t.equal(found.spec.connections, wanted.spec.connections);
      t.equal(found.spec.duration, wanted.spec.duration);
      t.equal(found.spec.timeout, wanted.spec.timeout);
      t.equal(found.load.model, wanted.load.model);
      t.equal(found.load.coordinated, wanted.load.coordinated);
      t.equal(found.connections.opened, wanted.connections.opened);
    }
    const counted = { ...OPEN_RESULT.spec, requests: 500, timeout: "1.5s" };
    const { spec } = await there({ ...ENCODED_OPEN_RESULT, spec: counted });
    t.equal(spec.requests, 500);
    t.equal(spec.timeout, "1500ms");
  });

  await t.test("keeps rates and counts", async (t) => {
    for (const wanted of RESULTS) {
      const found = await there(wanted);
      t.equal(found.measuredSeconds, wanted.measuredSeconds);
      t.equal(found.rate.requestedPerSecond, wanted.rate.requestedPerSecond);
      t.equal(found.rate.sentPerSecond, wanted.rate.sentPerSecond);
      t.equal(found.requests.completed, wanted.requests.completed);
      t.equal(found.requests.failed, 3, "failed and timed out are one");
      t.equal(found.requests.timedOut, null);
      t.strictSame(found.status, wanted.status);
    }
  });

  await t.test("keeps the histogram bucket by bucket, as what it was", async (t) => {
    const open = await there(ENCODED_OPEN_RESULT);
    assertKept(open.latency.response, ENCODED_OPEN_RESULT.latency.response);
    assertKept(open.latency.connect, ENCODED_OPEN_RESULT.latency.connect);
    t.equal(open.latency.service.count, null);
    const closed = await there(ENCODED_CLOSED_RESULT);
    assertKept(closed.latency.service, ENCODED_CLOSED_RESULT.latency.service);
    t.equal(closed.latency.response.count, null);
    const empty = await there(EMPTY_RESULT);
    t.match(empty.latency.response, { count: 0, min: null, max: null, mean: null });
  });

  await t.test("keeps any histogram", async () => {
    await fc.assert(
      fc.asyncProperty(valuesNs, async (values) => {
        const response = encodedLatency(values);
        const latency = { ...OPEN_RESULT.latency, response, responseSuccess: response };
        const found = await there({ ...EMPTY_RESULT, latency });
        if (values.length > 0) assertKept(found.latency.response, response);
      }),
      { numRuns: 50 },
    );
  });

  await t.test("keeps any labels", async () => {
    fc.assert(
      fc.property(
        fc.constantFrom("response" as const, "service" as const),
        fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }),
        (view, labels) => {
          const found = fromFortioLabels(toFortioLabels({ view, labels }));
          assert.deepEqual(found, { view, labels, isOurs: true });
        },
      ),
    );
  });

  await t.test("leaves what fortio has written as it was", async (t) => {
    const { result: once } = await readAnyResult(peerFile("fortio-http.json"));
    const twice = await there(once);
    assertKept(twice.latency.service, once.latency.service);
    t.strictSame(twice.status, once.status);
    t.strictSame(twice.labels, once.labels);
    t.match(twice.requests, { completed: 44, failed: 6 });
    t.equal(twice.spec.load.ratePerSecond, 50);
  });

  await t.test(
    "writes what k6 and wrk2 tell, and no failures that nobody has counted",
    async (t) => {
      const { result: k6 } = await readAnyResult(peerFile("k6-handle-summary.json"));
      t.match((await there(k6)).latency.service, { count: 1000, max: 40_867_494, stdDev: null });
      t.equal((await there(k6)).requests.failed, 25);
      const { result: wrk2 } = await readAnyResult(peerFile("wrk2.txt"));
      const found = await there(wrk2);
      t.match(found.latency.response, { count: 1938, max: 3_950_000 });
      t.equal(found.requests.failed, null, "its histogram is not of all requests");
      t.equal(found.load.model, null);
    },
  );
});
