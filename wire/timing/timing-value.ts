import type { HeaderValueSink } from "../checks/header-reader.js";

/** The response does not say what its upstream took. */
export const UPSTREAM_MISSING = -1;
/** It says something that is no time. */
export const UPSTREAM_INVALID = -2;

/** Makes a time of a header's values, which may come in several lines. */
export interface TimingValue extends HeaderValueSink {
  /** Makes ready for the next response. */
  reset(): void;
  /** Valid once the head is complete: nanoseconds, {@link UPSTREAM_MISSING} or {@link UPSTREAM_INVALID}. */
  readonly upstreamNs: number;
}
