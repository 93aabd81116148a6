import { paintLine } from "./line.js";
import type { Line } from "./line.js";
import { columnsOf } from "./live-screen.js";
import { paintFor } from "./paint.js";

const WIDEST_COLUMNS = 100;

/** Prints lines on standard output, painted if that is a terminal; they are made for its width. */
export function printLines(toLines: (columns: number) => readonly Line[]): void {
  const { stdout, env } = process;
  // Whatever is no terminal has no columns either, and gets the default.
  const columns = Math.min(columnsOf(stdout), WIDEST_COLUMNS);
  const paint = paintFor(stdout, env);
  const lines = toLines(columns).map((line) => paintLine(line, Infinity, paint));
  stdout.write(`${lines.join("\n")}\n`);
}
