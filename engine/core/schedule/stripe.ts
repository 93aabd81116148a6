/** A worker's share of the one global schedule. */
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
