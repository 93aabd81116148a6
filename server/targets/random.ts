import { randomInt } from "node:crypto";
import { hashOf, RandomSource } from "../../engine/core/index.js";

/** Drawn seeds are short enough to be typed again. */
const DRAWN_SEED_LIMIT = 2 ** 32;

/** @returns a seed from the system's source of randomness */
export function drawSeed(): number {
  return randomInt(DRAWN_SEED_LIMIT);
}

/**
 * The random numbers of a target's requests. Those of one request belong to (seed, its sequence number): what other
 * requests drew before it makes no difference.
 */
export class RequestRandom {
  readonly #seed: number;
  /** Of the request last begun. */
  readonly source = new RandomSource(0);

  /** @param seed - a whole number from 0 to 2^53 − 1 */
  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Makes {@link source} that of a request; @param sequence - its number, from 0 */
  begin(sequence: number): void {
    this.source.restart(hashOf(this.#seed, sequence));
  }
}
