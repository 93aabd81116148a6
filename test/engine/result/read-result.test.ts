import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { readRunResult } from "../../../engine/result/read-result.js";
import { CLOSED_RESULT, OPEN_RESULT } from "../../fixtures/load-results.js";

const CLOCK = { startedAtNs: "81234567890123", endedAtNs: "91234567890123" };
const RESULT = { ...OPEN_RESULT, clock: CLOCK };

t.test("readRunResult", async (t) => {
  const path = join(t.testdir(), "run.json");
  const read = (value: unknown) => {
    writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
    return readRunResult(path);
  };

  await t.test("gives back what was kept", async (t) => {
    const censored = { ...RESULT.latency.response.percentiles, "99": { low: 5, high: null } };
    const response = { ...RESULT.latency.response, percentiles: censored };
    const masked = {
      ...RESULT.spec,
      target: {
        ...RESULT.spec.target,
        url: "http://***:***@127.0.0.1:8081/",
        headers: { Authorization: "***" },
      },
    };
    for (const result of [
      RESULT,
      OPEN_RESULT,
      CLOSED_RESULT,
      { ...RESULT, spec: masked },
      { ...RESULT, latency: { ...RESULT.latency, response } },
    ]) {
      t.strictSame(await read(result), result);
    }
  });

  for (const { name, value, says } of [
    { name: "no JSON", value: "{", says: "it must be JSON" },
    { name: "no object", value: "[]", says: "the whole of it is []; it must be an object" },
    {
      name: "something else",
      value: { ...RESULT, schema: "mesh-bench/result/v2" },
      says: 'schema is "mesh-bench/result/v2"; it must be "mesh-bench/result/v1"',
    },
    {
      name: "a number where digits are wanted",
      value: { ...RESULT, clock: { ...CLOCK, endedAtNs: 5 } },
      says: "clock.endedAtNs is 5; it must be nanoseconds as a text of digits",
    },
    {
      name: "a count that is missing",
      value: { ...RESULT, requests: { planned: 1, skipped: 0 } },
      says: "requests.resent is missing; it must be a whole number",
    },
    {
      name: "a percentile that is none",
      value: {
        ...RESULT,
        latency: {
          ...RESULT.latency,
          service: { ...RESULT.latency.service, percentiles: { "50": "fast" } },
        },
      },
      says: 'latency.service.percentiles.50 is "fast"; it must be a number of nanoseconds, null, or an object of low and high',
    },
    {
      name: "a spec that is none",
      value: { ...RESULT, spec: { ...RESULT.spec, connections: 0 } },
      says: "in its spec connections is 0; it must be a whole number from 1 to 100000",
    },
  ]) {
    await t.test(`refuses ${name}`, async (t) => {
      await t.rejects(read(value), {
        code: "MB_RESULT_FILE",
        message: `${path} is no result of a run: ${says}`,
      });
    });
  }
  await t.test("names a file that is not there", async (t) => {
    await t.rejects(readRunResult(`${path}.none`), {
      code: "MB_RESULT_FILE",
      message: /run\.json\.none can't be read: ENOENT/,
    });
  });
});
