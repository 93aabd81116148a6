import { Float64Histogram, encodeIntoCompressedBase64 } from "hdr-histogram-js";
import t from "tap";
import { RESULT_FORMATS, formatForPath, formatNamed } from "../../../../engine/index.js";
import type { RunResult } from "../../../../engine/index.js";
import { CLOSED_RESULT, OPEN_RESULT, scenarioWith } from "../../../fixtures/load-results.js";
import {
  CENSORED_INTERVALS,
  INTERVALS,
  NOTHING_MEASURED,
  awkwardResult,
  measuredResult,
} from "../../../fixtures/measured-result.js";

/** @returns a result whose response has this in place of its histogram, and so has the second interval */
function brokenResult(encoded: string): RunResult {
  const result = measuredResult(INTERVALS);
  const { latency, series } = result;
  return {
    ...result,
    latency: { ...latency, response: { ...latency.response, percentiles: {}, encoded } },
    series: series.map((point, index) =>
      index === 1
        ? {
            ...point,
            latency: { ...point.latency, response: { ...point.latency.response, encoded } },
          }
        : point,
    ),
  };
}

t.test("formatForPath", async (t) => {
  for (const { path, name } of [
    { path: "run.json", name: "json" },
    { path: "a.b/run.smp.json", name: "smp" },
    { path: "run.yaml", name: "yaml" },
    { path: "run.yml", name: "yaml" },
    { path: "./run.csv", name: "csv" },
    { path: "/tmp/today.run.csv", name: "csv-run" },
    { path: "run.hgrm", name: "hgrm" },
    { path: "run.hlog", name: "hlog" },
    { path: "run.prom", name: "prometheus" },
    { path: "run.xml", name: "junit" },
    { path: "run.junit.xml", name: "junit" },
  ]) {
    await t.test(`takes ${path} for ${name}`, async (t) => {
      t.equal(formatForPath(path)?.name, name);
    });
  }
  for (const path of ["run", "json", ".json", "a/.hgrm", "run.json.txt", "a.json/run", ""]) {
    await t.test(`finds none for "${path}"`, async (t) => {
      t.equal(formatForPath(path), undefined);
    });
  }
});

t.test("RESULT_FORMATS", async (t) => {
  await t.test("have names and endings of their own", async (t) => {
    const endings = RESULT_FORMATS.flatMap((format) => format.endings);
    t.equal(new Set(endings).size, endings.length);
    for (const format of RESULT_FORMATS) {
      t.equal(formatNamed(format.name), format);
      t.ok(format.endings.every((ending) => ending.startsWith(".")));
    }
    t.equal(formatNamed("none"), undefined);
  });

  for (const { name, result } of [
    { name: "a result", result: measuredResult(INTERVALS) },
    { name: "a result with censored values", result: measuredResult(CENSORED_INTERVALS) },
    { name: "a run that never began", result: NOTHING_MEASURED },
    { name: "awkward texts", result: awkwardResult(scenarioWith({})) },
  ]) {
    await t.test(`write ${name}, as a text that ends with its last line`, async (t) => {
      for (const format of RESULT_FORMATS) {
        const { text, lost } = format.write(result);
        t.match(text, /\S\n$/, format.name);
        t.notMatch(text, /\b(undefined|NaN)\b|\[object/, format.name);
        for (const sentence of lost) t.notMatch(sentence, /\n|\.$|undefined/, format.name);
      }
    });
  }

  await t.test("of a whole result lose nothing", async (t) => {
    for (const name of ["json", "yaml"]) {
      t.strictSame(formatNamed(name)?.write(CLOSED_RESULT).lost, []);
    }
  });

  await t.test("refuse a histogram that is none, or has another unit", async (t) => {
    const inMicroseconds = new Float64Histogram(1000, 1e9, 3);
    inMicroseconds.recordValue(5000);
    for (const { encoded, reason } of [
      { encoded: "not base64", reason: "" },
      { encoded: encodeIntoCompressedBase64(inMicroseconds), reason: "the histogram has lowest" },
    ]) {
      const result = brokenResult(encoded);
      for (const { name, field } of [
        { name: "hgrm", field: "latency.response.encoded" },
        { name: "hlog", field: "series.1.latency.response.encoded" },
        { name: "prometheus", field: "latency.response.encoded" },
        { name: "smp", field: "latency.response.encoded" },
      ]) {
        t.throws(() => formatNamed(name)?.write(result), {
          code: "MB_RESULT_FORMAT",
          message: `${field} is no histogram of nanoseconds as a result has it: ${reason}`,
        });
      }
    }
  });

  await t.test("say what a result lacks that they are made of", async (t) => {
    t.throws(() => formatNamed("hgrm")?.write(OPEN_RESULT), {
      code: "MB_RESULT_FORMAT",
      message:
        "latency.response.encoded is missing in the result 20260102-030405-abc123; hgrm is made of that histogram",
    });
  });
});
