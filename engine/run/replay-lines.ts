import { parseCsvFeed, parseNdjson, toText } from "./feed-text.js";
import type { NdjsonLine } from "./feed-text.js";

/** One recorded arrival as its line has it; a field that is not there, or empty in CSV, is undefined. */
export interface ReplayLine {
  readonly timestamp: string;
  readonly method: string | undefined;
  readonly path: string | undefined;
  /** A JSON object. */
  readonly headers: string | undefined;
  readonly body: string | undefined;
}

const FIELDS: readonly string[] = ["timestamp", "method", "path", "headers", "body"];
const FIELDS_WANTED = "they must be timestamp, and any of method, path, headers and body";
const FIRST_WORD = /^\uFEFF?\s*(\S*)/;

/**
 * Takes a replay file apart: CSV with named columns, CSV of timestamps alone, or NDJSON.
 *
 * @param isTimestamp - whether a first line is one already, and not the names of the columns
 * @throws Error that says what is wrong with which line
 */
export function parseReplayLines(
  text: string,
  isTimestamp: (text: string) => boolean,
): readonly ReplayLine[] {
  const first = FIRST_WORD.exec(text)?.[1] ?? "";
  if (first === "") throw new Error("it is empty");
  if (first.startsWith("{")) return parseNdjson(text).map(fromObject);
  return fromCsv(isTimestamp(first) ? `timestamp\n${text}` : text);
}

function fromObject({ place, values }: NdjsonLine): ReplayLine {
  checkFields([...values.keys()], place);
  const textOf = (name: string): string | undefined => {
    const value = values.get(name);
    return value === undefined ? undefined : toText(value, `${place}, ${JSON.stringify(name)}`);
  };
  const headers = values.get("headers");
  return {
    timestamp: textOf("timestamp") ?? "",
    method: textOf("method"),
    path: textOf("path"),
    headers: headers === undefined ? undefined : JSON.stringify(headers),
    body: textOf("body"),
  };
}

function fromCsv(text: string): readonly ReplayLine[] {
  const { columnNames, rows } = parseCsvFeed(text);
  checkFields(columnNames, "the first line");
  const columns = new Map(columnNames.map((name, index) => [name, index]));
  const cellOf = (row: readonly string[], name: string): string | undefined => {
    const cell = row[columns.get(name) ?? -1];
    return cell === "" ? undefined : cell;
  };
  return rows.map((row) => ({
    timestamp: cellOf(row, "timestamp") ?? "",
    method: cellOf(row, "method"),
    path: cellOf(row, "path"),
    headers: cellOf(row, "headers"),
    body: cellOf(row, "body"),
  }));
}

function checkFields(names: readonly string[], place: string): void {
  if (names.includes("timestamp") && names.every((name) => FIELDS.includes(name))) return;
  throw new Error(`${place} has the fields ${names.join(", ")}; ${FIELDS_WANTED}`);
}
