/** Nanoseconds in a second. */
export const NS_PER_SECOND = 1e9;
/** Nanoseconds in a millisecond. */
export const NS_PER_MS = 1e6;

const NS_PER_UNIT: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: NS_PER_MS,
  s: NS_PER_SECOND,
  m: 60 * NS_PER_SECOND,
  h: 3600 * NS_PER_SECOND,
};
const WHOLE = /^(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+$/;
const PART = /(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g;

const DURATION_EXAMPLES = 'with a unit, such as "250us", "500ms", "1.5s" or "1h30m"';
/** What a duration looks like, for messages. */
export const DURATION_WANTED = `a duration ${DURATION_EXAMPLES}`;
/** The same, where zero is none. */
export const DURATION_ABOVE_ZERO_WANTED = `a duration above zero ${DURATION_EXAMPLES}`;

/**
 * Reads a duration such as `1h30m`.
 *
 * @returns whole nanoseconds, or undefined when the text is not a duration (a bare number is none)
 */
export function parseDurationNs(text: string): number | undefined {
  if (!WHOLE.test(text)) return undefined;
  let totalNs = 0;
  for (const [, amount, unit] of text.matchAll(PART)) {
    totalNs += Number(amount) * (NS_PER_UNIT[unit ?? ""] ?? Number.NaN);
  }
  const roundedNs = Math.round(totalNs);
  return Number.isSafeInteger(roundedNs) ? roundedNs : undefined;
}

/** @returns nanoseconds as milliseconds, for timers and Node options */
export function nsToMs(ns: number): number {
  return ns / NS_PER_MS;
}

/** @returns milliseconds as whole nanoseconds */
export function msToNs(ms: number): number {
  return Math.round(ms * NS_PER_MS);
}

const PRINTED_UNITS = [
  { ns: NS_PER_SECOND, name: "s" },
  { ns: NS_PER_MS, name: "ms" },
  { ns: 1e3, name: "µs" },
] as const;

/** @returns a duration for people, three significant digits: `1.23ms`, `45.6µs`, `2.00s` */
export function formatNs(ns: number): string {
  for (const unit of PRINTED_UNITS) {
    const amount = ns / unit.ns;
    if (amount >= PRINTED_AMOUNT_MIN) return `${threeDigits(amount)}${unit.name}`;
  }
  return `${Math.round(ns)}ns`;
}

/** The least amount of a unit that is printed in it: what three digits make of it is 1.00, and 1000 of the unit below. */
export const PRINTED_AMOUNT_MIN = 0.9995;

/** @returns an amount with three significant digits: `1.23`, `45.6`, `789`; by what it rounds to, so that 9.996 is `10.0` */
export function threeDigits(amount: number): string {
  return amount.toFixed(amount >= 99.95 ? 0 : amount >= 9.995 ? 1 : 2);
}

/**
 * @returns the nanoseconds of a duration that a schema has let pass
 * @throws RangeError if it is none after all
 */
export function durationNsOf(text: string): number {
  const ns = parseDurationNs(text);
  if (ns === undefined) throw new RangeError(`not a duration: ${text}`);
  return ns;
}
