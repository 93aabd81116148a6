import { NS_PER_MS, NS_PER_SECOND } from "../../core/duration.js";
import { LoadError } from "../../core/errors.js";
import type { RunResult, SeriesPoint } from "../../core/frame.js";
import { decodeHistogram } from "../encoding.js";
import { readEncoded } from "./encoded.js";
import type { ResultFormat } from "./format.js";
import { lostOfHistogram } from "./lost.js";

const MS_PER_SECOND = NS_PER_SECOND / NS_PER_MS;
/** The histograms of an interval; a line of the log carries the name of its own as a tag. */
const TAGS = ["response", "service"] as const;
const LEGEND = '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"';

/**
 * HdrHistogram's log of the intervals, format version 1.3: starts and lengths in seconds since the run's start, which is the
 * base time; maxima in milliseconds, as its own writer has them for values in nanoseconds.
 *
 * @see Source: HdrHistogram Java, `HistogramLogWriter` and `HistogramLogReader`
 */
export const hlogFormat: ResultFormat = {
  name: "hlog",
  endings: [".hlog"],
  description: "response and service times of each interval as HdrHistogram's log",
  needs: "seriesHistograms",
  write: (result) => {
    assertHasHistograms(result);
    const lines = [...headerOf(result), ...result.series.flatMap(linesOf)];
    return { text: `${lines.join("\n")}\n`, lost: lostOf(result) };
  },
};

function assertHasHistograms({ id, series, latency }: RunResult): void {
  const isWhole = series.length > 0 || latency.response.count === 0;
  const missing = series.findIndex((point) =>
    TAGS.some((tag) => point.latency[tag].encoded === undefined),
  );
  if (isWhole && missing < 0) return;
  throw new LoadError(
    "MB_RESULT_FORMAT",
    `series.${Math.max(0, missing)} of the result ${id} has no histograms; hlog is made of them: the run's spec must have "seriesHistograms": true`,
  );
}

function headerOf({ startedAt }: RunResult): readonly string[] {
  const startSeconds = secondsText(Date.parse(startedAt) / MS_PER_SECOND);
  return [
    "#[Histogram log format version 1.3]",
    `#[StartTime: ${startSeconds} (seconds since epoch), ${startedAt}]`,
    `#[BaseTime: ${startSeconds} (seconds since epoch)]`,
    LEGEND,
  ];
}

function linesOf(
  { fromSeconds, seconds, phase, latency }: SeriesPoint,
  index: number,
): readonly string[] {
  // Nothing of a warm-up is measured: only an interval that reaches beyond it has anything to tell.
  if (phase === "warm-up" && TAGS.every((tag) => latency[tag].count === 0)) return [];
  return TAGS.map((tag) => {
    const { encoded = "" } = latency[tag];
    const field = `series.${index}.latency.${tag}.encoded`;
    const { maxNs } = readEncoded(field, () => decodeHistogram(encoded));
    const maxMs = Math.max(0, maxNs) / NS_PER_MS;
    const start = secondsText(fromSeconds);
    return `Tag=${tag},${start},${secondsText(seconds)},${maxMs.toFixed(3)},${encoded}`;
  });
}

function secondsText(seconds: number): string {
  return seconds.toFixed(3);
}

function lostOf({ latency: { response, service } }: RunResult): readonly string[] {
  return [
    "it holds response and service times by interval and nothing else of the result",
    ...lostOfHistogram("response", response),
    ...lostOfHistogram("service", service),
  ];
}
