import type { RunResult } from "../../../core/frame.js";
import { chosenPercentiles } from "../../../core/text/index.js";
import { drawChart } from "../../chart/chart.js";
import type { LineSpec } from "../../chart/chart.js";
import { bandsOf, endSecondsOf, lowerBound, seriesLine, valuesOf } from "./series-lines.js";
import { intervalTable } from "./interval-table.js";
import { countScaleOf, secondsScaleOf, timeScaleOf } from "./time-scale.js";
import type { Section } from "./view.js";

/** The percentiles that a line is drawn for. */
const PERCENTILES_DRAWN = 2;

/** What happened over the time of a run, and the figures of each interval; nothing of a run without intervals. */
export function seriesSections(result: RunResult): readonly Section[] {
  if (result.series.length === 0) return [];
  const { summary, table } = intervalTable(result);
  return [
    ...chartSection(result, "Latency over time", "latency", latencyLines(result)),
    ...chartSection(result, "Rate over time", "per second", rateLines(result)),
    ...chartSection(result, "Under way over time", "requests", underWayLines(result)),
    ...chartSection(result, "Not successful over time", "requests per interval", lostLines(result)),
    {
      id: "intervals",
      title: "Every interval",
      width: "full",
      parts: [{ kind: "more", summary, table }],
    },
  ];
}

function chartSection(
  result: RunResult,
  title: string,
  yTitle: string,
  lines: readonly LineSpec[],
): readonly Section[] {
  const values = valuesOf(lines);
  if (values.every((value) => value === null)) return [];
  const chart = drawChart({
    title,
    xTitle: "since the run's start",
    yTitle,
    x: secondsScaleOf(endSecondsOf(result.series)),
    y: yTitle === "latency" ? timeScaleOf(values) : countScaleOf(values),
    lines,
    bands: bandsOf(result),
  });
  const id = title.toLowerCase().replaceAll(" ", "-");
  return [{ id, title, width: "half", parts: [{ kind: "chart", chart }] }];
}

function latencyLines({ series, spec }: RunResult): readonly LineSpec[] {
  const names = chosenPercentiles(spec.percentiles, PERCENTILES_DRAWN);
  return (["response", "service"] as const).flatMap((view) =>
    names.map((name, at) => {
      // The highest one is what a test is about; the others stay behind it.
      const tone = at === names.length - 1 ? view : (`${view}-soft` as const);
      const look = { label: `${view} p${name}`, tone, isDashed: view === "service" };
      return seriesLine(series, look, ({ latency }) => lowerBound(latency[view].percentiles[name]));
    }),
  );
}

function rateLines({ series }: RunResult): readonly LineSpec[] {
  return [
    seriesLine(series, { label: "sent", tone: "service" }, ({ rate }) => rate.sentPerSecond),
    // Above what was sent: where the two are alike, both are seen.
    seriesLine(
      series,
      { label: "planned", tone: "muted", isDashed: true },
      ({ rate }) => rate.plannedPerSecond,
    ),
    seriesLine(
      series,
      { label: "achieved", tone: "response" },
      ({ rate }) => rate.achievedPerSecond,
    ),
  ];
}

function underWayLines({ series }: RunResult): readonly LineSpec[] {
  return [
    seriesLine(series, { label: "in flight", tone: "response" }, ({ inFlight }) => inFlight),
    seriesLine(
      series,
      { label: "waiting for a connection", tone: "service", isDashed: true },
      ({ queued }) => queued,
    ),
  ];
}

/** Only what there was: a chart of zeroes says no more than the counts. */
function lostLines({ series, requests }: RunResult): readonly LineSpec[] {
  const kinds = [
    { name: "failed", label: "failed", tone: "bad" },
    { name: "timedOut", label: "timed out", tone: "service" },
    { name: "skipped", label: "skipped", tone: "muted" },
  ] as const;
  return kinds
    .filter(({ name }) => requests[name] > 0)
    .map(({ name, ...look }) => seriesLine(series, look, (point) => point.requests[name]));
}
