import type { BarFigures } from "./bars.js";

export type Row = readonly string[];

/** A table of finished texts; every figure's unit is in its heading or beside it. */
export interface Table {
  readonly headings: Row;
  readonly rows: readonly Row[];
}

/** What one scenario adds to the results. */
export interface Section {
  readonly title: string;
  readonly notes: readonly string[];
  readonly medians: Table;
  /** Every round as it was measured, none left out. */
  readonly rounds: Table;
  readonly figures: BarFigures;
}
