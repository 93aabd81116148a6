import type { RandomSource } from "../../engine/core/index.js";

/** A weighted list may have up to so many values. */
export const WEIGHTED_VALUES_MAX = 64;

const PERCENT = /^(\d+(?:\.\d+)?)%?$/;
/** Fortio rounds the running sum to four digits, so that 33.3:3 times and 0.1 do not come to 100.00000001. */
const PERCENT_STEPS = 1e4;

/**
 * Values that are drawn with a given chance each, and another for the rest of the time.
 *
 * Units: cumulativePercent 0-100, ascending.
 */
export class Weighted<T> {
  readonly #values: readonly T[];
  readonly #cumulativePercent: readonly number[];
  readonly #rest: T;
  /** The value that every draw gives; undefined when there is a choice. */
  readonly certain: T | undefined;

  constructor(values: readonly T[], cumulativePercent: readonly number[], rest: T) {
    this.#values = values;
    this.#cumulativePercent = cumulativePercent;
    this.#rest = rest;
    if (values.length === 0) this.certain = rest;
    else this.certain = cumulativePercent[0] === 100 ? values[0] : undefined;
  }

  /** @returns one value; a certain one costs no random number */
  draw(random: RandomSource): T {
    return this.certain === undefined ? this.at(random.nextUniform() * 100) : this.certain;
  }

  /** @returns the value that a roll gives; @param rollPercent - from 0, below 100 */
  at(rollPercent: number): T {
    for (const [index, limitPercent] of this.#cumulativePercent.entries()) {
      const value = this.#values[index];
      if (rollPercent < limitPercent && value !== undefined) return value;
    }
    return this.#rest;
  }
}

/** @returns what always gives `value` */
export function always<T>(value: T): Weighted<T> {
  return new Weighted([], [], value);
}

/**
 * Reads `value` or `value:percent[%],value:percent[%],…`.
 *
 * @param parseValue - undefined for text that is no value
 * @param rest - drawn for what the percentages leave of 100
 * @returns undefined when a value or percentage is malformed, or the sum is over 100
 */
export function parseWeighted<T>(
  text: string,
  parseValue: (text: string) => T | undefined,
  rest: T,
): Weighted<T> | undefined {
  if (!text.includes(":")) {
    const only = parseValue(text);
    return only === undefined ? undefined : always(only);
  }
  const parts = text.split(",");
  if (parts.length > WEIGHTED_VALUES_MAX) return undefined;
  const values: T[] = [];
  const cumulativePercent: number[] = [];
  let sumPercent = 0;
  for (const part of parts) {
    const colonIndex = part.lastIndexOf(":");
    const value = colonIndex < 0 ? undefined : parseValue(part.slice(0, colonIndex));
    const percent = parsePercent(part.slice(colonIndex + 1));
    if (value === undefined || percent === undefined) return undefined;
    sumPercent = Math.round((sumPercent + percent) * PERCENT_STEPS) / PERCENT_STEPS;
    if (sumPercent > 100) return undefined;
    values.push(value);
    cumulativePercent.push(sumPercent);
  }
  return new Weighted(values, cumulativePercent, rest);
}

/** @returns 0-100, or undefined */
export function parsePercent(text: string): number | undefined {
  const amount = Number(PERCENT.exec(text)?.[1] ?? Number.NaN);
  return amount <= 100 ? amount : undefined;
}
