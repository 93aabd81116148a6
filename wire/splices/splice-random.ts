import { LOWER_UNIT, MINUS, writeDigits } from "./ascii-writers.js";

/**
 * Where the random numbers of a template come from. A word belongs to its index and position alone, so that a request has
 * the same bytes whichever worker sends it, and in whatever order.
 */
export interface SpliceRandom {
  /**
   * @param index - of the request in the whole run, from 0
   * @param position - of the word among those of one request, from 0
   * @returns 32 random bits, as a signed or an unsigned integer; an unsigned one may cost its caller an allocation
   */
  word32(index: number, position: number): number;
}

/** A placeholder has so many words to itself: the k-th of a request has those from k × this number on. */
export const WORDS_PER_PLACEHOLDER = 128;

const HIGH_UNIT = 2 ** 32;
const BITS_LIMIT = 2 ** 53;

/**
 * A random whole number between two bounds, all of them equally likely: 53 bits fall into as many cells of equal size as
 * there are numbers, and are drawn anew if they fall into what is left over. That happens in less than half of all draws,
 * so that the last of the 64 tries, which takes what it gets, changes no number's probability by more than 2^−62 of it.
 *
 * Cost: two words, seldom more unless the bounds are near 2^53 apart; allocates nothing after construction.
 */
export class RandomInteger {
  readonly #random: SpliceRandom;
  readonly #position: number;
  readonly #low: number;
  readonly #span: number;
  /** How many of the 2^53 patterns of bits stand for one number. */
  readonly #cell: number;

  /**
   * @param position - of the first of its words
   * @param low - from −(2^53 − 1) to 2^53 − 1, as is `high`; at most 2^53 − 1 apart
   */
  constructor(random: SpliceRandom, position: number, low: number, high: number) {
    this.#random = random;
    this.#position = position;
    this.#low = low;
    this.#span = high - low + 1;
    this.#cell = Math.floor(BITS_LIMIT / this.#span);
  }

  /**
   * Writes the number of one request in decimal. It stays inside of this function: past 2^31 it would be boxed on its way
   * out.
   *
   * @returns the index after the last digit
   */
  write(index: number, out: Uint8Array, at: number): number {
    const random = this.#random;
    const span = this.#span;
    const lastPosition = this.#position + WORDS_PER_PLACEHOLDER - 2;
    let position = this.#position;
    // Not the span: V8 keeps a variable that begins with what a field holds as a field holds it, boxed (seen in test/hot).
    let offset = Infinity;
    while (offset >= span && position <= lastPosition) {
      const high = random.word32(index, position) >>> 11;
      const low = random.word32(index, position + 1) >>> 0;
      // Never rounded up to the next whole number, as quotient × cell is at most 2^53.
      offset = Math.floor((high * HIGH_UNIT + low) / this.#cell);
      position += 2;
    }
    const number = this.#low + (offset < span ? offset : offset - span);
    const magnitude = Math.abs(number);
    const upper = Math.floor(magnitude / LOWER_UNIT);
    let from = at;
    if (number < 0) out[from++] = MINUS;
    return writeDigits(out, from, upper | 0, (magnitude - upper * LOWER_UNIT) | 0);
  }
}
