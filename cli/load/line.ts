import type { Paint, Tone } from "./paint.js";

/** A piece of a line in one tone. */
export interface Segment {
  readonly text: string;
  readonly tone: Tone;
}

/** A line before it is cut and painted: its width is known because no escape sequence is in it yet. */
export type Line = readonly Segment[];

/** @returns a segment; plain by default */
export function segment(text: string, tone: Tone = "plain"): Segment {
  return { text, tone };
}

/** @returns the columns that a line takes; every character used here is one column wide */
export function widthOf(line: Line): number {
  return line.reduce((width, { text }) => width + text.length, 0);
}

/** @returns the line in its tones, cut at `columns` so that a terminal never wraps it */
export function paintLine(line: Line, columns: number, paint: Paint): string {
  let left = columns;
  let painted = "";
  for (const { text, tone } of line) {
    const visible = text.length <= left ? text : cut(text, left);
    if (visible !== "") painted += paint(tone, visible);
    left -= visible.length;
    if (visible !== text) break;
  }
  return painted;
}

/** @returns at most `columns` characters, an ellipsis for what is missing */
function cut(text: string, columns: number): string {
  return columns < 2 ? "" : `${text.slice(0, columns - 1)}…`;
}

const NO_BREAK_SPACE = "\u00a0";

/** @returns the text as one word for {@link wrap} */
export function unbroken(text: string): string {
  return text.replaceAll(" ", NO_BREAK_SPACE);
}

/**
 * Breaks a text at spaces, but not inside of what is {@link unbroken}.
 *
 * @returns lines of at most `columns` characters, except for a word that is longer
 */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && longer.length > columns) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].map((text) => text.replaceAll(NO_BREAK_SPACE, " "));
}
