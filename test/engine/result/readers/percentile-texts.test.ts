import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { bucketIndexOf } from "../../../../engine/core/histogram/index.js";
import { decodeHistogram } from "../../../../engine/result/encoding.js";
import { readAnyResult } from "../../../../engine/result/readers/index.js";
import type { ReadOptions } from "../../../../engine/result/readers/index.js";
import { peerFile, peerText } from "../../../fixtures/peer-files.js";

const WRK2 = peerText("wrk2.txt");
const SPECTRUM = WRK2.slice(WRK2.indexOf("       Value"), WRK2.indexOf("-----"));

t.test("readAnyResult of wrk2's output", async (t) => {
  const path = join(t.testdir(), "wrk2.txt");
  const read = (text: string, options: ReadOptions = {}) => {
    writeFileSync(path, text);
    return readAnyResult(path, options);
  };

  await t.test("has what it prints", async (t) => {
    const { result, lost } = await read(WRK2);
    t.match(result, {
      measuredSeconds: 2,
      startedAt: null,
      spec: {
        target: { url: "http://127.0.0.1:18080/" },
        load: { model: "paced" },
        connections: 32,
        duration: "2s",
      },
      requests: { planned: null, completed: 1940, failed: 0, timedOut: null, skipped: null },
      rate: { requestedPerSecond: null, achievedPerSecond: 969.59 },
      errors: {},
      bytes: { sent: null, received: null },
      converted: { from: "wrk2" },
    });
    t.strictSame(lost, []);
  });

  await t.test("has its recorded latency as response: it is from the plan", async (t) => {
    const { result } = await read(WRK2);
    const { response, service } = result.latency;
    t.match(response, {
      count: 1938,
      min: 61_000,
      max: 3_950_000,
      mean: 789_000,
      stdDev: 422_000,
      saturated: 0,
    });
    t.match(response.percentiles, {
      "50": 784_000,
      "90": 1_311_000,
      "99": 1_790_000,
      "99.0625": 1_794_000,
      "99.999": 3_950_000,
      "100": 3_950_000,
    });
    t.equal(service.count, null);
  });

  await t.test("rebuilds the histogram from its rows", async (t) => {
    const { result } = await read(WRK2);
    const histogram = decodeHistogram(result.latency.response.encoded ?? "");
    t.equal(histogram.count, 1938);
    t.equal(histogram.countAt(bucketIndexOf(61_000)), 1);
    t.equal(histogram.countAt(bucketIndexOf(241_000)), 193);
    t.equal(histogram.countAt(bucketIndexOf(3_950_000)), 1, "the last one at the maximum");
    t.strictSame(result.converted?.resolutionNs, { response: 3_950_000 - 2_177_000 });
  });

  await t.test("has its uncorrected latency as service", async (t) => {
    const section = WRK2.slice(WRK2.indexOf("  Latency Distribution"), WRK2.indexOf("-----"));
    const uncorrected = section.replace(
      "Recorded Latency",
      "Uncorrected Latency (measured without taking delayed starts into account)",
    );
    const { result } = await read(WRK2.replace("-----", `${uncorrected}-----`));
    t.equal(result.latency.service.count, 1938);
    t.equal(result.latency.response.count, 1938);
  });

  await t.test("counts what wrk2 takes for failures", async (t) => {
    const failed = "  Non-2xx or 3xx responses: 40\nRequests/sec:";
    const { result } = await read(WRK2.replace("Requests/sec:", failed));
    t.match(result, { requests: { completed: 1900, failed: 40 }, errors: { status: 40 } });
    const broken = "  Socket errors: connect 0, read 3, write 0, timeout 9\nRequests/sec:";
    const { result: other, lost } = await read(WRK2.replace("Requests/sec:", broken));
    t.match(other.requests, { completed: 1940, failed: null });
    t.ok(other.converted?.missing.includes("errors"));
    t.strictSame(lost, ["socket errors are of no one kind: connect 0, read 3, write 0, timeout 9"]);
  });

  for (const { name, text, options, says } of [
    {
      name: "one that was cut off in its spectrum",
      text: WRK2.slice(0, WRK2.indexOf("#[Max")),
      says: 'it has no line "#[Max = …, Total count = …]" at its end; it was cut off',
    },
    {
      name: "one that was cut off behind it",
      text: WRK2.slice(0, WRK2.indexOf("-----")),
      says: 'it has no "… requests in …" and "Requests/sec: …" at its end; it was cut off',
    },
    {
      name: "one without --latency",
      text: WRK2.replace("HdrHistogram - Recorded", "Mean of the"),
      says: 'it has no "Latency Distribution (HdrHistogram - …)"; wrk2 prints it with --latency, and wrk has none',
    },
    {
      name: "wrk's",
      text: peerText("wrk.txt"),
      says: 'it has no "Latency Distribution (HdrHistogram - …)"; wrk2 prints it with --latency, and wrk has none',
    },
    {
      name: "another unit than it prints",
      text: WRK2,
      options: { unit: "us" },
      says: "its 100% is 3.95ms, and the footer of its spectrum says Max = 3.95, which is not the same in us",
    },
  ] as const) {
    await t.test(`refuses ${name}`, async (t) => {
      await t.rejects(read(text, options), {
        code: "MB_RESULT_FILE",
        message: `${path} is no result of wrk2: ${says}`,
      });
    });
  }
});

t.test("readAnyResult of HdrHistogram's percentile text", async (t) => {
  const path = join(t.testdir(), "latencies.hgrm");
  const read = (text: string, options: ReadOptions = { unit: "us" }) => {
    writeFileSync(path, text);
    return readAnyResult(path, options);
  };

  await t.test("reads what hdr-histogram-js has written, in the unit that is said", async (t) => {
    const { result } = await readAnyResult(peerFile("hdr-histogram-js.hgrm"), { unit: "us" });
    t.match(result.latency.service, {
      count: 1000,
      min: 1_000,
      max: 1_000_000,
      percentiles: { "50": 500_000, "90": 900_000, "100": 1_000_000 },
    });
    t.ok(Math.abs((result.latency.service.mean ?? 0) - 500_500) < 500, "to a thousandth");
    t.equal(decodeHistogram(result.latency.service.encoded ?? "").count, 1000);
    const { result: inNs } = await readAnyResult(peerFile("hdr-histogram-js.hgrm"), { unit: "ns" });
    t.equal(inNs.latency.service.max, 1000);
  });

  await t.test("knows nothing but latencies", async (t) => {
    const { result } = await read(SPECTRUM);
    t.match(result, { measuredSeconds: null, spec: { load: { model: null } } });
    for (const name of ["requests", "rate", "status", "errors", "measuredSeconds"]) {
      t.ok(result.converted?.missing.includes(name), `names ${name}`);
    }
  });

  await t.test("takes unit and clock from a text that says them, as ours do", async (t) => {
    const ours = `${SPECTRUM}#[Unit    = ms, of the response time: from the planned start of a request to its end]\n`;
    const { result } = await read(ours, {});
    t.equal(result.latency.response.max, 3_950_000);
    t.equal(result.latency.service.count, null);
  });

  for (const { name, text, options, says } of [
    {
      name: "a text that does not say its unit",
      text: SPECTRUM,
      options: {},
      says: "it does not say what its values are; --unit must: ns, us, ms",
    },
    {
      name: "a unit that the text contradicts",
      text: `${SPECTRUM}#[Unit    = ms, of the response time]\n`,
      says: "it says that its values are ms, and --unit is us",
    },
    {
      name: "a text that was cut off",
      text: SPECTRUM.slice(0, 400),
      says: /^(line \d+ is .*|it has no line "#\[Max = …, Total count = …\]" at its end; it was cut off)$/,
    },
    {
      name: "a footer in another unit than the rows",
      text: SPECTRUM.replace("#[Max     =        3.950", "#[Max     =     3950.000"),
      says: "its footer says Max = 3950, and its last row 3.951; they must be the same, in one unit",
    },
    {
      name: "a mean in another unit than the rows",
      text: SPECTRUM.replace("#[Mean    =        0.789", "#[Mean    =      789.000"),
      says: "its footer says Mean = 789, and its rows go from 0.061 to 3.951; all must be in one unit",
    },
    {
      name: "a total that is not that of the rows",
      text: SPECTRUM.replace(/Total count {4}= +1938/, "Total count    =         1939"),
      says: "its rows count 1938 values, and its footer says Total count = 1939; they must be equal",
    },
    {
      name: "counts that descend",
      text: SPECTRUM.replace("         388 ", "         100 "),
      says: "its row of value 0.381 and count 100 is below one that has more; values and counts must ascend",
    },
    {
      name: "a line that is no row",
      text: SPECTRUM.replace("       0.381     0.200000          388         1.25", "oops"),
      says: 'line 5 is "oops"; it must be a row of value, percentile and count, or "#[Mean = …" or "#[Max = …"',
    },
    {
      name: "a histogram without values",
      text: "Value Percentile TotalCount 1/(1-Percentile)\n\n#[Mean = NaN, StdDeviation = NaN]\n#[Max = 0.000, Total count = 0]\n",
      says: "it holds no values",
    },
  ]) {
    await t.test(`refuses ${name}`, async (t) => {
      const start = `${path} is no result of HdrHistogram: `;
      const error = await read(text, options).then(
        () => new Error("it was read"),
        (cause: unknown) => cause as Error,
      );
      t.match(error, { code: "MB_RESULT_FILE" });
      t.equal(error.message.startsWith(start), true, error.message);
      t.match(error.message.slice(start.length), says);
    });
  }
});
