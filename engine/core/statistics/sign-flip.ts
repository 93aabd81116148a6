import { hashOf } from "../random/index.js";

/** Up to so many values the signs are flipped in every way, 32 768 of them; of more values ways are drawn. */
const EXACT_COUNT_MAX = 16;
const DRAW_COUNT = 9_999;
const BITS_PER_WORD = 32;
/** Sums of the same values in another order differ in their last bits, and are the same sum. */
const ROUNDING = 1e-12;

/**
 * The sign-flip test: how often a sum is at least as far from 0 when each value could as well have had the other sign.
 *
 * It assumes nothing of the values' distribution. Where the design itself has drawn the signs, as a random order of two sides
 * does, it is exact. Of n values no p-value is below 2 ÷ 2ⁿ.
 *
 * Cost: exact up to 16 values, 32 768 sums; beyond, 9 999 drawn ways.
 *
 * @param values - independent of each other, symmetric around 0 if there is no effect
 * @param seed - of the draws: a whole number from 0 to 2^53 − 1
 * @returns above 0, up to 1
 * @see Source: R. A. Fisher, "The Design of Experiments" (1935), section 21; counting the observed way among those drawn:
 * B. Phipson, G. K. Smyth, "Permutation p-values should never be zero" (2010)
 */
export function signFlipPValue(values: readonly number[], seed: number): number {
  const sum = values.reduce((total, value) => total + value, 0);
  const largest = values.reduce((total, value) => total + Math.abs(value), 0);
  const bound = Math.abs(sum) - ROUNDING * largest;
  return values.length <= EXACT_COUNT_MAX
    ? exactPValue(values, bound)
    : drawnPValue(values, bound, seed);
}

/** All signs flipped give the same distance from 0, so the first one can stay. */
function exactPValue(values: readonly number[], bound: number): number {
  const [first = 0] = values;
  return countBeyond(values, 1, first, bound) / 2 ** Math.max(0, values.length - 1);
}

/** @returns in how many ways the values from a position on bring a sum beyond the bound */
function countBeyond(values: readonly number[], from: number, sum: number, bound: number): number {
  const value = values[from];
  if (value === undefined) return Math.abs(sum) >= bound ? 1 : 0;
  return (
    countBeyond(values, from + 1, sum + value, bound) +
    countBeyond(values, from + 1, sum - value, bound)
  );
}

function drawnPValue(values: readonly number[], bound: number, seed: number): number {
  const wordsPerDraw = Math.ceil(values.length / BITS_PER_WORD);
  let beyondCount = 1;
  for (let draw = 0; draw < DRAW_COUNT; draw++) {
    let word = 0;
    let sum = 0;
    for (let at = 0; at < values.length; at++) {
      const value = values[at] ?? 0;
      const bit = at % BITS_PER_WORD;
      if (bit === 0) word = hashOf(seed, draw * wordsPerDraw + at / BITS_PER_WORD);
      sum += ((word >>> bit) & 1) === 1 ? value : -value;
    }
    if (Math.abs(sum) >= bound) beyondCount++;
  }
  return beyondCount / (DRAW_COUNT + 1);
}
