import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { LoadError, TARGET_LOG_COLUMNS, TARGET_LOG_FORMAT } from "../../engine/core/index.js";
import { LogClock } from "./log-clock.js";
import { LOG_ROW_BYTES_MAX, LogRows } from "./log-rows.js";
import type { LogRow, RequestLog } from "./request-log.js";

/** At 100 000 requests per second the file may stay behind for half a second; 2 MB. */
const ROWS_MAX = 65_536;
/** So few at a time that turning them into text is no stall of its own. */
const ROWS_PER_WRITE = 1024;
const FLUSH_MS = 20;

/** Where a target logs to, and whom it tells that it can't any more. */
export interface FileLogOptions {
  /** Replaced if it exists. */
  readonly path: string;
  /** Called once, with one line; rows are only counted from then on. */
  readonly onError: (message: string) => void;
}

/**
 * Opens a log in a file.
 *
 * @throws LoadError MB_TARGET_LOG if the file can't be written to
 */
export async function openFileLog(options: FileLogOptions, seed: number): Promise<RequestLog> {
  const { path, onError } = options;
  try {
    const file = await open(path, "w");
    const clock = new LogClock();
    const log = new FileLog(file, clock, (cause) => {
      onError(`the log can't be written to ${JSON.stringify(path)} any more: ${reasonOf(cause)}`);
    });
    log.begin(
      `# ${TARGET_LOG_FORMAT} startedAt=${clock.startedAt} originNs=${clock.originNs} seed=${seed}\n${TARGET_LOG_COLUMNS.join(",")}\n`,
    );
    return log;
  } catch (cause) {
    const message = `the log can't be written to ${JSON.stringify(path)}: ${reasonOf(cause)}; give --log a file in a folder that exists and can be written to`;
    throw new LoadError("MB_TARGET_LOG", message, { cause });
  }
}

/**
 * A log in a file, in the format of TARGET_LOG_FORMAT.
 *
 * ```
 *   append ──► LogRows ──── every 20 ms, 1024 at a time ────► file
 *                  full: lostCount++
 * ```
 */
class FileLog implements RequestLog {
  readonly clock: LogClock;
  lostCount = 0;
  readonly #file: FileHandle;
  readonly #onError: (cause: unknown) => void;
  readonly #rows = new LogRows(ROWS_MAX);
  readonly #bytes = Buffer.allocUnsafe(ROWS_PER_WRITE * LOG_ROW_BYTES_MAX);
  readonly #timer: NodeJS.Timeout;
  #writtenCount = 0;
  #hasFailed = false;
  #flushing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(file: FileHandle, clock: LogClock, onError: (cause: unknown) => void) {
    this.#file = file;
    this.clock = clock;
    this.#onError = onError;
    this.#timer = setInterval(() => {
      this.#flush();
    }, FLUSH_MS);
  }

  begin(head: string): void {
    this.#flushing = this.#write(Buffer.from(head)).then(() => {
      this.#flushing = undefined;
    });
  }

  append(row: LogRow): void {
    if (this.#hasFailed || !this.#rows.push(row)) this.lostCount++;
  }

  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  #flush(): void {
    if (this.#rows.count === 0) return;
    this.#flushing ??= this.#drain().then(() => {
      this.#flushing = undefined;
    });
  }

  async #drain(): Promise<void> {
    while (this.#rows.count > 0) {
      const rowCount = Math.min(this.#rows.count, ROWS_PER_WRITE);
      const lengthBytes = this.#rows.take(rowCount, this.#bytes);
      await this.#write(this.#bytes.subarray(0, lengthBytes));
      if (this.#hasFailed) this.lostCount += rowCount;
      else this.#writtenCount += rowCount;
    }
  }

  #write(bytes: Buffer): Promise<void> {
    return this.#attempt(() => this.#file.writeFile(bytes));
  }

  /** Never rejects: the target goes on without its log. */
  async #attempt(action: () => Promise<void>): Promise<void> {
    if (this.#hasFailed) return;
    try {
      await action();
    } catch (error) {
      this.#hasFailed = true;
      this.#onError(error);
    }
  }

  async #end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#flushing;
    await this.#drain();
    await this.#write(Buffer.from(`# end rows=${this.#writtenCount} lost=${this.lostCount}\n`));
    // Closed even after a failure, which has been told then.
    if (this.#hasFailed) await this.#file.close().catch(() => undefined);
    else await this.#attempt(() => this.#file.close());
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return "code" in cause ? String(cause.code) : cause.message;
}
