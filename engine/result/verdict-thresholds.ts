import { NS_PER_MS } from "../core/duration.js";

/**
 * From where on a result is not quite, or not at all, to be believed. `docs/verdict.md` gives the reason for each number.
 */
export interface VerdictThresholds {
  /** The generator's own share of a percentile: allowed is the larger of the share and the floor. */
  readonly ownShare: {
    readonly valid: { readonly share: number; readonly floorNs: number };
    readonly suspect: { readonly share: number; readonly floorNs: number };
  };
  /** Share of the planned arrivals that may be noticed only after the window is over. */
  readonly notSentShare: number;
  /** Share of W in which a cgroup took the processor away. */
  readonly throttledShare: number;
  readonly stealPercent: number;
  /** Event-loop utilisation from which on a closed run measures the generator's own core. */
  readonly boundUtilization: number;
  readonly gcPauseNs: number;
}

/** The defaults. */
export const VERDICT_THRESHOLDS: VerdictThresholds = {
  ownShare: {
    valid: { share: 0.05, floorNs: 20_000 },
    suspect: { share: 0.25, floorNs: 100_000 },
  },
  notSentShare: 0.01,
  throttledShare: 0.01,
  stealPercent: 2,
  boundUtilization: 0.95,
  gcPauseNs: 50 * NS_PER_MS,
};
