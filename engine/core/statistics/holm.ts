/**
 * p-values as they count when several questions are asked at once: whoever calls those up to α a find is wrong in any of them
 * with a probability of at most α, whatever the questions have to do with each other.
 *
 * @param pValues - of all questions that were asked, also of those that found no answer: their p-value is 1
 * @returns at the same positions, each at least as large as it was, at most 1
 * @see Source: S. Holm, "A simple sequentially rejective multiple test procedure" (1979)
 */
export function holmPValues(pValues: readonly number[]): readonly number[] {
  const ascending = pValues
    .map((pValue, position) => ({ pValue, position }))
    .sort((a, b) => a.pValue - b.pValue);
  const adjusted = pValues.map(() => 1);
  let largest = 0;
  ascending.forEach(({ pValue, position }, rank) => {
    // What comes after a larger one can't count for less.
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValue));
    adjusted[position] = largest;
  });
  return adjusted;
}
