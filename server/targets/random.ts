import { randomInt } from "node:crypto";

const UINT32_COUNT = 4_294_967_296;

/**
 * A small seeded generator for the target's rolls: the same seed, the same answers.
 *
 * @param seed - any integer but a multiple of 2^32; without it, one from the system's source of randomness
 * @returns numbers in [0, 1)
 * @see Source: Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8(14), 2003: the triple 13, 17, 5
 */
export function createRandom(seed: number = randomInt(1, UINT32_COUNT)): () => number {
  // Multiplied, so that the small seeds people choose do not begin with small numbers; zero would stay zero for ever.
  let state = Math.imul(seed, 0x9e3779b1) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / UINT32_COUNT;
  };
}
