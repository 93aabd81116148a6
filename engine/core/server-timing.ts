import type { LatencyStatistics } from "./histogram/index.js";

/**
 * What the responses say that their upstream took, and what was left: for each complete response, whatever its status.
 *
 * `upstream.count + missingCount + invalidCount` is the number of complete responses.
 */
export interface ServerTimingReport {
  /** As it was asked for. */
  readonly header: string;
  /** Only if one was named. */
  readonly metric?: string;
  /** `service` − `upstream`, per request: the proxy's own part, and the network's. Negative differences count as 0. */
  readonly overhead: LatencyStatistics;
  readonly upstream: LatencyStatistics;
  /** Responses that did not say. */
  readonly missingCount: number;
  /** Responses that said something that is no time. */
  readonly invalidCount: number;
  /** Responses whose upstream took longer than the request itself, by what they say. */
  readonly negativeCount: number;
}
