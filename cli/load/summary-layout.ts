import { NOTHING, countText } from "../../engine/core/index.js";
import { segment, unbroken, wrap } from "./line.js";
import type { Line } from "./line.js";
import type { Tone } from "./paint.js";

/** Where the texts of {@link entry} begin. */
export const LABEL_COLUMNS = 13;
const ROW_LABEL_COLUMNS = 23;
const VALUE_COLUMNS = 14;

/** @returns what stands over a table: its title, and the names of its columns */
export function tableHead(title: string, heads: readonly string[]): readonly Line[] {
  const cells = segment(cellsText(heads), "quiet");
  return title.length < ROW_LABEL_COLUMNS
    ? [[segment(title.padEnd(ROW_LABEL_COLUMNS), "strong"), cells]]
    : [[segment(title, "strong")], [segment(" ".repeat(ROW_LABEL_COLUMNS)), cells]];
}

/** @returns a row of a table: its name, and values in columns */
export function tableLine(name: string, values: readonly string[]): Line {
  return [segment(`  ${name}`.padEnd(ROW_LABEL_COLUMNS), "quiet"), segment(cellsText(values))];
}

function cellsText(values: readonly string[]): string {
  // A value that fills its column keeps its distance from the next one.
  return values.map((value) => ` ${value}`.padStart(VALUE_COLUMNS)).join("");
}

/** @returns the parts with dots between them; parts stay whole, and a line ends after a dot, not before it */
export function joinParts(parts: readonly string[]): string {
  return parts.map(unbroken).join(`${unbroken(" ·")} `);
}

/** @returns counts by name: `200: 9,967   503: 18`; a dash for none */
export function countsText(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${name}: ${countText(count)}`);
  return parts.length === 0 ? NOTHING : parts.map(unbroken).join("   ");
}

/** @returns a name and its text, as many lines as that takes */
export function entry(
  name: string,
  text: string,
  columns: number,
  tone: Tone = "plain",
): readonly Line[] {
  const lines = wrap(text, columns - LABEL_COLUMNS);
  return lines.map((line, index) => [
    segment((index === 0 ? name : "").padEnd(LABEL_COLUMNS), "quiet"),
    segment(line, tone),
  ]);
}
