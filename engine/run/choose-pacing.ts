import type { Pacing } from "../core/pacing.js";

/** What there is to spin on. */
export interface SpareCores {
  /** Cores that this process may run on. */
  readonly ownCount: number;
  /** Cores of the machine. */
  readonly machineCount: number;
  /** Cores' worth of time that a control group allows; null without a limit. */
  readonly limit: number | null;
  readonly workerCount: number;
}

/**
 * Chooses for `auto`: spinning takes a whole core for each worker, so one more has to be left for the target and ourselves.
 * Whoever has pinned us to some of the machine's cores has left the others to the target.
 */
export function choosePacing({ ownCount, machineCount, limit, workerCount }: SpareCores): Pacing {
  const isPinned = ownCount < machineCount;
  const isRoomy = ownCount > workerCount || (isPinned && ownCount >= workerCount);
  return isRoomy && (limit === null || limit > workerCount) ? "precise" : "economy";
}
