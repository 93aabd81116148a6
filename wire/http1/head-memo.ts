/** How a memo is sized. */
export interface HeadMemoOptions {
  /** How many different heads are remembered. */
  readonly entryCount?: number;
  /** Longer heads are not remembered. */
  readonly entryBytes?: number;
}

const DEFAULT_ENTRY_COUNT = 4;
const DEFAULT_ENTRY_BYTES = 2048;
/** After this many misses in a row only one miss in `STORE_STRIDE` is stored. */
const MISSES_IN_A_ROW_MAX = 16;
const STORE_STRIDE = 32;

/**
 * Remembers the bytes of the last few response heads and what they meant. A server under load sends one head over and
 * over; only its Date changes, once a second. Comparing a head is several times cheaper than reading it.
 *
 * What a head means depends on its bytes alone, so an equal head that lies whole in one read has the same meaning: a hit
 * is exact, not a guess. One memo serves all connections of a worker.
 *
 *   entry i   #words from i × entry size: the head     lengths[i]: its bytes, 0 = empty
 *             statuses[i], flags[i], contentLengths[i]: what it meant
 *
 * A server whose heads all differ (a request id in each) would make every miss pay for a copy, so after a row of misses
 * most are not stored.
 *
 * Shape: 4 entries of 2 KiB by default; it holds on to the caller's last repeated read buffer.
 * Cost: a hit about 0.2 ns/byte; allocates only when the caller goes over to another repeated read buffer.
 */
export class HeadMemo {
  readonly statuses: Int32Array;
  readonly flags: Int32Array;
  readonly contentLengths: Float64Array;
  readonly lengths: Int32Array;
  readonly #entryCount: number;
  readonly #entryBytes: number;
  readonly #words: Int32Array;
  readonly #bytes: Uint8Array;
  #recentIndex = 0;
  #missesInARow = 0;
  /** Seen at the last call, not necessarily worth a view. */
  #lastBytes: Uint8Array = new Uint8Array(0);
  /** `#viewWords` is the whole memory that `#viewedBytes` lies in, `#viewedOffset` where it lies. */
  #viewedBytes: Uint8Array = this.#lastBytes;
  #viewedOffset = 0;
  #viewWords: Int32Array = new Int32Array(0);

  constructor(options: HeadMemoOptions = {}) {
    this.#entryCount = options.entryCount ?? DEFAULT_ENTRY_COUNT;
    // Whole words, so that every entry begins on one.
    this.#entryBytes = Math.ceil((options.entryBytes ?? DEFAULT_ENTRY_BYTES) / 4) * 4;
    this.statuses = new Int32Array(this.#entryCount);
    this.flags = new Int32Array(this.#entryCount);
    this.contentLengths = new Float64Array(this.#entryCount);
    this.lengths = new Int32Array(this.#entryCount);
    this.#words = new Int32Array((this.#entryCount * this.#entryBytes) / 4);
    this.#bytes = new Uint8Array(this.#words.buffer);
  }

  /**
   * Looks for a remembered head at the front of `bytes[from, to)`.
   *
   * @returns the index of its entry, or -1
   */
  find(bytes: Uint8Array, from: number, to: number): number {
    if (bytes !== this.#viewedBytes) this.#consider(bytes);
    let index = this.#recentIndex;
    for (let tried = 0; tried < this.#entryCount; tried++) {
      const length = this.lengths[index]!;
      if (length !== 0 && length <= to - from && this.#isAt(index, bytes, from)) {
        this.#recentIndex = index;
        this.#missesInARow = 0;
        return index;
      }
      index = index === 0 ? this.#entryCount - 1 : index - 1;
    }
    this.#missesInARow++;
    return -1;
  }

  /** Remembers the head `bytes[from, to)` in place of the one remembered longest ago. */
  store(
    bytes: Uint8Array,
    from: number,
    to: number,
    status: number,
    flags: number,
    contentLength: number,
  ): void {
    const isThrashing =
      this.#missesInARow > MISSES_IN_A_ROW_MAX && this.#missesInARow % STORE_STRIDE !== 0;
    if (to - from > this.#entryBytes || isThrashing) return;
    const index = this.#recentIndex === this.#entryCount - 1 ? 0 : this.#recentIndex + 1;
    const offset = index * this.#entryBytes;
    for (let i = from; i < to; i++) this.#bytes[offset + i - from] = bytes[i]!;
    this.lengths[index] = to - from;
    this.statuses[index] = status;
    this.flags[index] = flags;
    this.contentLengths[index] = contentLength;
    this.#recentIndex = index;
  }

  /** A buffer that comes twice in a row gets a view of words; one that never comes again isn't worth the allocation. */
  #consider(bytes: Uint8Array): void {
    if (bytes === this.#lastBytes) {
      this.#viewedBytes = bytes;
      this.#viewedOffset = bytes.byteOffset;
      this.#viewWords = new Int32Array(bytes.buffer, 0, Math.floor(bytes.buffer.byteLength / 4));
    }
    this.#lastBytes = bytes;
  }

  #isAt(index: number, bytes: Uint8Array, from: number): boolean {
    const isOnWord = bytes === this.#viewedBytes && ((this.#viewedOffset + from) & 3) === 0;
    const length = this.lengths[index]!;
    const entryOffset = index * this.#entryBytes;
    let compared = 0;
    if (isOnWord) {
      const wordCount = length >> 2;
      if (!this.#areWordsEqual(entryOffset >> 2, (this.#viewedOffset + from) >> 2, wordCount)) {
        return false;
      }
      compared = wordCount << 2;
    }
    for (; compared < length; compared++) {
      if (this.#bytes[entryOffset + compared] !== bytes[from + compared]) return false;
    }
    return true;
  }

  #areWordsEqual(ours: number, theirs: number, wordCount: number): boolean {
    const words = this.#words;
    const viewWords = this.#viewWords;
    for (let i = 0; i < wordCount; i++) {
      if (words[ours + i] !== viewWords[theirs + i]) return false;
    }
    return true;
  }
}
