/** Where a value lies along an axis, and which values are written beside it. */
export interface Scale {
  readonly ticks: readonly number[];
  /** @returns the place of a value in pixels, never outside of the axis */
  at(value: number): number;
}

/** Both ends of an axis in pixels. */
export interface Axis {
  readonly fromPx: number;
  readonly toPx: number;
}

/** Steps of a decade that are written, by how many decades there are: one decade alone would have too few. */
const STEPS_OF_ONE = [1, 2, 3, 5, 7] as const;
const STEPS_OF_TWO = [1, 2, 5] as const;
const STEPS_OF_MORE = [1] as const;

/**
 * A logarithmic scale around the values: rates and latencies span decades.
 *
 * @param values - above 0; others are left out of account
 */
export function logarithmicScale(values: readonly number[], { fromPx, toPx }: Axis): Scale {
  const known = values.filter((value) => value > 0 && Number.isFinite(value));
  const low = Math.min(...known, known.length === 0 ? 1 : Infinity) / 1.1;
  const high = Math.max(...known, known.length === 0 ? 10 : -Infinity) * 1.1;
  const length = Math.log(high / low);
  return {
    ticks: ticksBetween(low, high),
    at: (value) => {
      const share = value > 0 ? Math.log(value / low) / length : 0;
      return fromPx + Math.max(0, Math.min(1, share)) * (toPx - fromPx);
    },
  };
}

function ticksBetween(low: number, high: number): readonly number[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const decades = Math.log10(high / low);
  const steps = decades < 1 ? STEPS_OF_ONE : decades < 3 ? STEPS_OF_TWO : STEPS_OF_MORE;
  const ticks: number[] = [];
  for (let decade = first; decade <= last; decade++) {
    for (const step of steps) ticks.push(Number(`${step}e${decade}`));
  }
  return ticks.filter((tick) => tick >= low && tick <= high);
}
