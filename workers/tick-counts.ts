/** Ticks between two cuts of which most runs need few: the newest, and those whose requests are answered now. */
const FIRST_CAPACITY = 64;

/**
 * Counts by tick, since the last take.
 *
 * ```
 *   row of tick 41   [ 41 | planned | within | beyond | … ]
 *   row of tick 38   [ 38 | planned | within | beyond | … ]      in the order of their first count
 * ```
 *
 * Cost: a comparison and an addition where the tick is the one counted in last; else a look into a map of numbers. Rows are
 * doubled where requests of more ticks end between two takes than ever before: after a stall, not in a steady run.
 */
export class TickCounts {
  readonly #rowLength: number;
  readonly #placeOfTick = new Map<number, number>();
  #rows: Float64Array;
  #usedLength = 0;
  #lastTick = -Infinity;
  #lastAt = 0;

  /** @param rowLength - columns of a row; the first is the tick itself */
  constructor(rowLength: number) {
    this.#rowLength = rowLength;
    this.#rows = new Float64Array(rowLength * FIRST_CAPACITY);
  }

  /** Counts one more in a column of a tick. */
  add(tick: number, column: number): void {
    if (tick !== this.#lastTick) this.#seek(tick);
    this.#rows[this.#lastAt + column]!++;
  }

  /** @returns the rows one after the other; counting starts anew */
  takeRows(): Float64Array {
    const taken = new Float64Array(this.#rows.subarray(0, this.#usedLength));
    this.#rows.fill(0, 0, this.#usedLength);
    this.#usedLength = 0;
    this.#placeOfTick.clear();
    this.#lastTick = -Infinity;
    return taken;
  }

  #seek(tick: number): void {
    let at = this.#placeOfTick.get(tick);
    if (at === undefined) {
      at = this.#usedLength;
      this.#usedLength += this.#rowLength;
      if (this.#usedLength > this.#rows.length) this.#grow();
      this.#rows[at] = tick;
      this.#placeOfTick.set(tick, at);
    }
    this.#lastTick = tick;
    this.#lastAt = at;
  }

  #grow(): void {
    const larger = new Float64Array(2 * this.#rows.length);
    larger.set(this.#rows);
    this.#rows = larger;
  }
}
