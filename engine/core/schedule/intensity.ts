/** How many arrivals per second are due, as a function of time since the run's start, in its integrated form. */
export interface Intensity {
  /** @returns ∫λ from 0 to the instant, in arrivals */
  phaseAt(ns: number): number;
  /**
   * @returns the instant at which the phase is passed, the latest one where the intensity pauses there; not rounded.
   * Infinity when it never is
   */
  instantNs(phase: number): number;
}
