export const MINUS = 0x2d;
const DIGIT_0 = 0x30;
const HEXADECIMAL_DIGITS = Uint8Array.from(Buffer.from("0123456789abcdef", "latin1"));
const LOWER_DIGIT_COUNT = 8;

/** A whole number up to 2^53 − 1 is `upper` × this + `lower`, both of which V8 holds without allocating. */
export const LOWER_UNIT = 1e8;
/** A UUID has so many bytes. */
export const UUID_BYTES = 36;

/** @returns how many digits a whole number from 0 to 2^53 − 1 has */
export function digitCountOf(number: number): number {
  let count = 1;
  for (let limit = 10; number >= limit; limit *= 10) count++;
  return count;
}

/**
 * Writes a whole number in decimal.
 *
 * @param number - from 0 to 2^53 − 1
 * @returns the index after the last digit
 */
export function writeInteger(out: Uint8Array, at: number, number: number): number {
  const upper = Math.floor(number / LOWER_UNIT);
  return writeDigits(out, at, upper | 0, (number - upper * LOWER_UNIT) | 0);
}

/**
 * Writes the digits of `upper` × 10^8 + `lower`: a number past 2^31 would be boxed on its way into a function.
 *
 * @returns the index after the last digit
 */
export function writeDigits(out: Uint8Array, at: number, upper: number, lower: number): number {
  if (upper === 0) return writeLowest(out, at, lower, digitCountOf(lower));
  const to = writeLowest(out, at, upper, digitCountOf(upper));
  return writeLowest(out, to, lower, LOWER_DIGIT_COUNT);
}

/** Writes the lowest digits of `number`, below 2^31, from the last one on. */
function writeLowest(out: Uint8Array, at: number, number: number, digitCount: number): number {
  const to = at + digitCount;
  let rest = number;
  for (let cursor = to - 1; cursor >= at; cursor--) {
    const quotient = (rest / 10) | 0;
    out[cursor] = DIGIT_0 + (rest - quotient * 10);
    rest = quotient;
  }
  return to;
}

/**
 * Writes 122 random bits as a UUID of version 4 (RFC 9562 section 5.4), lower case.
 *
 * @param first - 32 random bits, as are the following
 * @returns the index after the last digit
 */
export function writeUuid(
  out: Uint8Array,
  at: number,
  first: number,
  second: number,
  third: number,
  fourth: number,
): number {
  let to = writeHexadecimal(out, at, first, 8);
  out[to++] = MINUS;
  to = writeHexadecimal(out, to, second >>> 16, 4);
  out[to++] = MINUS;
  to = writeHexadecimal(out, to, (second & 0x0fff) | 0x4000, 4);
  out[to++] = MINUS;
  to = writeHexadecimal(out, to, ((third >>> 16) & 0x3fff) | 0x8000, 4);
  out[to++] = MINUS;
  to = writeHexadecimal(out, to, third, 4);
  return writeHexadecimal(out, to, fourth, 8);
}

/** Writes the lowest digits of `word`. */
function writeHexadecimal(out: Uint8Array, at: number, word: number, digitCount: number): number {
  const to = at + digitCount;
  let rest = word;
  for (let cursor = to - 1; cursor >= at; cursor--) {
    out[cursor] = HEXADECIMAL_DIGITS[rest & 15]!;
    rest >>>= 4;
  }
  return to;
}
