import type { RunResult } from "../../../core/frame.js";
import { countText } from "../../../core/text/index.js";
import { drawChart } from "../../chart/chart.js";
import type { LineSpec } from "../../chart/chart.js";
import { percentileScale } from "../../chart/percentile-scale.js";
import { leastBeyond, percentileCurve } from "./percentile-curve.js";
import { timeScaleOf } from "./time-scale.js";
import type { Part, Section } from "./view.js";

const CURVES: readonly (Omit<LineSpec, "points"> & {
  readonly label: "response" | "service" | "outcome";
})[] = [
  { label: "outcome", tone: "outcome", isDashed: true },
  { label: "response", tone: "response" },
  { label: "service", tone: "service" },
];

/** The percentiles from the fastest request to the slowest; nothing of a run that measured none. */
export function curveSections(result: RunResult): readonly Section[] {
  const lines = CURVES.map((curve) => ({
    ...curve,
    points: percentileCurve(result, curve.label),
  })).filter(({ points }) => points.some(({ y }) => y !== null));
  if (lines.length === 0) return [];
  const count = Math.max(...lines.map(({ label }) => result.latency[label].count));
  const chart = drawChart({
    title: "Latency by percentile",
    xTitle: "percentile; each nine leaves a tenth of the requests beyond",
    yTitle: "latency",
    x: (ends) => percentileScale(leastBeyond(count), ends),
    y: timeScaleOf(lines.flatMap(({ points }) => points.map(({ y }) => y))),
    lines,
    isWide: true,
  });
  return [
    {
      id: "percentiles",
      title: "Latency by percentile",
      width: "full",
      parts: [{ kind: "chart", chart }, ...notesOn(result)],
    },
  ];
}

function notesOn({ latency, requests }: RunResult): readonly Part[] {
  const { planned, completed } = requests;
  const { censored } = latency.response;
  const texts = [
    ...(completed === planned
      ? []
      : [
          `${countText(planned - completed)} of ${countText(planned)} requests were no success: they have no time, and lie beyond the end of outcome.`,
        ]),
    ...(censored === 0
      ? []
      : [
          `${countText(censored)} requests without an answer are drawn at the age that they had reached: there the curves are lower bounds.`,
        ]),
  ];
  return texts.map((text) => ({ kind: "note", text }));
}
