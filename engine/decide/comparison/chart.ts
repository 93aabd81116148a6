import { changeRangeText, changeText } from "../../core/text/index.js";
import { pixels } from "../../result/chart/pixels.js";
import { linearScale } from "../../result/chart/scale.js";
import type { Scale } from "../../result/chart/scale.js";
import type { MarkTone } from "../../result/chart/svg-style.js";
import { horizontalAxis, labelPart, toSvg } from "../../result/chart/svg.js";
import type { PlotArea } from "../../result/chart/svg.js";
import type { Comparison, PercentileVerdict } from "./comparison.js";
import { intervalPlotOf } from "./interval-plot.js";
import type { DrawnPercentile, IntervalPlot } from "./interval-plot.js";

const WIDTH = 800;
const ROW_HEIGHT = 36;
const LEFT = 90;
const RIGHT = 560;
const TOP = 66;
const BELOW_PLOT = 40;
const HEADING = { x: 24, y: 26 } as const;
const SETTINGS_Y = 46;
const NAME_X = LEFT - 12;
const VERDICT_X = RIGHT + 24;
const DOT_RADIUS = 5;
const CAP_HALF = 5;

const TONES: Readonly<Record<PercentileVerdict, MarkTone>> = {
  slower: "bad",
  faster: "accent",
  equivalent: "good",
  inconclusive: "warn",
};

/**
 * The intervals of a comparison as an SVG image: a row for each percentile that has one, and the margin as a band. Readable on
 * a light and on a dark page.
 */
export function comparisonChart(comparison: Comparison): string {
  const { verdict, view, confidence, marginPercent } = comparison;
  const shown = intervalPlotOf(comparison);
  const area = areaFor(shown);
  const { halfPercent } = shown;
  const scale = linearScale(
    { low: -halfPercent, high: halfPercent },
    { low: area.left, high: area.right },
    changeText,
  );
  const heading = `B against A: ${verdict}`;
  const settings = `${view}, ${(100 * confidence).toFixed(0)} % intervals, margin ${marginPercent} %`;
  return toSvg({
    title: `${heading} (${settings})`,
    width: WIDTH,
    height: area.bottom + BELOW_PLOT,
    parts: [
      labelPart({ ...HEADING, text: heading, look: "heading" }),
      labelPart({ x: HEADING.x, y: SETTINGS_Y, text: settings, look: "quiet" }),
      marginPart(shown, scale, area),
      ...horizontalAxis(scale.ticks, area),
      `<path class="axis" d="M${pixels(scale.positionOf(0))} ${area.top}V${area.bottom}"/>`,
      ...rowParts(shown, scale),
    ],
  });
}

function areaFor({ drawn }: IntervalPlot): PlotArea {
  const bottom = TOP + ROW_HEIGHT * Math.max(1, drawn.length);
  return { left: LEFT, right: RIGHT, top: TOP, bottom };
}

function marginPart({ marginPercent }: IntervalPlot, scale: Scale, area: PlotArea): string {
  const [from, to] = [scale.positionOf(marginPercent.low), scale.positionOf(marginPercent.high)];
  const size = `width="${pixels(to - from)}" height="${area.bottom - area.top}"`;
  return `<rect class="band" x="${pixels(from)}" y="${area.top}" ${size}/>`;
}

function rowParts({ drawn, halfPercent }: IntervalPlot, scale: Scale): readonly string[] {
  if (drawn.length === 0) {
    return [
      labelPart({ x: VERDICT_X, y: TOP + ROW_HEIGHT / 2, text: "no intervals", look: "quiet" }),
    ];
  }
  return drawn.flatMap((each, at) => {
    const y = TOP + ROW_HEIGHT * (at + 0.5);
    return [...intervalParts(each, y, scale, halfPercent), ...wordParts(each, y)];
  });
}

/** What lies beyond the picture ends at its end, without a cap or a dot; the words tell. */
function intervalParts(
  { verdict, changePercent: { low, estimate, high } }: DrawnPercentile,
  y: number,
  scale: Scale,
  halfPercent: number,
): readonly string[] {
  const tone = TONES[verdict];
  const isInside = (percent: number): boolean => Math.abs(percent) <= halfPercent;
  const at = (percent: number): string => pixels(scale.positionOf(percent));
  const caps = [low, high]
    .filter(isInside)
    .map((bound) => `M${at(bound)} ${pixels(y - CAP_HALF)}v${2 * CAP_HALF}`);
  return [
    `<path class="interval ${tone}" d="M${at(low)} ${pixels(y)}H${at(high)}${caps.join("")}"/>`,
    isInside(estimate)
      ? `<circle class="${tone}" cx="${at(estimate)}" cy="${pixels(y)}" r="${DOT_RADIUS}"/>`
      : "",
  ];
}

function wordParts(
  { percentile, verdict, changePercent: { low, estimate, high } }: DrawnPercentile,
  y: number,
): readonly string[] {
  const change = `${changeText(estimate)} (${changeRangeText(low, high)})`;
  return [
    labelPart({ x: NAME_X, y: y + 4, text: `p${percentile}`, anchor: "end" }),
    labelPart({ x: VERDICT_X, y: y - 3, text: verdict, look: TONES[verdict] }),
    labelPart({ x: VERDICT_X, y: y + 12, text: change, look: "small" }),
  ];
}
