import { HistogramLogReader, listTags } from "hdr-histogram-js";
import t from "tap";
import { NS_PER_MS } from "../../../../engine/index.js";
import { hlogFormat } from "../../../../engine/result/formats/hlog.js";
import { readHdrV2, sumOfCounts } from "../../../fixtures/hdr-v2-reader.js";
import {
  CENSORED_INTERVALS,
  INTERVALS,
  NOTHING_MEASURED,
  measuredResult,
} from "../../../fixtures/measured-result.js";

const START_SECONDS = Date.parse("2026-01-02T03:04:05.000Z") / 1000;

interface LogLine {
  readonly tag: string;
  readonly startSeconds: number;
  readonly lengthSeconds: number;
  readonly maxMs: number;
  readonly encoded: string;
}

function linesOf(text: string): readonly LogLine[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("Tag="))
    .map((line) => {
      const [tag = "", start, length, max, encoded = ""] = line.split(",");
      return {
        tag: tag.slice("Tag=".length),
        startSeconds: Number(start),
        lengthSeconds: Number(length),
        maxMs: Number(max),
        encoded,
      };
    });
}

t.test("hlogFormat", async (t) => {
  await t.test("begins as the format's version 1.3 has it", async (t) => {
    const lines = hlogFormat.write(measuredResult(INTERVALS)).text.split("\n");
    t.strictSame(lines.slice(0, 4), [
      "#[Histogram log format version 1.3]",
      "#[StartTime: 1767323045.000 (seconds since epoch), 2026-01-02T03:04:05.000Z]",
      "#[BaseTime: 1767323045.000 (seconds since epoch)]",
      '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ]);
    t.match(lines[4], /^Tag=response,0\.000,1\.000,\d+\.\d{3},HISTFAAA/);
    t.match(lines[5], /^Tag=service,0\.000,1\.000,\d+\.\d{3},HISTFAAA/);
  });

  await t.test("adds up to the whole, bucket by bucket, for an independent reader", async (t) => {
    const result = measuredResult(CENSORED_INTERVALS);
    const lines = linesOf(hlogFormat.write(result).text);
    for (const tag of ["response", "service"] as const) {
      const intervals = lines.filter((line) => line.tag === tag);
      t.equal(intervals.length, CENSORED_INTERVALS.length);
      const whole = readHdrV2(result.latency[tag].encoded ?? "");
      const sum = sumOfCounts(intervals.map(({ encoded }) => readHdrV2(encoded)));
      t.strictSame([...sum], [...whole.counts]);
    }
  });

  await t.test("has the maximum of each interval in milliseconds", async (t) => {
    for (const { encoded, maxMs } of linesOf(hlogFormat.write(measuredResult(INTERVALS)).text)) {
      const maxNs = Math.max(0, ...readHdrV2(encoded).counts.keys());
      t.equal(maxMs.toFixed(3), (maxNs / NS_PER_MS).toFixed(3));
    }
  });

  await t.test("is read by HdrHistogram's own reader, instants and tags included", async (t) => {
    const { text } = hlogFormat.write(measuredResult(INTERVALS));
    t.strictSame(listTags(text), ["response", "service"]);
    const reader = new HistogramLogReader(text, 64);
    const found = [];
    for (;;) {
      const histogram = reader.nextIntervalHistogram();
      if (histogram === null) break;
      found.push([histogram.tag, histogram.startTimeStampMsec, histogram.totalCount]);
    }
    t.strictSame(
      found.filter(([tag]) => tag === "response"),
      INTERVALS.map(({ valuesNs }, index) => [
        "response",
        (START_SECONDS + index) * 1000,
        valuesNs.length,
      ]),
    );
  });

  await t.test("leaves out intervals of the warm-up, in which nothing is measured", async (t) => {
    const result = measuredResult([{ valuesNs: [] }, ...INTERVALS]);
    const [first, ...rest] = result.series;
    const series = [{ ...first!, phase: "warm-up" } as const, ...rest];
    const starts = linesOf(hlogFormat.write({ ...result, series }).text).map(
      ({ startSeconds }) => startSeconds,
    );
    t.equal(Math.min(...starts), 1);
    const early = measuredResult(INTERVALS).series.map((point) => ({
      ...point,
      phase: "warm-up" as const,
    }));
    const kept = linesOf(hlogFormat.write({ ...result, series: early }).text);
    t.equal(kept.length, 6, "but none that has values");
  });

  await t.test("has no interval where nothing was measured", async (t) => {
    t.strictSame(linesOf(hlogFormat.write(NOTHING_MEASURED).text), []);
  });

  await t.test("refuses a result that kept no histograms of its intervals", async (t) => {
    const result = measuredResult(INTERVALS);
    const series = result.series.map((point) => {
      const { count, percentiles } = point.latency.response;
      return { ...point, latency: { ...point.latency, response: { count, percentiles } } };
    });
    const message =
      'series.0 of the result 20260102-030405-abc123 has no histograms; hlog is made of them: the run\'s spec must have "seriesHistograms": true';
    for (const without of [
      { ...result, series },
      { ...result, series: [] },
    ]) {
      t.throws(() => hlogFormat.write(without), { code: "MB_RESULT_FORMAT", message });
    }
  });
});
