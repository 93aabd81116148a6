import { mix32 } from "../engine/core/index.js";
import type { MixPlan } from "../engine/core/index.js";

/** Lots are 31 bits: small integers to V8. */
const LOT_LIMIT = 2 ** 31;
const HIGH_UNIT = 2 ** 32;

/**
 * Says which request an arrival is. It follows from the arrival's index alone, so that any number of workers sends the same.
 *
 * Cost: nothing to speak of while there is one request, else two hashes; allocates nothing.
 */
export class RequestMix {
  readonly #listed: Uint32Array | null;
  /** Request r is drawn by lots below entry r, and not below those before it. */
  readonly #lotEnds: Uint32Array;
  readonly #seed: number;

  constructor(plan: MixPlan) {
    this.#listed = plan.kind === "listed" ? plan.requestIndexes : null;
    this.#lotEnds = plan.kind === "weighted" ? lotEndsOf(plan.weights) : new Uint32Array(0);
    this.#seed = plan.kind === "weighted" ? plan.seed | 0 : 0;
  }

  /** @param arrivalIndex - of the request in the whole run, from 0 to 2^53 − 1 */
  requestOf(arrivalIndex: number): number {
    if (this.#listed !== null) return this.#listed[arrivalIndex] ?? 0;
    return this.#lotEnds.length === 0 ? 0 : this.#draw(arrivalIndex);
  }

  #draw(arrivalIndex: number): number {
    const high = (arrivalIndex / HIGH_UNIT) | 0;
    const lot = mix32(mix32(this.#seed ^ mix32(high + 1)) ^ (arrivalIndex | 0)) >>> 1;
    const lotEnds = this.#lotEnds;
    const last = lotEnds.length;
    for (let request = 0; request < last; request++) {
      if (lot < lotEnds[request]!) return request;
    }
    return last;
  }
}

/** The last request takes what is left. An end can be the limit itself, which a signed integer of 32 bits can't hold. */
function lotEndsOf(weights: readonly number[]): Uint32Array {
  let total = 0;
  for (const weight of weights) total += weight;
  const ends = new Uint32Array(weights.length - 1);
  let sum = 0;
  for (let request = 0; request < ends.length; request++) {
    sum += weights[request]!;
    ends[request] = Math.round((sum / total) * LOT_LIMIT);
  }
  return ends;
}
