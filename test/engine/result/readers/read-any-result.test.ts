import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { RunResult } from "../../../../engine/core/index.js";
import { RESULT_SOURCES, readAnyResult } from "../../../../engine/result/readers/index.js";
import type { ReadOptions } from "../../../../engine/result/readers/index.js";
import { ENCODED_OPEN_RESULT } from "../../../fixtures/encoded-result.js";
import { peerFile, peerText } from "../../../fixtures/peer-files.js";
import { createResultValidator } from "../../../fixtures/result-validator.js";

/** A file of every form that is converted. */
const CONVERTIBLE = [
  { file: "fortio-http.json", options: {} },
  { file: "fortio-grpc.json", options: {} },
  { file: "k6-handle-summary.json", options: {} },
  { file: "k6-summary-export.json", options: {} },
  { file: "wrk2.txt", options: {} },
  { file: "hdr-histogram-js.hgrm", options: { unit: "us" } },
] as const;

t.test("readAnyResult", async (t) => {
  const path = join(t.testdir(), "some.json");
  const read = (value: unknown, options: ReadOptions = {}) => {
    writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
    return readAnyResult(path, options);
  };

  const { result: k6Result } = await readAnyResult(peerFile("k6-summary-export.json"));

  await t.test("gives back a result of ours", async (t) => {
    const { result, lost } = await read(ENCODED_OPEN_RESULT);
    t.strictSame(result, ENCODED_OPEN_RESULT);
    t.strictSame(lost, []);
  });

  await t.test("tells the tools apart by what is in their files", async (t) => {
    for (const { file, from } of [
      { file: "fortio-http.json", from: "fortio" },
      { file: "fortio-grpc.json", from: "fortio" },
      { file: "k6-handle-summary.json", from: "k6" },
      { file: "k6-summary-export.json", from: "k6" },
      { file: "wrk2.txt", from: "wrk2" },
    ] as const) {
      const { result } = await readAnyResult(peerFile(file));
      t.equal(result.converted?.from, from, file);
      t.strictSame(
        (await readAnyResult(peerFile(file), { from })).result,
        result,
        "as when it is said",
      );
    }
    t.equal((await read(`\uFEFF${peerText("fortio-http.json")}`)).result.converted?.from, "fortio");
  });

  await t.test("gives back a converted result, and what is not known stays so", async (t) => {
    for (const file of ["fortio-http.json", "k6-handle-summary.json", "wrk2.txt"]) {
      const { result } = await readAnyResult(peerFile(file));
      const again = await read(result);
      t.strictSame(again.result, JSON.parse(JSON.stringify(result)), file);
    }
  });

  await t.test("gives what the published schema says", async (t) => {
    const validate = createResultValidator();
    for (const { file, options } of CONVERTIBLE) {
      const { result } = await readAnyResult(peerFile(file), options);
      t.strictSame(validate(result), [], file);
      t.not(validate({ ...result, unheardOf: 1 }).length, 0, `${file}: a field too many`);
      const requests = { ...result.requests, failed: undefined };
      t.not(validate({ ...result, requests }).length, 0, `${file}: a field too few`);
      t.not(validate({ ...result, converted: undefined }).length, 0, `${file} as one of ours`);
    }
    const ours = { ...ENCODED_OPEN_RESULT, measuredSeconds: null };
    t.not(validate(ours).length, 0, "in one of ours nothing is unknown");
  });

  await t.test("invents nothing: a number that no source tells is null", async (t) => {
    for (const { file, unit } of [
      { file: "fortio-http.json" },
      { file: "k6-handle-summary.json" },
      { file: "wrk2.txt" },
      { file: "hdr-histogram-js.hgrm", unit: "us" },
    ] as const) {
      const { result } = await readAnyResult(peerFile(file), unit === undefined ? {} : { unit });
      t.match(result, {
        latency: { lateness: { count: null, min: null, censored: null, saturated: null } },
        requests: { waitedForSlot: null, resent: null },
        load: { waitedPercent: null, skippedBy: { queueFull: null, late: null } },
        environment: { cores: null, busyPercent: null },
        generator: { workers: [], process: { memoryPeakBytes: null } },
        series: [],
      });
      t.notMatch(result, { generator: { verdict: "valid" } }, "nor is it believed");
    }
  });

  const { latency } = ENCODED_OPEN_RESULT;
  const { response } = latency;
  const withResponse = (over: Partial<RunResult["latency"]["response"]>): unknown => ({
    ...ENCODED_OPEN_RESULT,
    latency: { ...latency, response: { ...response, ...over } },
  });
  for (const { name, value, options, says } of [
    {
      name: "a file that was cut off",
      value: JSON.stringify(ENCODED_OPEN_RESULT).slice(0, 500),
      says: `${path} begins as JSON and is none, it may have been cut off: `,
    },
    {
      name: "another version of our schema",
      value: { ...ENCODED_OPEN_RESULT, schema: "mesh-bench/result/v2" },
      says: `${path} is no result of a run: schema is "mesh-bench/result/v2"; this program reads "mesh-bench/result/v1"`,
    },
    {
      name: "a histogram of other values",
      value: withResponse({ count: 99 }),
      says: `${path} is no result of a run: latency.response.encoded holds 100 values, and latency.response.count is 99; they must be equal`,
    },
    {
      name: "a histogram in another unit",
      value: withResponse({ max: 2_000_000 }),
      says: "; they must be the same value in ns",
    },
    {
      name: "a histogram that is none",
      value: withResponse({ encoded: "AAAA" }),
      says: `${path} is no result of a run: latency.response.encoded can't be read: `,
    },
    { name: "a list", value: "[1, 2]", says: `${path} is no result that can be read; it must be` },
    { name: "an empty file", value: "", says: `${path} is no result that can be read` },
    {
      name: "a unit for what has one",
      value: ENCODED_OPEN_RESULT,
      options: { unit: "ms" },
      says: `${path} is of json, whose values have a unit; --unit is for percentile texts`,
    },
    {
      name: "one tool's file as another's",
      value: peerText("fortio-http.json"),
      options: { from: "k6" },
      says: `${path} is no result of k6: metrics is missing; it must be an object`,
    },
    {
      name: "a text as JSON",
      value: peerText("wrk2.txt"),
      options: { from: "fortio" },
      says: `${path} is no result of fortio: the whole of it is missing; it must be an object`,
    },
    {
      name: "JSON as a percentile text",
      value: peerText("k6-summary.json"),
      options: { from: "hgrm", unit: "ms" },
      says: `${path} is no result of HdrHistogram: it has no line "Value Percentile TotalCount …"`,
    },
    {
      name: "a converted result that lacks a count",
      value: JSON.stringify({ ...k6Result, requests: { ...k6Result.requests, failed: undefined } }),
      says: `${path} is no result of a run: requests.failed is missing; it must be a whole number, at least 0, or null`,
    },
  ] as const) {
    await t.test(`refuses ${name}`, async (t) => {
      await t.rejects(read(value, options), { code: "MB_RESULT_FILE", message: says });
    });
  }
  await t.test("refuses outputs that are no results, and says what can be read", async (t) => {
    for (const file of ["hey.txt", "h2load.txt", "ab.txt", "autocannon.txt"]) {
      await t.rejects(readAnyResult(peerFile(file)), {
        code: "MB_RESULT_FILE",
        message: `${peerFile(file)} is no result that can be read; it must be one of json (`,
      });
    }
    t.strictSame(
      RESULT_SOURCES.map(({ name }) => name),
      ["json", "fortio", "k6", "wrk2", "hgrm"],
    );
  });
  await t.test("names a file that is not there", async (t) => {
    await t.rejects(readAnyResult(`${path}.none`), {
      code: "MB_RESULT_FILE",
      message: /some\.json\.none can't be read: ENOENT/,
    });
  });
});
