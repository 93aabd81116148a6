import { mix32 } from "./hash.js";

const HIGH_UNIT = 2 ** 32;
const GOLDEN_RATIO_32 = 0x9e3779b9;
const UNIFORM_UNIT = 2 ** -53;
const LOW_BITS_UNIT = 2 ** 26;

/**
 * Uniform numbers, the same for the same seed on every machine and every version of Node: "xoshiro128**" in 32-bit integer
 * arithmetic, which has no last bit to differ in.
 *
 * @see D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators" (2021), section 5
 */
export class RandomSource {
  readonly #state = new Int32Array(4);

  /** @param seed - a whole number from 0 to 2^53 − 1; @param stream - which of the seed's independent streams */
  constructor(seed: number, stream = 0) {
    this.restart(seed, stream);
  }

  /** Begins again as a new source would, without making one: for a few numbers of each of very many seeds. */
  restart(seed: number, stream = 0): void {
    const low = seed >>> 0;
    const high = Math.floor(seed / HIGH_UNIT);
    let last = mix32(mix32(low) ^ Math.imul(high + 1, GOLDEN_RATIO_32) ^ mix32(stream));
    for (let word = 0; word < 4; word++) {
      last = mix32(last + GOLDEN_RATIO_32);
      this.#state[word] = last;
    }
    // The one state that the generator never leaves is all zeros.
    this.#state[0]! |= 1;
  }

  /** @returns the next number in [0, 1), a multiple of 2^−53 */
  nextUniform(): number {
    const high = this.#next32() >>> 5;
    const low = this.#next32() >>> 6;
    return (high * LOW_BITS_UNIT + low) * UNIFORM_UNIT;
  }

  #next32(): number {
    const state = this.#state;
    const second = state[1]!;
    const result = Math.imul(rotateLeft(Math.imul(second, 5), 7), 9);
    state[2]! ^= state[0]!;
    state[3]! ^= second;
    state[1]! ^= state[2]!;
    state[0]! ^= state[3]!;
    state[2]! ^= second << 9;
    state[3] = rotateLeft(state[3]!, 11);
    return result;
  }
}

function rotateLeft(word: number, bitCount: number): number {
  return (word << bitCount) | (word >>> (32 - bitCount));
}
