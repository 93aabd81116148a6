/**
 * From where on a result is not quite, or not at all, to be believed. `docs/verdict.md` gives the reason for each number.
 */
export interface VerdictThresholds {
  /** The generator's own share of a percentile: allowed is the larger of the share and the floor. */
  readonly ownShare: {
    readonly valid: OwnShareLimit;
    readonly suspect: OwnShareLimit;
  };
  /** Share of the planned arrivals that may be noticed only after the window is over. */
  readonly notSentShare: number;
  /** Share of W in which a cgroup took the processor away. */
  readonly throttledShare: number;
  readonly stealPercent: number;
  /** Event-loop utilisation from which on a closed run measures the generator's own core. */
  readonly boundUtilization: number;
  readonly gcPauseNs: number;
  /** A turn of a worker's event loop while something waited for it. */
  readonly loopDelayNs: number;
  /** Share of W that a worker of an open run was ready to run but had no core. */
  readonly runDelayShare: number;
  /** The machine is full when its cores were busy for more than this share of W … */
  readonly machineBusyPercent: number;
  /** … of which others than the generator had more than this. */
  readonly machineOthersPercent: number;
}

/** How much the generator may add to a percentile. */
export interface OwnShareLimit {
  readonly share: number;
  readonly floorNs: number;
}

/** Thresholds of which only those are given that are to be others than the default ones. */
export type VerdictThresholdsInput = {
  readonly [Name in keyof VerdictThresholds]?: VerdictThresholds[Name] extends number
    ? number
    : { readonly [Grade in keyof VerdictThresholds["ownShare"]]?: Partial<OwnShareLimit> };
};
