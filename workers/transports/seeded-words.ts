import { mix32 } from "../../engine/core/index.js";
import type { SpliceRandom } from "../../wire/index.js";

const HIGH_UNIT = 2 ** 32;
const GOLDEN_RATIO_32 = 0x9e3779b9;

/**
 * The random words of one seed: each position has a seed of its own. They are signed: an unsigned one above 2^31 is boxed
 * wherever the compiler does not inline the call.
 */
export class SeededWords implements SpliceRandom {
  readonly #seed: number;

  /** @param seed - 32 bits of it count */
  constructor(seed: number) {
    this.#seed = seed | 0;
  }

  word32(index: number, position: number): number {
    const high = Math.imul((index / HIGH_UNIT) | 0, GOLDEN_RATIO_32);
    return mix32(mix32(mix32(this.#seed + 1) ^ position) ^ index ^ high);
  }
}
