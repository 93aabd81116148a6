import { pixels } from "./pixels.js";
import type { Tick } from "./scale.js";
import { SVG_CLASS, SVG_STYLE } from "./svg-style.js";

/** Where the marks of a drawing are, in pixels. */
export interface PlotArea {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** A picture that is a file of its own. */
export interface Drawing {
  /** For those who can't see it. */
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** Elements of SVG, what lies behind first. */
  readonly parts: readonly string[];
}

/** A word in a drawing. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  /** Where `x` is in it; its start unless told otherwise. */
  readonly anchor?: "middle" | "end";
  /** Classes of the style. */
  readonly look?: string;
}

/** What a letter takes at most, on average, in the fonts that browsers have. */
const LETTER_PIXELS = 8;
/** Least distance of two labels. */
const GAP_PIXELS = 10;
const TICK_TEXT_BELOW = 18;
const TICK_TEXT_BESIDE = 8;
const HALF_LETTER = 4;

/** @returns a picture that needs nothing else, readable on a light and on a dark page */
export function toSvg({ title, width, height, parts }: Drawing): string {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="${SVG_CLASS}" ${size} role="img">`,
    `<title>${toXmlText(title)}</title>`,
    `<style>${SVG_STYLE}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    ...parts.filter((part) => part !== ""),
    "</svg>",
  ];
  return `${lines.join("\n")}\n`;
}

/** @returns a word where it belongs; what it says can't become a part of the drawing */
export function labelPart({ x, y, text, anchor, look }: Label): string {
  const where = `x="${pixels(x)}" y="${pixels(y)}"`;
  const classes = look === undefined ? "" : ` class="${look}"`;
  const aligned = anchor === undefined ? "" : ` text-anchor="${anchor}"`;
  return `<text${classes} ${where}${aligned}>${toXmlText(text)}</text>`;
}

/** @returns the lines and labels of a horizontal axis; of labels that would touch, the first */
export function horizontalAxis(ticks: readonly Tick[], plot: PlotArea): readonly string[] {
  const { top, bottom, left, right } = plot;
  return [
    ...ticks.map(({ position }) => gridPart(`M${pixels(position)} ${top}V${bottom}`)),
    `<path class="axis" d="M${left} ${bottom}H${right}"/>`,
    ...withRoom(ticks).map(({ position, label }) =>
      labelPart({ x: position, y: bottom + TICK_TEXT_BELOW, text: label, ...CENTRED }),
    ),
  ];
}

/** @returns the lines and labels of a vertical axis */
export function verticalAxis(ticks: readonly Tick[], plot: PlotArea): readonly string[] {
  const { top, bottom, left, right } = plot;
  const x = left - TICK_TEXT_BESIDE;
  return [
    ...ticks.map(({ position }) => gridPart(`M${left} ${pixels(position)}H${right}`)),
    `<path class="axis" d="M${left} ${top}V${bottom}"/>`,
    ...ticks.map(({ position, label }) =>
      labelPart({ x, y: position + HALF_LETTER, text: label, anchor: "end", look: "quiet" }),
    ),
  ];
}

/** @returns a text that is no longer than its room, cut where it has to be */
export function fitted(text: string, roomPixels: number): string {
  const letters = Math.floor(roomPixels / LETTER_PIXELS);
  return text.length <= letters ? text : `${text.slice(0, letters - 1).trimEnd()}…`;
}

const CENTRED = { anchor: "middle", look: "quiet" } as const;

function gridPart(path: string): string {
  return `<path class="grid" d="${path}"/>`;
}

function withRoom(ticks: readonly Tick[]): readonly Tick[] {
  let free = -Infinity;
  return ticks.filter(({ position, label }) => {
    const half = (label.length * LETTER_PIXELS) / 2;
    if (position - half < free) return false;
    free = position + half + GAP_PIXELS;
    return true;
  });
}

/** @see Source: XML 1.0, section 2.4 */
function toXmlText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
