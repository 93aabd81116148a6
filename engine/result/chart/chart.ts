import { linePath } from "./line-path.js";
import type { Point } from "./line-path.js";
import type { AxisEnds, Scale, Tick } from "./scale.js";

/** How a line looks; the style of the page has the colours. */
export type LineTone =
  "response" | "response-soft" | "service" | "service-soft" | "outcome" | "muted" | "bad";

/** A line of a chart. */
export interface LineSpec {
  readonly label: string;
  readonly tone: LineTone;
  readonly isDashed?: boolean;
  readonly points: readonly Point[];
}

/** A stretch of the x axis that is marked. */
export interface BandSpec {
  readonly label: string;
  readonly tone: "quiet" | "blame";
  readonly from: number;
  readonly to: number;
}

/** What a chart is to show. */
export interface ChartSpec {
  /** For those who can't see it. */
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly x: (ends: AxisEnds) => Scale;
  readonly y: (ends: AxisEnds) => Scale;
  readonly lines: readonly LineSpec[];
  readonly bands?: readonly BandSpec[];
  /** For a place as wide as the page; else for half of that. */
  readonly isWide?: boolean;
}

/** A line, ready to be drawn. */
export interface DrawnLine {
  readonly label: string;
  readonly tone: LineTone;
  readonly isDashed: boolean;
  readonly path: string;
}

/** A band, ready to be drawn. */
export interface DrawnBand {
  readonly label: string;
  readonly tone: BandSpec["tone"];
  readonly left: number;
  readonly width: number;
}

/**
 * A chart in the units of its drawing, from the top left:
 *
 * ```
 *        plot.left            plot.right
 *   plot.top   ┌──────────────┐
 *   y labels   │    lines     │
 *   plot.bottom└──────────────┘
 *                 x labels
 * ```
 */
export interface Chart {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly width: number;
  readonly height: number;
  readonly plot: {
    readonly left: number;
    readonly right: number;
    readonly top: number;
    readonly bottom: number;
  };
  readonly xTicks: readonly Tick[];
  readonly yTicks: readonly Tick[];
  readonly lines: readonly DrawnLine[];
  readonly bands: readonly DrawnBand[];
}

const HALF = { width: 640, height: 260, leftMargin: 64 } as const;
/** Its margin has room for letters that a small page makes larger. */
const WIDE = { width: 1280, height: 360, leftMargin: 88 } as const;

/** @returns the chart with everything in its place */
export function drawChart(spec: ChartSpec): Chart {
  const { width, height, leftMargin } = spec.isWide === true ? WIDE : HALF;
  const plot = { left: leftMargin, right: width - 24, top: 12, bottom: height - 44 };
  const x = spec.x({ low: plot.left, high: plot.right });
  const y = spec.y({ low: plot.bottom, high: plot.top });
  return {
    title: spec.title,
    xTitle: spec.xTitle,
    yTitle: spec.yTitle,
    width,
    height,
    plot,
    xTicks: x.ticks,
    yTicks: y.ticks,
    lines: spec.lines.map(({ label, tone, isDashed = false, points }) => ({
      label,
      tone,
      isDashed,
      path: linePath(points, x, y),
    })),
    bands: (spec.bands ?? []).map(({ label, tone, from, to }) => {
      const left = x.positionOf(from);
      return { label, tone, left, width: Math.max(1, x.positionOf(to) - left) };
    }),
  };
}
