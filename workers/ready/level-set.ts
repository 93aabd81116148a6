const WORD_BITS = 32;
/** A word for each bit of the summary. */
const LEVEL_COUNT_MAX: number = WORD_BITS * WORD_BITS;

/**
 * A set of small whole numbers that knows its least one: a bit for each number, and a summary with a bit for each word of
 * those that is not zero.
 *
 * Cost: O(1) for everything.
 */
export class LevelSet {
  readonly #words: Int32Array;
  #summary = 0;

  /**
   * @param levelCount - the numbers are below it; at most 1024
   * @throws RangeError if it is more
   */
  constructor(levelCount: number) {
    if (levelCount > LEVEL_COUNT_MAX) {
      throw new RangeError("levelCount must be at most 1024, got " + String(levelCount));
    }
    this.#words = new Int32Array(WORD_BITS);
  }

  /** Puts a number in; it may be there already. */
  add(level: number): void {
    const word = level >>> 5;
    this.#words[word]! |= 1 << (level & 31);
    this.#summary |= 1 << word;
  }

  /** Takes a number out; it need not be there. */
  remove(level: number): void {
    const word = level >>> 5;
    this.#words[word]! &= ~(1 << (level & 31));
    if (this.#words[word] === 0) this.#summary &= ~(1 << word);
  }

  /** @returns the least number; −1 when there is none */
  least(): number {
    if (this.#summary === 0) return -1;
    const word = lowestBitOf(this.#summary);
    return word * WORD_BITS + lowestBitOf(this.#words[word]!);
  }
}

/** @returns the place of the lowest bit that is set in a word that is not zero */
function lowestBitOf(word: number): number {
  return 31 - Math.clz32(word & -word);
}
