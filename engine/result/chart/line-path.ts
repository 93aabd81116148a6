import { pixels } from "./pixels.js";
import type { Scale } from "./scale.js";

/** A value at a place; null where there is none. */
export interface Point {
  readonly x: number;
  readonly y: number | null;
}

interface Drawn {
  readonly left: number;
  readonly top: number;
}

/**
 * The path of a line, for the attribute `d` of an SVG path.
 *
 * Of many points on one unit of the drawing the highest and the lowest are drawn, so that a spike of one interval is seen in
 * a run of a day. Where there is no value, there is a gap.
 *
 * @param points - in the order of x
 * @returns an empty text when no point has a value
 */
export function linePath(points: readonly Point[], x: Scale, y: Scale): string {
  return unbrokenParts(points)
    .map((part) => pathOf(thinned(part.map((point) => place(point, x, y)))))
    .join("");
}

interface Known extends Point {
  readonly y: number;
}

/** @returns the stretches without a gap */
function unbrokenParts(points: readonly Point[]): readonly (readonly Known[])[] {
  const parts: Known[][] = [];
  let part: Known[] = [];
  for (const { x, y } of points) {
    if (y !== null) {
      if (part.length === 0) parts.push(part);
      part.push({ x, y });
    } else if (part.length > 0) {
      part = [];
    }
  }
  return parts;
}

function place(point: Known, x: Scale, y: Scale): Drawn {
  return { left: x.positionOf(point.x), top: y.positionOf(point.y) };
}

/** Keeps of each column of the drawing its first, highest, lowest and last point. */
function thinned(places: readonly Drawn[]): readonly Drawn[] {
  const kept: Drawn[] = [];
  for (let from = 0; from < places.length;) {
    let to = from + 1;
    while (to < places.length && columnOf(places[to]) === columnOf(places[from])) to++;
    kept.push(...endsOf(places.slice(from, to)));
    from = to;
  }
  return kept;
}

function columnOf(place: Drawn | undefined): number {
  return Math.floor(place?.left ?? 0);
}

function endsOf(column: readonly Drawn[]): readonly Drawn[] {
  if (column.length <= 4) return column;
  const tops = column.map(({ top }) => top);
  const indices = [
    0,
    tops.indexOf(Math.min(...tops)),
    tops.indexOf(Math.max(...tops)),
    column.length - 1,
  ];
  return [...new Set(indices)].sort((a, b) => a - b).flatMap((index) => column[index] ?? []);
}

function pathOf(places: readonly Drawn[]): string {
  const texts = places.map(({ left, top }) => `${pixels(left)} ${pixels(top)}`);
  // A line of no length is drawn as a dot, because its ends are round.
  return texts.length === 1 ? `M${texts.join("")}h0.01` : `M${texts.join("L")}`;
}
