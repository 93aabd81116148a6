import { stringify } from "csv-stringify/sync";

/** What a cell can hold; nothing becomes an empty cell. */
export type Cell = string | number | null | undefined;

/** A column of a table: its name, with the unit at its end, and how to get its cell out of what a row is made of. */
export interface Column<Row> {
  readonly name: string;
  readonly cellOf: (row: Row) => Cell;
}

/** @returns the table as RFC 4180 has it, but for lines that end as Unix has them; the first one has the names */
export function toCsv<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  return stringify([
    columns.map(({ name }) => name),
    ...rows.map((row) => columns.map(({ cellOf }) => cellOf(row))),
  ]);
}

/** @returns a name of ours as columns have it: `timedOut` → `timed_out` */
export function columnName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
