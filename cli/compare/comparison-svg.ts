import type { Comparison, PercentileVerdict } from "../../engine/index.js";
import { changeRangeText, changeText } from "./change-text.js";
import { drawnPercentiles, halfWidthPercentOf } from "./chart-scale.js";
import type { DrawnPercentile } from "./chart-scale.js";

const WIDTH = 760;
const ROW_HEIGHT = 32;
const TOP = 56;
const BOTTOM = 40;
const PLOT_LEFT = 90;
const PLOT_RIGHT = 560;
const PLOT_MIDDLE = (PLOT_LEFT + PLOT_RIGHT) / 2;

const COLOURS: Readonly<Record<PercentileVerdict, string>> = {
  slower: "#c0392b",
  faster: "#1f78b4",
  equivalent: "#2e8b57",
  inconclusive: "#8a6d00",
};

/** @returns the intervals of a comparison as a picture that needs nothing else: the band is the margin */
export function comparisonSvg(comparison: Comparison): string {
  const drawn = drawnPercentiles(comparison);
  const { verdict, marginPercent, view, confidence } = comparison;
  const halfPercent = drawn.length === 0 ? marginPercent : halfWidthPercentOf(drawn, marginPercent);
  const height = TOP + ROW_HEIGHT * Math.max(1, drawn.length) + BOTTOM;
  const title = `B against A: ${verdict} (${view}, ${(100 * confidence).toFixed(0)} % intervals, margin ${marginPercent} %)`;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    `<text x="16" y="28" font-size="15" font-weight="bold">${title}</text>`,
    ...bandLines(marginPercent, halfPercent, height - BOTTOM),
    ...drawn.flatMap((each, at) => rowLines(each, TOP + ROW_HEIGHT * (at + 0.5), halfPercent)),
    ...(drawn.length > 0 ? [] : [`<text x="${PLOT_LEFT}" y="${TOP + 20}">no intervals</text>`]),
    ...axisLines(halfPercent, height - BOTTOM),
    "</svg>",
  ].join("\n")}\n`;
}

function bandLines(marginPercent: number, halfPercent: number, bottom: number): readonly string[] {
  const from = xOf(100 / (1 + marginPercent / 100) - 100, halfPercent);
  const width = xOf(marginPercent, halfPercent) - from;
  return [
    `<rect x="${figure(from)}" y="${TOP}" width="${figure(width)}" height="${bottom - TOP}" fill="#eef3ee"/>`,
    `<line x1="${PLOT_MIDDLE}" y1="${TOP}" x2="${PLOT_MIDDLE}" y2="${bottom}" stroke="#888"/>`,
  ];
}

function rowLines(
  { percentile, verdict, changePercent: { low, estimate, high } }: DrawnPercentile,
  y: number,
  halfPercent: number,
): readonly string[] {
  const [left, middle, right] = [low, estimate, high].map((percent) =>
    figure(xOf(percent, halfPercent)),
  );
  const colour = COLOURS[verdict];
  const text = `${changeText(estimate)} (${changeRangeText(low, high)})`;
  return [
    `<text x="${PLOT_LEFT - 12}" y="${y + 4}" text-anchor="end">p${percentile}</text>`,
    `<line x1="${left}" y1="${y}" x2="${right}" y2="${y}" stroke="${colour}" stroke-width="3"/>`,
    `<circle cx="${middle}" cy="${y}" r="5" fill="${colour}"/>`,
    `<text x="${PLOT_RIGHT + 16}" y="${y - 2}" fill="${colour}">${verdict}</text>`,
    `<text x="${PLOT_RIGHT + 16}" y="${y + 12}" font-size="11">${text}</text>`,
  ];
}

function axisLines(halfPercent: number, y: number): readonly string[] {
  const ticks = [-1, -0.5, 0, 0.5, 1].map((share) => share * halfPercent);
  return [
    `<line x1="${PLOT_LEFT}" y1="${y}" x2="${PLOT_RIGHT}" y2="${y}" stroke="#888"/>`,
    ...ticks.map(
      (percent) =>
        `<text x="${figure(xOf(percent, halfPercent))}" y="${y + 18}" text-anchor="middle" fill="#444">${changeText(percent)}</text>`,
    ),
  ];
}

/** What lies beyond the chart is drawn at its end; its text tells. */
function xOf(percent: number, halfPercent: number): number {
  const share = Math.max(-1, Math.min(1, percent / halfPercent));
  return PLOT_MIDDLE + (share * (PLOT_RIGHT - PLOT_LEFT)) / 2;
}

function figure(value: number): string {
  return value.toFixed(1);
}
