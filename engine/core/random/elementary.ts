/**
 * Elementary functions from +, −, ×, ÷ and √ alone, whose results IEEE 754 fixes to the last bit. Those of `Math`, and `**`,
 * differ in it between engines and versions, and a schedule has to be the same everywhere; so has a result that is computed
 * again.
 */

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const SQRT_2 = Math.SQRT2;
const EXPONENT_BIAS = 1023;
const EXPONENT_MASK = 0x7ff;
const MANTISSA_HIGH_MASK = 0x000fffff;
const TWO_TO_54 = 2 ** 54;
const LOWEST_NORMAL_EXPONENT = -1022;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
/** Which of the two words holds sign and exponent. */
const HIGH_WORD = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

/**
 * The natural logarithm, to within 1.5 units of the last place.
 *
 * With x = m · 2^e, m between √½ and √2, and s = (m − 1) ÷ (m + 1): ln x = e · ln 2 + 2 (s + s³/3 + s⁵/5 + …).
 *
 * @param x - above 0, finite
 */
export function naturalLog(x: number): number {
  let exponent = -EXPONENT_BIAS;
  let scaled = x;
  if (x < 2 ** LOWEST_NORMAL_EXPONENT) {
    scaled = x * TWO_TO_54;
    exponent -= 54;
  }
  double[0] = scaled;
  const high = words[HIGH_WORD]!;
  exponent += (high >>> 20) & EXPONENT_MASK;
  words[HIGH_WORD] = (high & MANTISSA_HIGH_MASK) | (EXPONENT_BIAS << 20);
  let mantissa = double[0];
  if (mantissa > SQRT_2) {
    mantissa /= 2;
    exponent++;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  let tail = 1 / 23;
  for (let odd = 21; odd >= 3; odd -= 2) tail = tail * z + 1 / odd;
  // ln(1 + f) = f − (f²/2 − s (f²/2 + 2 s² · tail)): the large part, f, stays exact.
  const half = 0.5 * f * f;
  const correction = s * (half + 2 * z * tail);
  return exponent * LN2_HIGH - (half - (correction + exponent * LN2_LOW) - f);
}

/**
 * e^x, to within 1.5 units of the last place.
 *
 * @param x - from −708 to 709
 */
export function exponential(x: number): number {
  const exponent = Math.round(x / Math.LN2);
  const r = x - exponent * LN2_HIGH - exponent * LN2_LOW;
  let series = 1;
  for (let n = 14; n >= 1; n--) series = 1 + (series * r) / n;
  words[1 - HIGH_WORD] = 0;
  words[HIGH_WORD] = (exponent + EXPONENT_BIAS) << 20;
  return series * double[0]!;
}

/** @returns sin 2πu; @param turns - u, from 0 to 1 */
export function sineOfTurns(turns: number): number {
  const quarter = Math.round(turns * 4);
  const angle = (turns - quarter / 4) * (2 * Math.PI);
  switch (quarter & 3) {
    case 0:
      return sineNearZero(angle);
    case 1:
      return cosineNearZero(angle);
    case 2:
      return -sineNearZero(angle);
    default:
      return -cosineNearZero(angle);
  }
}

/** @returns 1 − cos 2πu, precise near 0 too; @param turns - u, from 0 to 1 */
export function versineOfTurns(turns: number): number {
  const halfSine = sineOfTurns(turns / 2);
  return 2 * halfSine * halfSine;
}

/**
 * The angle whose tangent is x, in turns, to within a few units of the last place.
 *
 * Halved twice by atan x = 2 atan(x ÷ (1 + √(1 + x²))), so that the series needs few terms.
 *
 * @param x - at least 0; Infinity gives a quarter
 */
export function turnsOfTangent(x: number): number {
  if (x > 1) return 0.25 - turnsOfTangent(1 / x);
  const half = x / (1 + Math.sqrt(1 + x * x));
  const quarter = half / (1 + Math.sqrt(1 + half * half));
  const z = quarter * quarter;
  let series = 0;
  for (let odd = 25; odd >= 1; odd -= 2) series = 1 / odd - series * z;
  return (4 * quarter * series) / (2 * Math.PI);
}

/** @returns x · x: `x ** 2` is a power, which an engine may round in another way */
export function squareOf(x: number): number {
  return x * x;
}

/** @returns floor(log₂ x); @param x - above 0, finite and not subnormal */
export function binaryExponentOf(x: number): number {
  double[0] = x;
  return ((words[HIGH_WORD]! >>> 20) & EXPONENT_MASK) - EXPONENT_BIAS;
}

/** The Taylor series, for angles up to π/4. */
function sineNearZero(angle: number): number {
  const z = angle * angle;
  let series = 1;
  for (let n = 18; n >= 2; n -= 2) series = 1 - (series * z) / (n * (n + 1));
  return angle * series;
}

function cosineNearZero(angle: number): number {
  const z = angle * angle;
  let series = 1;
  for (let n = 19; n >= 1; n -= 2) series = 1 - (series * z) / (n * (n + 1));
  return series;
}
