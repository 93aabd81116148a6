const HIGH_UNIT = 2 ** 32;
const GOLDEN_RATIO_32 = 0x9e3779b9;

/**
 * Mixes the bits of a 32-bit integer, so that each bit of the input turns each bit of the output in half of all cases.
 *
 * @returns a 32-bit integer, signed
 * @see the finalizer of MurmurHash3, Austin Appleby (public domain)
 */
export function mix32(word: number): number {
  let mixed = word;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/**
 * A random number that belongs to (seed, index): who draws it, in which order, and on which machine makes no difference.
 *
 * @param seed - a whole number from 0 to 2^53 − 1
 * @param index - a whole number from 0 to 2^53 − 1
 * @returns a whole number from 0 to 2^32 − 1
 */
export function hashOf(seed: number, index: number): number {
  const seedHigh = Math.floor(seed / HIGH_UNIT);
  const indexHigh = Math.floor(index / HIGH_UNIT);
  let mixed = mix32((seed >>> 0) + GOLDEN_RATIO_32);
  mixed = mix32(mixed ^ seedHigh ^ GOLDEN_RATIO_32);
  mixed = mix32(mixed ^ (index >>> 0));
  return mix32((mixed + indexHigh) ^ Math.imul(indexHigh, GOLDEN_RATIO_32)) >>> 0;
}
