const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const POINT = 0x2e;
/** So many digits stay a small integer; those behind them change a time by less than a billionth. */
const SIGNIFICANT_DIGITS_MAX = 9;
/** 52 days. A histogram takes no longer time. */
export const LONGEST_NS: number = 2 ** 52;

/**
 * Reads a decimal number without sign and exponent (`12`, `12.3`, `.5`), byte by byte, to nine significant digits.
 *
 * Cost: allocates nothing.
 */
export class DecimalReader {
  #digits = 0;
  #significantCount = 0;
  #exponent = 0;
  #hasDigit = false;
  #hasPoint = false;
  #isBad = false;

  /** Makes ready for the next number. */
  begin(): void {
    this.#digits = 0;
    this.#significantCount = 0;
    this.#exponent = 0;
    this.#hasDigit = false;
    this.#hasPoint = false;
    this.#isBad = false;
  }

  /** Reads on. */
  take(byte: number): void {
    if (byte >= DIGIT_0 && byte <= DIGIT_9) {
      this.#takeDigit(byte - DIGIT_0);
    } else if (byte === POINT && !this.#hasPoint) {
      this.#hasPoint = true;
    } else {
      this.#isBad = true;
    }
  }

  /**
   * The time that the number is.
   *
   * @param unitNs - what one is
   * @returns whole nanoseconds; −1 if the bytes were not a number, or one above 52 days
   */
  toNs(unitNs: number): number {
    if (this.#isBad || !this.#hasDigit) return -1;
    const ns = Math.round(this.#digits * 10 ** this.#exponent * unitNs);
    return ns <= LONGEST_NS ? ns : -1;
  }

  #takeDigit(digit: number): void {
    this.#hasDigit = true;
    if (this.#significantCount === SIGNIFICANT_DIGITS_MAX) {
      if (!this.#hasPoint) this.#exponent++;
      return;
    }
    this.#digits = this.#digits * 10 + digit;
    if (this.#digits > 0) this.#significantCount++;
    if (this.#hasPoint) this.#exponent--;
  }
}
