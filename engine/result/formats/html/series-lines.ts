import type { RunResult, SeriesPoint } from "../../../core/frame.js";
import type { PercentileValue } from "../../../core/histogram/index.js";
import { reasonText } from "../../../core/text/index.js";
import type { BandSpec, LineSpec, LineTone } from "../../chart/chart.js";

/** What is drawn of each point; null where there is nothing. */
type Reader = (point: SeriesPoint) => number | null;

/** @returns a line of the series, each point in the middle of its interval */
export function seriesLine(
  series: readonly SeriesPoint[],
  look: { readonly label: string; readonly tone: LineTone; readonly isDashed?: boolean },
  read: Reader,
): LineSpec {
  const points = series.map((point) => ({
    x: point.fromSeconds + point.seconds / 2,
    y: read(point),
  }));
  return { ...look, points };
}

/** @returns what is known of a percentile for certain: a line can draw nothing else */
export function lowerBound(value: PercentileValue | undefined): number | null {
  if (value === undefined || value === null) return null;
  return typeof value === "number" ? value : value.low;
}

/** @returns the values of lines, for the scale that they need */
export function valuesOf(lines: readonly LineSpec[]): readonly (number | null)[] {
  return lines.flatMap(({ points }) => points.map(({ y }) => y));
}

/** @returns the end of the last interval, since the run's start */
export function endSecondsOf(series: readonly SeriesPoint[]): number {
  const last = series.at(-1);
  return last === undefined ? 0 : last.fromSeconds + last.seconds;
}

/** @returns the stretches that are not in the measured window, and those that a verdict blames */
export function bandsOf({ series, generator }: RunResult): readonly BandSpec[] {
  const blamed = generator.reasons.flatMap((reason): readonly BandSpec[] => {
    const { fromSeconds, toSeconds } = reason;
    if (fromSeconds === undefined || toSeconds === undefined) return [];
    return [{ label: reasonText(reason), tone: "blame", from: fromSeconds, to: toSeconds }];
  });
  return [...phaseBands(series), ...blamed];
}

function phaseBands(series: readonly SeriesPoint[]): readonly BandSpec[] {
  return (["warm-up", "drain"] as const).flatMap((phase): readonly BandSpec[] => {
    const points = series.filter((point) => point.phase === phase);
    const [first] = points;
    if (first === undefined) return [];
    const to = endSecondsOf(points);
    return [{ label: phase, tone: "quiet", from: first.fromSeconds, to }];
  });
}
