/** A signal that aborts with another one or after a time, whichever is first. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Whether the time, not the other signal, ended it. */
  readonly hasPassed: () => boolean;
  close(): void;
}

/**
 * `AbortSignal.any` with `AbortSignal.timeout` says the same in one line, but Node 20 may collect the timeout signal as
 * garbage before it fires, and the wait is then for ever (seen here in one run of three).
 */
export function createDeadline(signal: AbortSignal, timeoutMs: number): Deadline {
  const controller = new AbortController();
  let passed = false;
  const abort = (): void => {
    controller.abort();
  };
  const timer = setTimeout(() => {
    passed = true;
    abort();
  }, timeoutMs);
  signal.addEventListener("abort", abort, { once: true });
  if (signal.aborted) abort();
  return {
    signal: controller.signal,
    hasPassed: () => passed,
    close: () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
    },
  };
}
