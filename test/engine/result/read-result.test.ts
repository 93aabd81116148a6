import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { RunResult } from "../../../engine/index.js";
import { renderReport } from "../../../engine/index.js";
import { yamlFormat } from "../../../engine/result/formats/yaml.js";
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

  await t.test("fills in what a spec of an older version did not have", async (t) => {
    const { connect, connectStagger, ...olderSpec } = RESULT.spec;
    const floor = {
      spec: olderSpec,
      measuredSeconds: 2,
      requestedPerSecond: null,
      achievedPerSecond: 5,
      latency: {
        response: RESULT.latency.response,
        service: RESULT.latency.service,
        lateness: RESULT.latency.lateness,
      },
      verdict: "valid",
      reasons: [],
    };
    const result = await read({ ...RESULT, spec: olderSpec, floor });
    t.match(result, { spec: { connect, connectStagger }, floor: { spec: { connect } } });
  });

  await t.test("names what is no JSON to its end", async (t) => {
    for (const text of ["{", JSON.stringify(RESULT).slice(0, -100)]) {
      await t.rejects(read(text), {
        code: "MB_RESULT_FILE",
        message: /run\.json begins as JSON and is none, it may have been cut off: /,
      });
    }
  });
  await t.test("says what carries a result of what carries none", async (t) => {
    for (const text of ["", "p50 1.2ms", "schema: other"]) {
      await t.rejects(read(text), {
        code: "MB_RESULT_FILE",
        message:
          /run\.json is no result of a run: it must be its JSON, its YAML, a report or a bundle$/,
      });
    }
  });
  await t.test("reads it from its YAML, its report and its bundle, figure by figure", async (t) => {
    const wanted = JSON.parse(JSON.stringify(RESULT)) as RunResult;
    const bundle = { schema: "mesh-bench/bundle/v1", facts: {}, result: RESULT };
    for (const text of [
      yamlFormat.write(RESULT).text,
      renderReport(RESULT),
      JSON.stringify(bundle),
    ]) {
      t.strictSame(await read(text), wanted);
    }
  });
  await t.test("names the first field that a YAML which was cut off lacks", async (t) => {
    const { text } = yamlFormat.write(RESULT);
    await t.rejects(read(text.slice(0, text.indexOf("environment:"))), {
      code: "MB_RESULT_FILE",
      message: /run\.json is no result of a run: environment is missing; it must be an object$/,
    });
    await t.rejects(read("schema: mesh-bench/result/v1\nlabels: {a"), {
      code: "MB_RESULT_FILE",
      message: /run\.json begins as YAML and is none, it may have been cut off: [^\n]+$/,
    });
  });

  const { dns, ...latencyWithoutDns } = RESULT.latency;
  t.ok(dns, "there is one to leave out");
  for (const { name, value, says } of [
    { name: "no object", value: "[]", says: "the whole of it is []; it must be an object" },
    {
      name: "another version",
      value: { ...RESULT, schema: "mesh-bench/result/v2", requests: 5 },
      says: 'schema is "mesh-bench/result/v2"; this program reads "mesh-bench/result/v1"',
    },
    {
      name: "something else",
      value: { DurationHistogram: {} },
      says: 'schema is missing; this program reads "mesh-bench/result/v1"',
    },
    {
      name: "another tool's result",
      value: {
        ...RESULT,
        converted: { from: "k6", missing: ["requests.planned"], resolutionNs: {} },
        requests: { ...RESULT.requests, planned: null },
      },
      says: "it was converted from k6, which does not tell all that is needed here; it must be a result of mesh-bench itself",
    },
    {
      name: "a number where digits are wanted",
      value: { ...RESULT, clock: { ...CLOCK, endedAtNs: 5 } },
      says: "clock.endedAtNs is 5; it must be nanoseconds as a text of digits",
    },
    {
      name: "a count that is missing",
      value: { ...RESULT, requests: { ...RESULT.requests, resent: undefined } },
      says: "requests.resent is missing; it must be a whole number, at least 0",
    },
    {
      name: "a latency that is missing",
      value: { ...RESULT, latency: latencyWithoutDns },
      says: "latency.dns is missing; it must be an object",
    },
    {
      name: "a rate that is a text",
      value: { ...RESULT, rate: { ...RESULT.rate, sentPerSecond: "999" } },
      says: 'rate.sentPerSecond is "999"; it must be a number per second, at least 0, or null',
    },
    {
      name: "a field of a block that may be missing as a whole",
      value: { ...RESULT, warmupBacklog: { inFlight: 1, queued: "none", oldestAgeNs: null } },
      says: 'warmupBacklog.queued is "none"; it must be a whole number, at least 0',
    },
    {
      name: "a field that it does not know",
      value: { ...RESULT, verdict: "valid" },
      says: "verdict is not a known field",
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
    {
      name: "no spec",
      value: { ...RESULT, spec: null },
      says: "spec is null; it must be a run spec",
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
