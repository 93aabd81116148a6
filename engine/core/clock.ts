/** The one source of instants inside a worker: whole nanoseconds of a monotonic clock since the run's start. */
export interface Clock {
  /** @returns now */
  nowNs(): number;
}
