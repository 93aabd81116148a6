/*
 * A probe that is repeated does not always say the same: the target itself is a little faster in one run than in the next. So
 * no single probe is believed. What all of them together say of the knee, the highest rate at which the objectives hold, is a
 * probability for each rate:
 *
 *   probe passed at r    ⇒  probably knee > r          probability
 *   probe failed at r    ⇒  probably knee < r              ╭╮
 *                                                         ╭╯╰╮
 *   each weighed by how much runs scatter,             ───╯  ╰───── rate
 *   which is not known either, and found on the way
 */

import { exponential, naturalLog } from "../../core/random/index.js";

/** Runs scatter about the knee by one of these, as shares of it, each as likely as another before the first probe. */
const SCATTERS = [0.0025, 0.005, 0.01, 0.02, 0.04, 0.08] as const;
/** One probe in so many is wrong for a reason that has nothing to do with its rate. */
const LAPSE = 0.005;
/** A logistic curve with this factor is within 0.01 of the normal distribution's, and much quicker. */
const LOGISTIC_OF_NORMAL = 1.702;
/** The knee may lie outside of the range that is searched, by this factor: then no rate passes, or all do. */
const MARGIN = 1.5;
/** So many cells fit into the width that is asked for. */
const CELLS_PER_WIDTH = 25;
const CELLS_MAX = 20_000;
/** Beyond it a probability is 0 or 1 to the last bit. */
const EXPONENT_MAX = 700;

/** Which rates are searched, and how finely. */
export interface KneeRange {
  readonly fromPerSecond: number;
  readonly toPerSecond: number;
  /** Width of the answer that is asked for. */
  readonly precisionPercent: number;
}

/**
 * What is believed of the knee: a probability for each cell of rates (on a logarithmic scale) and each scatter.
 *
 * Probabilistic bisection with a scatter that is learned: a passed probe multiplies the probability of each cell by that of
 * passing there.
 *
 * Shape: scatters × cells probabilities that add up to 1.
 * Cost: an observation takes one exponential a probability, about 1 ms over three decades of rates.
 *
 * @see Source: M. Horstein, "Sequential transmission using noiseless feedback" (1963); R. Waeber, P. Frazier, S. Henderson,
 * "Bisection search with noisy responses" (2013)
 */
export class KneeBelief {
  readonly #firstLog: number;
  readonly #stepLog: number;
  readonly #cellCount: number;
  /** A row of cells for each scatter. */
  readonly #weights: Float64Array;
  /** Over all scatters, cumulated: the probability that the knee lies in a cell or below it. */
  readonly #cumulated: Float64Array;

  constructor({ fromPerSecond, toPerSecond, precisionPercent }: KneeRange) {
    const lengthLog = naturalLog((toPerSecond / fromPerSecond) * MARGIN * MARGIN);
    const wantedLog = naturalLog(1 + precisionPercent / 100) / CELLS_PER_WIDTH;
    this.#cellCount = Math.min(CELLS_MAX, Math.ceil(lengthLog / wantedLog));
    this.#stepLog = lengthLog / this.#cellCount;
    this.#firstLog = naturalLog(fromPerSecond / MARGIN);
    this.#weights = new Float64Array(this.#cellCount * SCATTERS.length).fill(1);
    this.#cumulated = new Float64Array(this.#cellCount);
    this.#normalize();
  }

  /** Takes in what a probe has said. */
  observe(ratePerSecond: number, hasPassed: boolean): void {
    const rateLog = naturalLog(ratePerSecond);
    this.#forEach((at, cellLog, scatter) => {
      const pass = passProbability(cellLog - rateLog, scatter);
      this.#weights[at] = (this.#weights[at] ?? 0) * (hasPassed ? pass : 1 - pass);
    });
    this.#normalize();
  }

  /** @returns how probable it is that the knee lies below a rate */
  probabilityBelow(ratePerSecond: number): number {
    const position = (naturalLog(ratePerSecond) - this.#firstLog) / this.#stepLog;
    const cell = Math.floor(position);
    if (cell < 0) return 0;
    if (cell >= this.#cellCount) return 1;
    const before = this.#cumulated[cell - 1] ?? 0;
    return before + (position - cell) * ((this.#cumulated[cell] ?? 1) - before);
  }

  /** @returns the rate that the knee lies below with a probability */
  quantile(probability: number): number {
    let low = 0;
    let high = this.#cellCount - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#cumulated[middle] ?? 1) < probability) low = middle + 1;
      else high = middle;
    }
    const before = this.#cumulated[low - 1] ?? 0;
    const inCell = (this.#cumulated[low] ?? 1) - before;
    const part = inCell > 0 ? (probability - before) / inCell : 0;
    return exponential(this.#firstLog + (low + part) * this.#stepLog);
  }

  /** @returns how probable it is that one more probe at a rate passes */
  passProbabilityAt(ratePerSecond: number): number {
    const rateLog = naturalLog(ratePerSecond);
    let sum = 0;
    this.#forEach((at, cellLog, scatter) => {
      sum += (this.#weights[at] ?? 0) * passProbability(cellLog - rateLog, scatter);
    });
    return sum;
  }

  /** By how much runs scatter about the knee: the mean of what is believed, in percent of the knee. */
  get scatterPercent(): number {
    let sum = 0;
    this.#forEach((at, _cellLog, scatter) => {
      sum += (this.#weights[at] ?? 0) * scatter;
    });
    return 100 * sum;
  }

  #forEach(action: (at: number, cellLog: number, scatter: number) => void): void {
    SCATTERS.forEach((scatter, row) => {
      const first = row * this.#cellCount;
      for (let cell = 0; cell < this.#cellCount; cell++) {
        action(first + cell, this.#firstLog + (cell + 0.5) * this.#stepLog, scatter);
      }
    });
  }

  #normalize(): void {
    const sum = this.#weights.reduce((total, weight) => total + weight, 0);
    this.#cumulated.fill(0);
    for (let at = 0; at < this.#weights.length; at++) {
      const weight = (this.#weights[at] ?? 0) / sum;
      this.#weights[at] = weight;
      const cell = at % this.#cellCount;
      this.#cumulated[cell] = (this.#cumulated[cell] ?? 0) + weight;
    }
    for (let cell = 1; cell < this.#cellCount; cell++) {
      this.#cumulated[cell] = (this.#cumulated[cell] ?? 0) + (this.#cumulated[cell - 1] ?? 0);
    }
  }
}

/** @param distanceLog - how far above the probe's rate the knee lies, on a logarithmic scale */
function passProbability(distanceLog: number, scatter: number): number {
  const exponent = (-LOGISTIC_OF_NORMAL * distanceLog) / scatter;
  const pass = 1 / (1 + exponential(Math.max(-EXPONENT_MAX, Math.min(EXPONENT_MAX, exponent))));
  return LAPSE + (1 - 2 * LAPSE) * pass;
}
