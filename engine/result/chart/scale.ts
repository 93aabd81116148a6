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
  const range = Math.log10(high / low);
  const positionOf = (value: number): number =>
    positionAt(value <= low ? 0 : Math.log10(value / low) / range, ends);
  const steps = range > DECADES_WITH_STEPS_MAX ? [1] : [1, 2, 5];
  const ticks: Tick[] = [];
  for (let exponent = exponentOf(low); 10 ** exponent <= high; exponent++) {
    for (const value of steps.map((step) => step * 10 ** exponent)) {
      if (value >= low && value <= high) ticks.push(tickAt(value, positionOf, toLabel));
    }
  }
  return { positionOf, ticks };
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
