import {
  accessSync,
  constants,
  createWriteStream,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  rmSync,
} from "node:fs";
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { countText } from "../../engine/index.js";
import type { RunResult } from "../../engine/index.js";
import { UsageError, quoteTyped } from "../usage-error.js";
import { assertWritable } from "./result-file.js";
import { say } from "./say.js";

const FLAG = "--access-log";

/** Where the access log of a run goes. */
export interface AccessLogOutput {
  readonly stream: Writable;
  /** The run has begun: what was in the file gives way. */
  keep(): void;
  /** No run was begun: what was in the file stays, and a file that was not there is gone again. */
  discard(): void;
  /** Waits until all is written, and says what is missing. @returns whether nothing is */
  settle(result: RunResult): Promise<boolean>;
}

/**
 * Refuses what {@link openAccessLog} would refuse, and leaves it as it is.
 *
 * @throws UsageError
 */
export function assertLogWritable(path: string): void {
  if (path === "-") return;
  assertWritable(FLAG, path);
  try {
    if (existsSync(path)) accessSync(path, constants.W_OK);
  } catch (error) {
    throw notWritable(path, error);
  }
}

/**
 * Opens what `--access-log` names, before anything is started.
 *
 * A file is written as the run goes on, and not put in its place when it is whole, as results are: who follows it sees each
 * request, and what a run has measured before its machine went down is there.
 *
 * @throws UsageError when it can't be written to
 */
export function openAccessLog(path: string): AccessLogOutput {
  return path === "-" ? toStandardOutput() : toFile(path);
}

function toFile(path: string): AccessLogOutput {
  const isNew = !existsSync(path);
  const descriptor = openForWriting(path);
  const stream = createWriteStream(path, { fd: descriptor });
  const failure = failureOf(stream);
  return {
    stream,
    keep: () => {
      // Neither a pipe nor a device has a length.
      if (fstatSync(descriptor).isFile()) ftruncateSync(descriptor);
    },
    discard: () => {
      stream.destroy();
      if (isNew) rmSync(path, { force: true });
    },
    settle: async (result) => isWhole(path, result, await failure),
  };
}

/** A pipe is waited for until somebody reads from it. */
function openForWriting(path: string): number {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_CREAT);
  } catch (error) {
    throw notWritable(path, error);
  }
}

function notWritable(path: string, cause: unknown): UsageError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const message = `${FLAG} is ${quoteTyped(path)}, which can't be written to: ${reason}`;
  return new UsageError(message, { cause });
}

/** Standard output is never ended: it is not ours alone. */
function toStandardOutput(): AccessLogOutput {
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => process.stdout.write(chunk, done),
  });
  const failure = failureOf(stream);
  return {
    stream,
    keep: () => undefined,
    discard: () => stream.destroy(),
    settle: async (result) => {
      const error = await failure;
      // A reader that has seen enough (`| head`) is no error of ours.
      return (
        (error !== undefined && "code" in error && error.code === "EPIPE") ||
        isWhole("-", result, error)
      );
    },
  };
}

/** @returns why not all could be written; undefined when it was */
async function failureOf(stream: Writable): Promise<Error | undefined> {
  try {
    await finished(stream);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function isWhole(path: string, { accessLog, requests }: RunResult, failure?: Error): boolean {
  const log = `the access log ${quoteTyped(path)}`;
  if (failure !== undefined) {
    say(`${log} is not whole: ${failure.message}; the run went on without it`);
    return false;
  }
  const dropped = accessLog?.dropped ?? 0;
  if (dropped > 0) {
    say(
      `${log} lacks ${countText(dropped)} of ${countText(requests.planned)} requests: it was written too slowly for so many`,
    );
  }
  return dropped === 0;
}
