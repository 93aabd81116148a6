import { allFigures, BARS, isMet } from "./bars.js";
import type { Bar, BarFigures, BarId } from "./bars.js";
import { figure } from "./figures.js";
import type { Row, Section, Table } from "./section.js";

export interface Results {
  readonly facts: readonly Row[];
  readonly rounds: number;
  readonly seconds: number;
  readonly sections: readonly Section[];
}

function renderRow(cells: Row): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** A Markdown table: the first column to the left, all others to the right. */
export function renderTable({ headings, rows }: Table): string {
  const alignment = headings.map((_, index) => (index === 0 ? ":--" : "--:"));
  return [renderRow(headings), renderRow(alignment), ...rows.map(renderRow)].join("\n");
}

function barRow(bar: Bar, measured: number | undefined): Row {
  const sign = bar.bound.kind === "atLeast" ? "≥" : "≤";
  const bound = `${sign} ${bar.bound.value} ${bar.unit}`;
  if (measured === undefined) return [bar.what, bound, "not measured", "–"];
  const decimals = bar.unit === "×" ? 3 : 2;
  const verdict = isMet(bar, measured) ? "met" : "**missed**";
  return [bar.what, bound, `${figure(measured, decimals)} ${bar.unit}`, verdict];
}

/** Bar, measured, met or missed: every bar has its row, measured or not. */
export function renderBars(figures: BarFigures): string {
  const ids = Object.keys(BARS) as BarId[];
  const rows = ids.map((id) => barRow(BARS[id], figures[id]));
  return renderTable({ headings: ["what", "bar", "measured", ""], rows });
}

/** One scenario: its medians, its notes, and all rounds folded away. */
export function renderSection({ title, notes, medians, rounds }: Section): string {
  return [
    `## ${title}`,
    renderTable(medians),
    notes.map((note) => `- ${note}`).join("\n"),
    "<details><summary>All rounds</summary>",
    renderTable(rounds),
    "</details>",
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** The whole results file. */
export function renderResults({ facts, rounds, seconds, sections }: Results): string {
  const figures = allFigures(sections.map((section) => section.figures));
  return `${[
    "# Bench results",
    "Written by `npm run bench`; edits are lost with its next run. All tools in interleaved rounds against the same " +
      `server (rounds: ${rounds}, seconds each: ${seconds}); figures are medians over the rounds, ratios are taken within a round ` +
      "and then the median of those. CPU is user and system time of the generator's whole process tree, start-up " +
      "included, per request that the target counted. Memory is the peak resident set, in MB of 10⁶ bytes.",
    "## Bars",
    renderBars(figures),
    "## Machine",
    renderTable({ headings: ["", ""], rows: facts }),
    ...sections.map(renderSection),
  ].join("\n\n")}\n`;
}
