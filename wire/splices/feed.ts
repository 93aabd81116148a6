import { WireError } from "../errors.js";
import { findBadValueIndex } from "../http1/request-checks.js";

/**
 * Rows of values for the requests of a run: request k takes row k mod the number of rows, on any number of workers.
 *
 * Shape: every row has one value per column name; clonable, so that it can be sent to a worker.
 */
export interface FeedTable {
  readonly columnNames: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Where a value is put, and so what becomes of it: in a path it is percent-encoded, in a header it is Latin-1, in a body
 * UTF-8.
 */
export type SpliceUse = "path" | "header" | "body";

/**
 * The values of one column, encoded for one use.
 *
 * ```
 *   bytes    │value 0│value 1│value 2│ …
 *   offsets  0       │       │       └ offsets[3]
 * ```
 *
 * Shape: `offsets` has one entry more than there are rows.
 */
export interface FeedColumn {
  readonly bytes: Uint8Array;
  readonly offsets: Uint32Array;
  readonly longestBytes: number;
}

const UNRESERVED = /^[A-Za-z0-9\-._~]$/;
/** RFC 3986 section 2.3: everything but the unreserved characters is encoded, a slash or a question mark too. */
const PATH_CODES: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if (UNRESERVED.test(character)) return character;
  return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
});
const SHOWN_CHARACTERS = 60;
/** An offset has 32 bits. */
const COLUMN_BYTES_MAX = 0xffff_ffff;

/**
 * Encodes one column for one use.
 *
 * @throws WireError WIRE_BAD_FEED if there are no rows, if a row has more or fewer values than there are columns, or if a
 * value can't be used like this; the message names the row, from 1, and the column
 */
export function compileFeedColumn(
  table: FeedTable,
  columnName: string,
  use: SpliceUse,
): FeedColumn {
  const { columnNames, rows } = table;
  const columnIndex = columnNames.indexOf(columnName);
  if (columnIndex < 0) {
    const names = columnNames.map((name) => JSON.stringify(name)).join(", ");
    throw badFeed(
      `the feed has no column ${JSON.stringify(columnName)}; it must be one of ${names}`,
    );
  }
  if (rows.length === 0) throw badFeed("the feed has no rows; it must have one or more");
  const values = rows.map((row, rowIndex) => {
    const value = row[columnIndex];
    if (value === undefined || row.length !== columnNames.length) {
      const counts = `${row.length} values; there are ${columnNames.length} columns`;
      throw badFeed(`row ${rowIndex + 1} of the feed has ${counts}`);
    }
    return encodeValue(value, use, { columnName, rowIndex });
  });
  return joinValues(values);
}

function encodeValue(
  value: string,
  use: SpliceUse,
  place: { readonly columnName: string; readonly rowIndex: number },
): Uint8Array {
  if (use === "body") return Buffer.from(value, "utf8");
  if (use === "path") {
    let encoded = "";
    for (const byte of Buffer.from(value, "utf8")) encoded += PATH_CODES[byte] ?? "";
    return Buffer.from(encoded, "latin1");
  }
  if (findBadValueIndex(value) >= 0) {
    const shown = JSON.stringify(value.slice(0, SHOWN_CHARACTERS));
    throw badFeed(
      `row ${place.rowIndex + 1}, column ${JSON.stringify(place.columnName)} of the feed is ${shown}; ` +
        "in a header it must hold no control characters but tab, and none above U+00FF",
    );
  }
  return Buffer.from(value, "latin1");
}

function joinValues(values: readonly Uint8Array[]): FeedColumn {
  const offsets = new Uint32Array(values.length + 1);
  let totalBytes = 0;
  let longestBytes = 0;
  for (const [rowIndex, value] of values.entries()) {
    totalBytes += value.length;
    longestBytes = Math.max(longestBytes, value.length);
    offsets[rowIndex + 1] = totalBytes;
  }
  if (totalBytes > COLUMN_BYTES_MAX)
    throw badFeed(`a column of the feed has ${totalBytes} bytes; at most 2^32 - 1 are read`);
  const bytes = new Uint8Array(totalBytes);
  for (const [rowIndex, value] of values.entries()) bytes.set(value, offsets[rowIndex]);
  return { bytes, offsets, longestBytes };
}

function badFeed(message: string): WireError {
  return new WireError("WIRE_BAD_FEED", message);
}
