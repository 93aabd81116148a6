import { exponential, naturalLog } from "../../core/random/index.js";
import type { KneeBelief, KneeRange } from "./knee-belief.js";
import { MISS_PROBABILITY } from "./knee-interval.js";
import type { KneeInterval } from "./knee-interval.js";

/** Ends are aimed at a little inside of the width that is asked for: the middle moves a little with every probe. */
const AIM = 0.9;
/** While the knee is more probably elsewhere than between the ends aimed at, halve what is left instead. */
const ELSEWHERE_TO_HALVE = 0.5;
const SIGNIFICANT_DIGITS = 4;
/** What rounding both ends may add to the width, in powers of it. */
const ROUNDING = 0.03;
/** A confirmation that fails by chance costs another round: it is made where one more probe passes this probably. */
const PASS_TO_CONFIRM = 0.96;
const CONFIRM_STEPS_MAX = 8;

/** What bounds a search from above. */
export interface Ceilings {
  /** The generator can't be relied on from here on; Infinity: not known to fail. */
  readonly generatorPerSecond: number;
  /** A confirmation has failed here; Infinity: none has. */
  readonly confirmPerSecond: number;
}

/** Where a search stands. */
export interface Standing {
  readonly range: KneeRange;
  readonly belief: KneeBelief;
  readonly interval: KneeInterval;
  readonly ceilings: Ceilings;
  readonly widening: Widening;
}

/** How much farther from the middle than asked for the ends are, because probes there stay uncertain: from 1 on. */
export interface Widening {
  readonly low: number;
  readonly high: number;
}

/**
 * The rate that says most.
 *
 * ```
 *                     aim of the lower end   aim of the upper end
 *    probability             ▼    middle    ▼
 *    of the knee             ╷  ╭────────╮  ╷
 *                     ───────┴──╯        ╰──┴─────── rate
 *                      tail                   tail
 * ```
 *
 * While the knee may be anywhere: the middle, which halves what is left. Then the end with the larger tail: probes that agree
 * there shrink it. Then an end that has no probe of its own yet.
 */
export function nextRate({ range, belief, interval, ceilings, widening }: Standing): number {
  const halfLog = (AIM * naturalLog(1 + range.precisionPercent / 100)) / 2;
  const step = exponential(halfLog);
  const mostPerSecond = Math.min(range.toPerSecond, ceilings.generatorPerSecond / step);
  const clip = (rate: number): number =>
    Math.max(range.fromPerSecond, Math.min(mostPerSecond, rate));
  // What the generator can't reach says nothing: only what lies below is halved.
  const reachable = belief.probabilityBelow(ceilings.generatorPerSecond);
  const middle = belief.quantile(reachable / 2);
  const low = clip(
    Math.min(middle, ceilings.confirmPerSecond) / exponential(halfLog * widening.low),
  );
  const high = clip(middle * exponential(halfLog * widening.high));
  const lowTail = belief.probabilityBelow(low) / reachable;
  const highTail = 1 - belief.probabilityBelow(high) / reachable;
  const isWidened = widening.low + widening.high > 2;
  if (!isWidened && lowTail + highTail > ELSEWHERE_TO_HALVE) return roundRate(clip(middle));
  if (Math.max(lowTail, highTail) > MISS_PROBABILITY) {
    return roundRate(lowTail >= highTail ? low : high);
  }
  const hasLow = interval.lowPerSecond !== null && interval.lowPerSecond >= roundRate(low);
  return roundRate(hasLow ? high : low);
}

/** @returns whether an interval is as narrow as asked for, or as it can be */
export function isNarrow({ range, interval, ceilings, widening }: Standing): boolean {
  const { lowPerSecond, highPerSecond } = interval;
  if (lowPerSecond === null || highPerSecond === null) return false;
  const power = Math.max(1, (AIM * (widening.low + widening.high)) / 2 + ROUNDING);
  const widest = (1 + range.precisionPercent / 100) ** power;
  return Math.min(highPerSecond, ceilings.confirmPerSecond) <= lowPerSecond * widest;
}

/**
 * Where the answer is confirmed: at its lower end, or as far below it as runs scatter.
 *
 * @param lowPerSecond - the lower end
 */
export function confirmRate(
  belief: KneeBelief,
  lowPerSecond: number,
  { fromPerSecond, precisionPercent }: KneeRange,
): number {
  const step = 1 + precisionPercent / 100 / 4;
  let rate = lowPerSecond;
  for (let at = 1; at <= CONFIRM_STEPS_MAX; at++) {
    if (belief.passProbabilityAt(rate) >= PASS_TO_CONFIRM) break;
    rate = Math.max(fromPerSecond, roundRate(lowPerSecond / step ** at));
  }
  return rate;
}

/** @returns the rate with as many digits as people can read */
function roundRate(perSecond: number): number {
  return Number(perSecond.toPrecision(SIGNIFICANT_DIGITS));
}
