/**
 * Where a run lies on the clock that all processes of its machine share: `process.hrtime.bigint()`, as decimal texts,
 * because JSON has no integers of that size.
 *
 * It can be compared with that clock on the same machine only, and only until that is started again.
 */
export interface RunClock {
  /** The common start of all workers: instant 0 of the run. */
  readonly startedAtNs: string;
  /** The drain is over, and every worker has ended. */
  readonly endedAtNs: string;
}
