/**
 * Every code a {@link LoadError} can carry; users match on it. `docs/errors.md` explains each one.
 */
export type ErrorCode =
  | "MB_SPEC_INVALID"
  | "MB_SPEC_FILE"
  | "MB_RUN_LIMIT"
  | "MB_RUN_STATE"
  | "MB_RUN_RATE"
  | "MB_ENGINE_CLOSED"
  | "MB_WORKER_LOST"
  | "MB_STREAM_INTERVAL"
  | "MB_TARGET_PORT"
  | "MB_TARGET_LOG"
  | "MB_RESULT_FILE"
  | "MB_BUNDLE_FILE"
  | "MB_RESULT_FORMAT"
  | "MB_COMPARISON"
  | "MB_SERVER_PORT";

/** One thing that is wrong with an input: where (a JSON pointer), and in a sentence what was found and what is wanted. */
export interface SpecIssue {
  readonly pointer: string;
  readonly message: string;
}

/**
 * An operation that could not be done, for a reason the caller can act upon.
 *
 * What the target did is never a LoadError: it is data in the result.
 */
export class LoadError extends Error {
  override readonly name: string = "LoadError";
  readonly code: ErrorCode;
  readonly issues: readonly SpecIssue[];

  /**
   * @param code - what users match on
   * @param message - what happened, the value, what is allowed
   * @param options - `cause`, and for a bad spec the single issues
   */
  constructor(
    code: ErrorCode,
    message: string,
    options?: ErrorOptions & { readonly issues?: readonly SpecIssue[] },
  ) {
    super(message, options);
    this.code = code;
    this.issues = options?.issues ?? [];
  }
}

/** What is left of an error that crosses a thread: structured clone drops class, name and code. */
export interface ErrorRecord {
  readonly code: ErrorCode | undefined;
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
}

/** @returns the record of any thrown value, ready for `postMessage` */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof LoadError) {
    return { code: error.code, name: error.name, message: error.message, stack: error.stack };
  }
  if (error instanceof Error) {
    return { code: undefined, name: error.name, message: error.message, stack: error.stack };
  }
  return { code: undefined, name: "Error", message: String(error), stack: undefined };
}

/** @returns an error with the class and code it had on the other side of the thread */
export function fromErrorRecord(record: ErrorRecord, fallbackCode: ErrorCode): LoadError {
  return new LoadError(record.code ?? fallbackCode, record.message, { cause: record });
}

/**
 * Ends a switch over a union: a member nobody handled fails to compile, and throws should it ever arrive.
 *
 * @throws Error always
 */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
