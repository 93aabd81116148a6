/**
 * The planned instants of an open run: a pure function of the index.
 *
 * Arrival k (from 0) is due {@link ArrivalSchedule.intendedStartNs}(k) after the start; instants never decrease with k.
 */
export interface ArrivalSchedule {
  /** @returns whole nanoseconds since the run's start */
  intendedStartNs(index: number): number;
  /** @returns how many arrivals are due strictly before `endNs` */
  countBefore(endNs: number): number;
}
