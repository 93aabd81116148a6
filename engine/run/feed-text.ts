import { parse } from "csv-parse/sync";
import type { FeedTable } from "../../wire/index.js";

/**
 * Reads a feed from CSV (RFC 4180): the first row names the columns, every other one has as many values. Lines end in CR LF
 * or LF; an empty line is skipped, so that an empty value that is alone on its line is written `""`.
 *
 * @throws Error with the line and what is wrong with it; the caller knows the name of the file
 */
export function parseCsvFeed(text: string): FeedTable {
  const [columnNames = [], ...rows] = parse(text, { bom: true, skip_empty_lines: true });
  return checked({ columnNames, rows });
}

/**
 * Reads a feed from NDJSON: on each line an object whose values are texts, numbers or booleans. The keys of the first one
 * are the columns, which every other one must have too; what else it has is not read. Numbers become text as JavaScript
 * writes them. Empty lines are skipped.
 *
 * @throws Error with the line and what is wrong with it; the caller knows the name of the file
 */
export function parseNdjsonFeed(text: string): FeedTable {
  let columnNames: readonly string[] | undefined;
  const rows: (readonly string[])[] = [];
  for (const { place, values } of parseNdjson(text)) {
    columnNames ??= [...values.keys()];
    rows.push(
      columnNames.map((name) => {
        const field = `${place}, ${JSON.stringify(name)}`;
        const value = values.get(name);
        if (value === undefined) throw new Error(`${field} is missing; the first line has it`);
        return toText(value, field);
      }),
    );
  }
  return checked({ columnNames: columnNames ?? [], rows });
}

/** An object of an NDJSON text, and where it stands. */
export interface NdjsonLine {
  readonly place: string;
  readonly values: ReadonlyMap<string, unknown>;
}

/**
 * Reads NDJSON: an object on each line that is not empty.
 *
 * @throws Error with the line and what is wrong with it
 */
export function parseNdjson(text: string): readonly NdjsonLine[] {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  return lines.flatMap((line, lineIndex) => {
    if (line.trim() === "") return [];
    const place = `line ${lineIndex + 1}`;
    return [{ place, values: parseObject(line, place) }];
  });
}

function parseObject(line: string, place: string): ReadonlyMap<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${place} is no JSON: ${reason}`, { cause: error });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return new Map(Object.entries(value));
  }
  throw new Error(`${place} is no object; it must be one, as in {"id": 1}`);
}

/**
 * @param field - the place and the name, for the message
 * @returns a text, number or boolean as text
 * @throws Error if it is anything else, or a number that has been rounded
 */
export function toText(value: unknown, field: string): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "number") {
    throw new Error(
      `${field} is ${JSON.stringify(value)}; it must be a text, a number or a boolean`,
    );
  }
  // It has been rounded already: another number than the file's would be sent.
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new Error(`${field} is a whole number past 2^53 - 1; write it as a text`);
  }
  return String(value);
}

function checked(table: FeedTable): FeedTable {
  const { columnNames, rows } = table;
  for (const [index, name] of columnNames.entries()) {
    if (name === "") throw new Error(`column ${index + 1} has no name`);
    if (columnNames.indexOf(name) !== index) {
      throw new Error(`there are two columns with the name ${JSON.stringify(name)}`);
    }
  }
  if (rows.length === 0) throw new Error("there are no rows of values; there must be one or more");
  return table;
}
