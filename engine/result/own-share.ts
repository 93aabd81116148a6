import { percentilesOf } from "../core/histogram/index.js";
import type { Accumulator } from "../run/accumulator.js";

/** What the generator itself adds to a percentile of the response time. */
export interface OwnShare {
  /** 100 is the maximum. */
  readonly percentile: number;
  readonly responseNs: number;
  readonly ownNs: number;
}

/**
 * The generator's own share at each printed percentile and at the maximum.
 *
 * own(q) = [Q_response(q) − Q_(queue+service)(q)] + [Q_response(q) − Q_(response−readDelay)(q)]: how much lower the
 * percentile would be without lateness, and without the time that bytes lay unread.
 */
export function ownSharesOf(
  recorded: Accumulator,
  percentiles: readonly number[],
): readonly OwnShare[] {
  const asked = [...new Set([...percentiles, 100])];
  const response = percentilesOf(recorded.histogram("response"), asked);
  const withoutLateness = percentilesOf(recorded.histogram("withoutLateness"), asked);
  const withoutReadDelay = percentilesOf(recorded.histogram("withoutReadDelay"), asked);
  const shares: OwnShare[] = [];
  asked.forEach((percentile, at) => {
    const responseNs = response[at] ?? null;
    if (responseNs === null) return;
    const latenessNs = responseNs - (withoutLateness[at] ?? responseNs);
    const readDelayNs = responseNs - (withoutReadDelay[at] ?? responseNs);
    shares.push({ percentile, responseNs, ownNs: latenessNs + readDelayNs });
  });
  return shares;
}
