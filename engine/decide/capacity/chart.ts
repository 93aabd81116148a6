import { formatNs } from "../../core/duration.js";
import { sloSubjectOf } from "../../core/spec/slo.js";
import type { CapacityAnswer } from "./answer.js";
import { logarithmicScale } from "./chart-scale.js";
import type { Scale } from "./chart-scale.js";
import type { CurvePoint } from "./curve.js";
import type { CapacityReport } from "./report.js";

const WIDTH_PX = 760;
const HEIGHT_PX = 420;
const LEFT_PX = 84;
const RIGHT_PX = 740;
const TOP_PX = 52;
const BOTTOM_PX = 350;
const LEGEND_PX = 404;
const LEGEND_STEP_PX = 85;
const DOT_PX = 4;
const CAP_PX = 3;

/** Colours that can be told apart on white and on black, also by those who see fewer of them; shapes tell the same. */
const STYLE = `
  svg { font: 13px system-ui, sans-serif; background: #fff; color: #1a1a1a }
  text { fill: currentColor } .title { font-size: 15px; font-weight: 600 }
  .axis, .grid { stroke: currentColor; fill: none } .grid { opacity: .15 }
  .band { fill: #0072b2; opacity: .15 } .bound { stroke: currentColor; stroke-dasharray: 6 4 }
  .passed { fill: #0072b2; stroke: #0072b2 } .failed { fill: #d55e00; stroke: #d55e00 }
  .uncertain { fill: #fff; stroke: #767676 } .bar { fill: none }
  @media (prefers-color-scheme: dark) {
    svg { background: #14161a; color: #e6e6e6 } .band { fill: #56b4e9 } .passed { fill: #56b4e9; stroke: #56b4e9 }
    .failed { fill: #e69f00; stroke: #e69f00 } .uncertain { fill: #14161a; stroke: #a0a0a0 }
    .bar { fill: none }
  }`;

interface Plot {
  readonly rates: Scale;
  readonly values: Scale;
  readonly unit: "ns" | "percent";
}

/**
 * The curve of a search as an SVG image: what was observed of its first objective against the rate, a mark per probe with its
 * confidence interval, the bound, and the answer as a band. Readable on a light and on a dark page.
 */
export function capacityChart({ curve, answer, probes, slo }: CapacityReport): string {
  const bound = probes[0]?.facts.objectives[0]?.bound ?? 0;
  const plot = plotOf(curve, bound);
  const [expression = ""] = slo;
  const parts = [
    `<style>${STYLE}\n</style>`,
    `<title>Latency against rate: ${escaped(expression)}</title>`,
    `<text class="title" x="${LEFT_PX}" y="26">${escaped(`${titleOf(answer)} (${slo.join(", ")})`)}</text>`,
    bandOf(answer, plot),
    ...axesOf(plot, expression),
    boundLine(bound, plot),
    ...curve.map((point) => markOf(point, plot)),
    ...legend(),
  ];
  const size = `width="${WIDTH_PX}" height="${HEIGHT_PX}" viewBox="0 0 ${WIDTH_PX} ${HEIGHT_PX}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">\n${parts.join("\n")}\n</svg>\n`;
}

function plotOf(curve: readonly CurvePoint[], bound: number): Plot {
  const [first] = curve;
  const values = curve.flatMap(({ objectives }) => {
    const { observed = null, low = null, high = null } = objectives[0] ?? {};
    return [observed, low, high].filter((value) => value !== null);
  });
  return {
    rates: logarithmicScale(
      curve.map(({ ratePerSecond }) => ratePerSecond),
      { fromPx: LEFT_PX, toPx: RIGHT_PX },
    ),
    values: logarithmicScale([...values, bound], { fromPx: BOTTOM_PX, toPx: TOP_PX }),
    unit: first?.objectives[0]?.unit ?? "ns",
  };
}

function titleOf({ lowPerSecond, highPerSecond }: CapacityAnswer): string {
  if (lowPerSecond === null) {
    return highPerSecond === null ? "Capacity not known" : `Capacity below ${highPerSecond}/s`;
  }
  if (highPerSecond === null) return `Capacity of at least ${lowPerSecond}/s`;
  return `Capacity between ${lowPerSecond}/s and ${highPerSecond}/s`;
}

function bandOf({ lowPerSecond, highPerSecond }: CapacityAnswer, { rates }: Plot): string {
  if (lowPerSecond === null && highPerSecond === null) return "";
  const left = lowPerSecond === null ? LEFT_PX : rates.at(lowPerSecond);
  const right = highPerSecond === null ? RIGHT_PX : rates.at(highPerSecond);
  const size = `width="${px(right - left)}" height="${BOTTOM_PX - TOP_PX}"`;
  return `<rect class="band" x="${px(left)}" y="${TOP_PX}" ${size}/>`;
}

function axesOf({ rates, values, unit }: Plot, expression: string): readonly string[] {
  const middle = (TOP_PX + BOTTOM_PX) / 2;
  return [
    ...rates.ticks.flatMap((tick) => {
      const x = px(rates.at(tick));
      return [
        `<path class="grid" d="M${x} ${TOP_PX}V${BOTTOM_PX}"/>`,
        `<text x="${x}" y="${BOTTOM_PX + 18}" text-anchor="middle">${tick.toLocaleString("en-US")}</text>`,
      ];
    }),
    ...values.ticks.flatMap((tick) => {
      const y = values.at(tick);
      return [
        `<path class="grid" d="M${LEFT_PX} ${px(y)}H${RIGHT_PX}"/>`,
        `<text x="${LEFT_PX - 8}" y="${px(y + 4)}" text-anchor="end">${tickText(tick, unit)}</text>`,
      ];
    }),
    `<path class="axis" d="M${LEFT_PX} ${TOP_PX}V${BOTTOM_PX}H${RIGHT_PX}"/>`,
    `<text x="${(LEFT_PX + RIGHT_PX) / 2}" y="${BOTTOM_PX + 36}" text-anchor="middle">rate, requests per second</text>`,
    `<text transform="translate(18 ${middle}) rotate(-90)" text-anchor="middle">${escaped(sloSubjectOf(expression))}, ${unit === "ns" ? "time" : "percent of requests"}</text>`,
  ];
}

function boundLine(bound: number, { values }: Plot): string {
  return `<path class="bound" d="M${LEFT_PX} ${px(values.at(bound))}H${RIGHT_PX}"/>`;
}

/** A dot that passed, a square that failed, a ring that stayed uncertain; one without an upper end stands at the top. */
function markOf({ ratePerSecond, objectives, verdict }: CurvePoint, plot: Plot): string {
  const { observed = null, low = null, high = null } = objectives[0] ?? {};
  const x = plot.rates.at(ratePerSecond);
  const y = observed === null ? TOP_PX : plot.values.at(observed);
  return `${barOf(x, { low, high }, { verdict, plot })}${dotOf(x, y, verdict)}`;
}

function barOf(
  x: number,
  { low, high }: { readonly low: number | null; readonly high: number | null },
  { verdict, plot }: { readonly verdict: CurvePoint["verdict"]; readonly plot: Plot },
): string {
  if (low === null || high === null) return "";
  const [bottom, top] = [px(plot.values.at(low)), px(plot.values.at(high))];
  const [left, right] = [px(x - CAP_PX), px(x + CAP_PX)];
  return `<path class="bar ${verdict}" d="M${px(x)} ${bottom}V${top}M${left} ${bottom}H${right}M${left} ${top}H${right}"/>`;
}

function dotOf(x: number, y: number, verdict: CurvePoint["verdict"]): string {
  if (verdict !== "failed") {
    return `<circle class="${verdict}" cx="${px(x)}" cy="${px(y)}" r="${DOT_PX}"/>`;
  }
  const corner = `x="${px(x - DOT_PX)}" y="${px(y - DOT_PX)}"`;
  return `<rect class="failed" ${corner} width="${2 * DOT_PX}" height="${2 * DOT_PX}"/>`;
}

function legend(): readonly string[] {
  const verdicts = ["passed", "failed", "uncertain"] as const;
  const entries = verdicts.flatMap((verdict, at) => {
    const x = LEFT_PX + LEGEND_STEP_PX * at;
    const label = `<text x="${x + 10}" y="${LEGEND_PX}">${verdict}</text>`;
    return [dotOf(x, LEGEND_PX - 4, verdict), label];
  });
  const note = "bars: 95 % intervals · dashed: the bound · shaded: the answer";
  return [...entries, `<text x="${RIGHT_PX}" y="${LEGEND_PX}" text-anchor="end">${note}</text>`];
}

function tickText(value: number, unit: "ns" | "percent"): string {
  if (unit === "percent") return `${value} %`;
  return formatNs(value).replace(/\.0+(?=[a-zµ])/, "");
}

/** @returns pixels with as many decimals as a screen shows */
function px(value: number): string {
  return String(Number(value.toFixed(1)));
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
