/**
 * The middle value, or the mean of the two middle ones.
 *
 * @returns undefined for no values
 */
export function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? undefined : (lower + upper) / 2;
}

/**
 * The smallest value that at least `percentile` percent of the values do not exceed.
 *
 * @param ascending - sorted, not empty
 * @param percentile - 0 to 100, 0 excluded
 */
export function nearestRank(ascending: readonly number[], percentile: number): number {
  const rank = Math.max(1, Math.ceil((percentile / 100) * ascending.length));
  return ascending[rank - 1] ?? Number.NaN;
}

/**
 * The median over rounds of one value divided by another of the same round; rounds that lack either are left out.
 *
 * Ratios are taken inside a round because the machine drifts between rounds, not within one.
 */
export function medianRatio(
  numerators: readonly (number | undefined)[],
  denominators: readonly (number | undefined)[],
): number | undefined {
  const ratios: number[] = [];
  numerators.forEach((numerator, round) => {
    const denominator = denominators[round];
    if (numerator !== undefined && denominator !== undefined && denominator > 0) {
      ratios.push(numerator / denominator);
    }
  });
  return median(ratios);
}
