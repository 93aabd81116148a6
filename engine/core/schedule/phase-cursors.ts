import { drawExponential, drawGamma, hashOf, RandomSource } from "../random/index.js";
import type { IndexedPhases } from "./phases.js";
import type { Stripe } from "./stripe.js";

/** Walks one stripe's arrivals in the order of their phases. */
export interface PhaseCursor {
  /** Global index of the next arrival, from 0. */
  readonly index: number;
  /** Its phase; Infinity when there is none. */
  readonly phase: number;
  /** Goes on to the stripe's following arrival. */
  advance(): void;
}

/** The arrivals k ≡ stripeIndex (mod stripeCount): no two workers are ever due in phase. */
export class EveryNthCursor implements PhaseCursor {
  readonly #phases: IndexedPhases;
  readonly #stripeCount: number;
  index: number;
  phase: number;

  constructor(phases: IndexedPhases, stripe: Stripe) {
    this.#phases = phases;
    this.#stripeCount = stripe.stripeCount;
    this.index = stripe.stripeIndex;
    this.phase = phases.phaseOf(this.index);
  }

  advance(): void {
    this.index += this.#stripeCount;
    this.phase = this.#phases.phaseOf(this.index);
  }
}

/**
 * The arrivals of the connections that were dealt to the stripe: arrival k belongs to connection k mod c, and connection j
 * to the stripe j mod N.
 */
export class ConnectionCursor implements PhaseCursor {
  readonly #phases: IndexedPhases;
  readonly #connectionCount: number;
  readonly #stripe: Stripe;
  index = -1;
  phase = 0;

  constructor(phases: IndexedPhases, connectionCount: number, stripe: Stripe) {
    this.#phases = phases;
    this.#connectionCount = connectionCount;
    this.#stripe = stripe;
    this.advance();
  }

  advance(): void {
    const { stripeIndex, stripeCount } = this.#stripe;
    do this.index++;
    while ((this.index % this.#connectionCount) % stripeCount !== stripeIndex);
    this.phase = this.#phases.phaseOf(this.index);
  }
}

/** The arrivals that a hash deals to the stripe: each stripe alone keeps the character of the whole. */
export class HashedCursor implements PhaseCursor {
  readonly #phases: IndexedPhases;
  readonly #seed: number;
  readonly #stripe: Stripe;
  index = -1;
  phase = 0;

  constructor(phases: IndexedPhases, seed: number, stripe: Stripe) {
    this.#phases = phases;
    this.#seed = seed;
    this.#stripe = stripe;
    this.advance();
  }

  advance(): void {
    do this.index++;
    while (!isDealtTo(this.#stripe, this.#seed, this.index));
    this.phase = this.#phases.phaseOf(this.index);
  }
}

/** Draws the distance to the next arrival, in phase: 1 at the mean. */
export interface GapSource {
  next(): number;
}

/** Memoryless gaps: the arrivals are a Poisson process. */
export class ExponentialGaps implements GapSource {
  readonly #random: RandomSource;

  constructor(seed: number) {
    this.#random = new RandomSource(seed);
  }

  next(): number {
    return drawExponential(this.#random);
  }
}

/** Gaps of a chosen burstiness: above 1 they come in clusters, below 1 more evenly than at random. */
export class GammaGaps implements GapSource {
  readonly #random: RandomSource;
  readonly #shape: number;

  /** @param cv2 - the squared coefficient of variation of the gaps, above 0; 1 is the exponential distribution */
  constructor(seed: number, cv2: number) {
    this.#random = new RandomSource(seed);
    this.#shape = 1 / cv2;
  }

  next(): number {
    return drawGamma(this.#random, this.#shape) / this.#shape;
  }
}

/**
 * The arrivals of a random process that a hash deals to the stripe. Every stripe draws all gaps, so that its instants are
 * those of the one schedule to the last bit; taking every N-th arrival instead would make the stripes more even than random.
 */
export class RandomCursor implements PhaseCursor {
  readonly #gaps: GapSource;
  readonly #seed: number;
  readonly #stripe: Stripe;
  #lost = 0;
  index = -1;
  phase = 0;

  constructor(gaps: GapSource, seed: number, stripe: Stripe) {
    this.#gaps = gaps;
    this.#seed = seed;
    this.#stripe = stripe;
    this.advance();
  }

  advance(): void {
    do this.#step();
    while (!isDealtTo(this.#stripe, this.#seed, this.index));
  }

  /** W. Kahan's compensated sum: the phase stays exact to its last place after any number of gaps. */
  #step(): void {
    const gap = this.#gaps.next() - this.#lost;
    const sum = this.phase + gap;
    this.#lost = sum - this.phase - gap;
    this.phase = sum;
    this.index++;
  }
}

function isDealtTo({ stripeIndex, stripeCount }: Stripe, seed: number, index: number): boolean {
  return stripeCount === 1 || hashOf(seed, index) % stripeCount === stripeIndex;
}
