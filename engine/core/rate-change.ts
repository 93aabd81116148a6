/** A change of a live run's rate: with it the schedule can be computed again. */
export interface RateChange {
  /** When it takes effect, on all stripes alike: seconds since the run's start. */
  readonly atSeconds: number;
  /** What the planned intensity is multiplied by from then on; 0 is a pause. */
  readonly factor: number;
  /** The new rate; null where the plan has a shape. */
  readonly ratePerSecond: number | null;
  /** How many arrivals the plan had come to at that instant. */
  readonly phase: number;
}
