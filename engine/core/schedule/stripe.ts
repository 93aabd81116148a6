import type { ArrivalSchedule } from "./arrival-schedule.js";

/** A worker's share of the one global schedule: the indices k ≡ stripeIndex (mod stripeCount). */
export interface Stripe {
  readonly stripeIndex: number;
  readonly stripeCount: number;
}

/**
 * Deals `total` things over the stripes as evenly as whole numbers allow.
 *
 * @returns the share of this stripe; all shares sum to `total`
 */
export function shareOf(total: number, stripe: Stripe): number {
  const { stripeIndex, stripeCount } = stripe;
  return Math.floor(total / stripeCount) + (stripeIndex < total % stripeCount ? 1 : 0);
}

/**
 * Walks one stripe of a schedule, arrival by arrival.
 *
 * @see `docs/measurement.md`: rates are global, so no two workers fire in phase
 */
export class StripeCursor {
  readonly #schedule: ArrivalSchedule;
  readonly #stripeCount: number;
  #index: number;
  /** When the next arrival is due: nanoseconds since the run's start. */
  nextIntendedStartNs: number;

  constructor(schedule: ArrivalSchedule, stripe: Stripe) {
    this.#schedule = schedule;
    this.#stripeCount = stripe.stripeCount;
    this.#index = stripe.stripeIndex;
    this.nextIntendedStartNs = schedule.intendedStartNs(this.#index);
  }

  /** The global index of the next arrival. */
  get nextIndex(): number {
    return this.#index;
  }

  /** Goes on to the stripe's following arrival. */
  advance(): void {
    this.#index += this.#stripeCount;
    this.nextIntendedStartNs = this.#schedule.intendedStartNs(this.#index);
  }
}
