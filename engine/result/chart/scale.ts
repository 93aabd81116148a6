/** Where an axis begins and ends, in units of the drawing. */
export interface AxisEnds {
  /** The position of the lowest value. */
  readonly low: number;
  readonly high: number;
}

/** A value that is written at an axis. */
export interface Tick {
  readonly position: number;
  readonly label: string;
}

/** From values to positions on an axis. */
export interface Scale {
  /** @returns where a value lies; what is outside lies at the axis's end */
  positionOf(value: number): number;
  readonly ticks: readonly Tick[];
}

/** The values that an axis is for. */
export interface Extent {
  readonly low: number;
  readonly high: number;
}

const STEPS = [1, 2, 5, 10] as const;
const TICKS_WANTED = 5;
/** With more decades than this, 2 and 5 between them are left out. */
const DECADES_WITH_STEPS_MAX = 3;
/** Within a smaller factor there may be less than two of 1, 2 and 5 times a power of ten. */
const FACTOR_FOR_STEPS_MIN = 5;
/** Room beside the outermost values, as a factor. */
const AIR = 1.1;

/**
 * An axis on which equal distances are equal differences, with ticks at round numbers.
 *
 * @param toLabel - writes a value
 */
export function linearScale(
  { low, high }: Extent,
  ends: AxisEnds,
  toLabel: (value: number) => string,
): Scale {
  const range = high > low ? high - low : 1;
  const positionOf = (value: number): number => positionAt((value - low) / range, ends);
  const step = roundedUp(range / TICKS_WANTED);
  const first = Math.ceil(low / step);
  const last = Math.floor((low + range) / step + 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  return { positionOf, ticks: ticks.map((value) => tickAt(value, positionOf, toLabel)) };
}

/**
 * An axis on which equal distances are equal ratios. It begins and ends at 1, 2 or 5 times a power of ten.
 *
 * @param extent - above 0
 */
export function logScale(
  extent: Extent,
  ends: AxisEnds,
  toLabel: (value: number) => string,
): Scale {
  const low = roundedDown(extent.low);
  const high = Math.max(roundedUp(extent.high), roundedUp(low * 1.01));
  const positionOf = logPosition({ low, high }, ends);
  const ticks = decadeTicks({ low, high });
  return { positionOf, ticks: ticks.map((value) => tickAt(value, positionOf, toLabel)) };
}

/**
 * The same, close around values that may lie near to each other: then its ticks are at equal differences.
 *
 * @param values - those that are not above 0 are left out of account
 */
export function closeLogScale(
  values: readonly number[],
  ends: AxisEnds,
  toLabel: (value: number) => string,
): Scale {
  const known = values.filter((value) => value > 0 && Number.isFinite(value));
  const extent =
    known.length === 0
      ? { low: 1, high: 10 }
      : { low: Math.min(...known) / AIR, high: Math.max(...known) * AIR };
  const positionOf = logPosition(extent, ends);
  const ticks =
    extent.high < FACTOR_FOR_STEPS_MIN * extent.low ? evenTicks(extent) : decadeTicks(extent);
  return { positionOf, ticks: ticks.map((value) => tickAt(value, positionOf, toLabel)) };
}

function logPosition({ low, high }: Extent, ends: AxisEnds): Scale["positionOf"] {
  const range = Math.log10(high / low);
  return (value) => positionAt(value <= low ? 0 : Math.log10(value / low) / range, ends);
}

/** @returns 1, 2 and 5 times the powers of ten between two values; of many decades the powers alone */
function decadeTicks({ low, high }: Extent): readonly number[] {
  const steps = Math.log10(high / low) > DECADES_WITH_STEPS_MAX ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let exponent = exponentOf(low); 10 ** exponent <= high; exponent++) {
    for (const value of steps.map((step) => step * 10 ** exponent)) {
      if (value >= low && value <= high) ticks.push(value);
    }
  }
  return ticks;
}

/** @returns multiples of a round number, without the noise of 3 × 0.1 */
function evenTicks({ low, high }: Extent): readonly number[] {
  const step = roundedUp((high - low) / TICKS_WANTED);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** @returns the smallest of 1, 2 and 5 times a power of ten that is not below this, but for what doubles can't tell */
function roundedUp(least: number): number {
  const power = 10 ** exponentOf(least);
  return power * (STEPS.find((step) => step * power >= least * (1 - 1e-9)) ?? 10);
}

/** @returns the largest such number that is not above this */
function roundedDown(value: number): number {
  const power = 10 ** exponentOf(value);
  return power * (STEPS.findLast((step) => step * power <= value * (1 + 1e-9)) ?? 1);
}

function exponentOf(value: number): number {
  return Math.floor(Math.log10(value) + 1e-9);
}

function positionAt(share: number, { low, high }: AxisEnds): number {
  return low + Math.min(1, Math.max(0, share)) * (high - low);
}

function tickAt(
  value: number,
  positionOf: (value: number) => number,
  toLabel: (value: number) => string,
): Tick {
  return { position: positionOf(value), label: toLabel(value) };
}
