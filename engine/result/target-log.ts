import { createReadStream } from "node:fs";
import { LoadError, TARGET_LOG_COLUMNS, TARGET_LOG_FORMAT } from "../core/index.js";
import type { TargetLog } from "../core/index.js";
import { TargetLogRows } from "./target-log-rows.js";

const LINE_FEED = 10;
/** Longer than any line of a log: what has no line feed for so long is something else. */
const LINE_BYTES_MAX = 1024;
const HEAD = /^# (\S+) startedAt=(\S+) originNs=(\d{1,19}) seed=(\d{1,16})$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const END = /^# end rows=(\d{1,16}) lost=(\d{1,16})$/;
const COLUMN_NAMES = TARGET_LOG_COLUMNS.join(",");

/**
 * Reads the log of a target, and checks it: every request is there once, and none left before it arrived.
 *
 * Cost: about 31 bytes of memory per request; the text itself is never held whole.
 *
 * @throws LoadError MB_TARGET_LOG if the file can't be read, or is not a whole log; the message names line and column
 */
export async function readTargetLog(path: string): Promise<TargetLog> {
  const parser = new TargetLogParser(path);
  try {
    for await (const chunk of createReadStream(path)) parser.push(chunk as Buffer);
  } catch (cause) {
    if (cause instanceof LoadError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LoadError("MB_TARGET_LOG", `${path} can't be read: ${reason}`, { cause });
  }
  return parser.end();
}

/** Takes a log apart, however its bytes are split. */
class TargetLogParser {
  readonly #path: string;
  readonly #rows: TargetLogRows;
  #held: Buffer = Buffer.alloc(0);
  #lineNumber = 0;
  #head: Pick<TargetLog, "startedAt" | "originNs" | "seed"> | undefined;
  #hasEnded = false;

  constructor(path: string) {
    this.#path = path;
    this.#rows = new TargetLogRows((lineNumber, message) => this.#fail(lineNumber, message));
  }

  push(chunk: Buffer): void {
    const bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    let from = 0;
    for (;;) {
      const to = bytes.indexOf(LINE_FEED, from);
      if (to < 0) break;
      this.#lineNumber++;
      this.#takeLine(bytes, from, to);
      from = to + 1;
    }
    this.#held = bytes.subarray(from);
    if (this.#held.length > LINE_BYTES_MAX) {
      this.#fail(
        this.#lineNumber + 1,
        `has over ${LINE_BYTES_MAX} characters; it is no line of a log`,
      );
    }
  }

  end(): TargetLog {
    const head = this.#head;
    if (this.#held.length > 0)
      this.#fail(this.#lineNumber + 1, "has no line feed; the log was cut off");
    if (head === undefined || !this.#hasEnded) {
      return this.#fail(
        this.#lineNumber + 1,
        'is missing; a log ends with "# end rows=<n> lost=<n>", so this one was cut off',
      );
    }
    return { ...head, ...this.#rows.end() };
  }

  #takeLine(bytes: Buffer, from: number, to: number): void {
    if (this.#hasEnded)
      this.#fail(this.#lineNumber, "is behind the end of the log; nothing may follow");
    const isRow = this.#lineNumber > 2 && bytes[from] !== HASH;
    if (isRow) this.#rows.take(bytes, from, to, this.#lineNumber);
    else if (this.#lineNumber === 1) this.#takeHead(textOf(bytes, from, to));
    else if (this.#lineNumber === 2) this.#takeColumns(textOf(bytes, from, to));
    else this.#takeEnd(textOf(bytes, from, to));
  }

  #takeHead(text: string): void {
    const [, format, startedAt = "", originNs = "", seed = ""] = HEAD.exec(text) ?? [];
    const seedNumber = Number(seed);
    if (
      format !== TARGET_LOG_FORMAT ||
      !TIMESTAMP.test(startedAt) ||
      !Number.isSafeInteger(seedNumber)
    ) {
      this.#fail(
        1,
        `is ${JSON.stringify(text)}; it must be "# ${TARGET_LOG_FORMAT} startedAt=<RFC 3339, UTC> originNs=<ns> seed=<n>"`,
      );
    }
    this.#head = { startedAt, originNs: BigInt(originNs), seed: seedNumber };
  }

  #takeColumns(text: string): void {
    if (text !== COLUMN_NAMES) {
      this.#fail(2, `is ${JSON.stringify(text)}; it must be ${JSON.stringify(COLUMN_NAMES)}`);
    }
  }

  #takeEnd(text: string): void {
    const [, rows, lost] = END.exec(text) ?? [];
    const rowCount = this.#rows.count;
    if (rows === undefined) {
      this.#fail(
        this.#lineNumber,
        `is ${JSON.stringify(text)}; it must be a row, or "# end rows=<n> lost=<n>"`,
      );
    }
    if (Number(rows) !== rowCount) {
      this.#fail(this.#lineNumber, `says rows=${rows}, but ${rowCount} rows are above it`);
    }
    if (lost !== "0") {
      this.#fail(
        this.#lineNumber,
        `says lost=${lost ?? ""}; a log with gaps can't be compared: write it to a faster disk`,
      );
    }
    this.#hasEnded = true;
  }

  #fail(lineNumber: number, message: string): never {
    throw new LoadError("MB_TARGET_LOG", `${this.#path}: line ${lineNumber} ${message}`);
  }
}

const HASH = 35;

function textOf(bytes: Buffer, from: number, to: number): string {
  return bytes.toString("utf8", from, Math.min(to, from + LINE_BYTES_MAX));
}
