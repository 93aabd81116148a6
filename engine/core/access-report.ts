/** What a result says of the access log of its run. */
export interface AccessLogReport {
  /** Requests with a line; of a log that failed those that were taken for certain. */
  readonly lines: number;
  /** Requests without one: the consumer was too slow for too long, or failed. */
  readonly dropped: number;
  /** Why nothing more could be written. */
  readonly failure?: string;
}
