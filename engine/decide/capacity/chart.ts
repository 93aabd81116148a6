import { sloSubjectOf } from "../../core/spec/slo.js";
import { countText } from "../../core/text/index.js";
import { pixels } from "../../result/chart/pixels.js";
import { closeLogScale } from "../../result/chart/scale.js";
import type { Scale } from "../../result/chart/scale.js";
import type { MarkTone } from "../../result/chart/svg-style.js";
import { fitted, horizontalAxis, labelPart, toSvg, verticalAxis } from "../../result/chart/svg.js";
import { timeTickText } from "../../result/chart/tick-texts.js";
import type { CapacityAnswer } from "./answer.js";
import type { CurvePoint } from "./curve.js";
import { capacityRangeText } from "./range-text.js";
import type { CapacityReport } from "./report.js";

const WIDTH = 760;
const HEIGHT = 460;
const PLOT = { left: 84, right: 712, top: 66, bottom: 364 } as const;
const MIDDLE = { x: (PLOT.left + PLOT.right) / 2, y: (PLOT.top + PLOT.bottom) / 2 } as const;
const HEADING_Y = 26;
const OBJECTIVES_Y = 46;
const RATE_TITLE_Y = PLOT.bottom + 38;
const LEGEND_Y = PLOT.bottom + 64;
const NOTE_Y = PLOT.bottom + 84;
const LEGEND_STEP = 96;
const DOT_RADIUS = 4;
const CAP_HALF = 3;

type Verdict = CurvePoint["verdict"];

const LOOKS: Readonly<Record<Verdict, MarkTone | "muted hollow">> = {
  passed: "accent",
  failed: "bad",
  uncertain: "muted hollow",
};

interface Plot {
  readonly rates: Scale;
  readonly values: Scale;
}

/**
 * The curve of a search as an SVG image: what was observed of its first objective against the rate, a mark per probe with its
 * confidence interval, the bound, and the answer as a band. Readable on a light and on a dark page.
 */
export function capacityChart(report: CapacityReport): string {
  const { curve, answer, probes, slo } = report;
  const [expression = ""] = slo;
  const bound = probes[0]?.facts.objectives[0]?.bound;
  const plot = plotOf(curve, bound);
  return toSvg({
    title: `Latency against rate: ${expression}`,
    width: WIDTH,
    height: HEIGHT,
    parts: [
      ...headParts(report),
      bandPart(answer, plot),
      ...axisParts(plot, curve[0]?.objectives[0]?.unit, expression),
      bound === undefined ? "" : boundPart(bound, plot),
      ...curve.map((point) => markPart(point, plot)),
      ...legendParts(),
    ],
  });
}

function headParts({ answer, slo }: CapacityReport): readonly string[] {
  const x = PLOT.left;
  const objectives = fitted(slo.join(", "), WIDTH - x);
  return [
    labelPart({ x, y: HEADING_Y, text: `Capacity: ${capacityRangeText(answer)}`, look: "heading" }),
    labelPart({ x, y: OBJECTIVES_Y, text: objectives, look: "quiet" }),
  ];
}

function plotOf(curve: readonly CurvePoint[], bound: number | undefined): Plot {
  const values = curve.flatMap(({ objectives }) => {
    const { observed = null, low = null, high = null } = objectives[0] ?? {};
    return [observed, low, high].filter((value) => value !== null);
  });
  const toLabel = curve[0]?.objectives[0]?.unit === "percent" ? percentTickText : timeTickText;
  return {
    rates: closeLogScale(
      curve.map(({ ratePerSecond }) => ratePerSecond),
      { low: PLOT.left, high: PLOT.right },
      countText,
    ),
    values: closeLogScale(
      bound === undefined ? values : [...values, bound],
      { low: PLOT.bottom, high: PLOT.top },
      toLabel,
    ),
  };
}

function percentTickText(percent: number): string {
  return `${percent} %`;
}

function bandPart({ lowPerSecond, highPerSecond }: CapacityAnswer, { rates }: Plot): string {
  if (lowPerSecond === null && highPerSecond === null) return "";
  const left = lowPerSecond === null ? PLOT.left : rates.positionOf(lowPerSecond);
  const right = highPerSecond === null ? PLOT.right : rates.positionOf(highPerSecond);
  const size = `width="${pixels(right - left)}" height="${PLOT.bottom - PLOT.top}"`;
  return `<rect class="band" x="${pixels(left)}" y="${PLOT.top}" ${size}/>`;
}

function axisParts(
  { rates, values }: Plot,
  unit: "ns" | "percent" | undefined,
  expression: string,
): readonly string[] {
  const what = unit === "percent" ? "percent of requests" : "time";
  const aside = labelPart({
    x: 0,
    y: 0,
    text: `${sloSubjectOf(expression)}, ${what}`,
    anchor: "middle",
    look: "quiet",
  });
  return [
    ...horizontalAxis(rates.ticks, PLOT),
    ...verticalAxis(values.ticks, PLOT),
    labelPart({
      x: MIDDLE.x,
      y: RATE_TITLE_Y,
      text: "rate, requests per second",
      anchor: "middle",
      look: "quiet",
    }),
    `<g transform="translate(18 ${MIDDLE.y}) rotate(-90)">${aside}</g>`,
  ];
}

function boundPart(bound: number, { values }: Plot): string {
  return `<path class="bound" d="M${PLOT.left} ${pixels(values.positionOf(bound))}H${PLOT.right}"/>`;
}

/** A dot that passed, a square that failed, a ring that stayed uncertain; one without an upper end stands at the top. */
function markPart({ ratePerSecond, objectives, verdict }: CurvePoint, plot: Plot): string {
  const { observed = null, low = null, high = null } = objectives[0] ?? {};
  const x = plot.rates.positionOf(ratePerSecond);
  const y = observed === null ? PLOT.top : plot.values.positionOf(observed);
  const bar =
    low === null || high === null
      ? ""
      : barPart(x, plot.values.positionOf(low), plot.values.positionOf(high), verdict);
  return `${bar}${dotPart(x, y, verdict)}`;
}

function barPart(x: number, bottom: number, top: number, verdict: Verdict): string {
  const [left, right] = [pixels(x - CAP_HALF), pixels(x + CAP_HALF)];
  const ends = `M${left} ${pixels(bottom)}H${right}M${left} ${pixels(top)}H${right}`;
  return `<path class="bar ${LOOKS[verdict]}" d="M${pixels(x)} ${pixels(bottom)}V${pixels(top)}${ends}"/>`;
}

function dotPart(x: number, y: number, verdict: Verdict): string {
  const named = `class="dot ${LOOKS[verdict]}"`;
  if (verdict !== "failed") {
    return `<circle ${named} cx="${pixels(x)}" cy="${pixels(y)}" r="${DOT_RADIUS}"/>`;
  }
  const corner = `x="${pixels(x - DOT_RADIUS)}" y="${pixels(y - DOT_RADIUS)}"`;
  return `<rect ${named} ${corner} width="${2 * DOT_RADIUS}" height="${2 * DOT_RADIUS}"/>`;
}

function legendParts(): readonly string[] {
  const entries = (["passed", "failed", "uncertain"] as const).flatMap((verdict, at) => {
    const x = PLOT.left + LEGEND_STEP * at;
    const label = labelPart({ x: x + 2.5 * DOT_RADIUS, y: LEGEND_Y, text: verdict });
    return [dotPart(x, LEGEND_Y - DOT_RADIUS, verdict), label];
  });
  const note = "bars: 95 % intervals · dashed: the bound · shaded: the answer";
  return [...entries, labelPart({ x: PLOT.left, y: NOTE_Y, text: note, look: "quiet" })];
}
