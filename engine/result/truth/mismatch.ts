import type { ComparableResult } from "./comparable-result.js";

/** The counts of an open run and of its log. */
export interface PlannedCounts {
  /** Of the whole schedule, warm-up included. */
  readonly plannedCount: number;
  /** Planned in the measured window. */
  readonly measuredCount: number;
  readonly arrivedCount: number;
}

/** @returns why the k-th arrival can't be told to be the k-th planned one; undefined when it can */
export function mismatchOf(
  { requests }: ComparableResult,
  { plannedCount, measuredCount, arrivedCount }: PlannedCounts,
): string | undefined {
  if (measuredCount !== requests.planned) {
    return `the plan has ${measuredCount} arrivals in the measured window, and the run planned ${requests.planned}`;
  }
  if (requests.skipped > 0) return `the run skipped ${requests.skipped} of the plan's arrivals`;
  if (arrivedCount === plannedCount) return undefined;
  return differenceText(arrivedCount, plannedCount, "planned", requests.resent);
}

/** @returns why the arrivals are not those that a closed run has counted; undefined when nothing speaks against it */
export function unplannedMismatchOf(
  { spec, requests }: ComparableResult,
  { sentCount, arrivedCount }: { readonly sentCount: number; readonly arrivedCount: number },
): string | undefined {
  // A request belongs to the measured window by when it was sent. One per connection may be on its way when that begins.
  const onTheWayCount = spec.warmup === "0s" ? 0 : spec.connections;
  if (Math.abs(arrivedCount - sentCount) <= onTheWayCount) return undefined;
  return differenceText(arrivedCount, sentCount, "sent", requests.resent);
}

function differenceText(
  arrivedCount: number,
  wantedCount: number,
  wanted: "planned" | "sent",
  resentCount: number,
): string {
  const differenceCount = Math.abs(arrivedCount - wantedCount);
  return arrivedCount < wantedCount
    ? `${differenceCount} fewer arrived than were ${wanted}: the others were lost on the way, or never sent`
    : `${differenceCount} more arrived than were ${wanted}: others loaded the target too, or requests were sent again (the run counts ${resentCount})`;
}
