import type { ObjectiveTicks, TickTally } from "../../run/window-books.js";
import type { Tally } from "./verdict.js";

/**
 * Counts over a window, which slides on tick by tick: each is added once and taken away once, however long the window is.
 *
 * What is under way in a tick counts as beyond where it is known to be too old: its ticks are those before `agedBefore`.
 */
export class WindowTally {
  readonly #ticks: ObjectiveTicks;
  readonly #agedBefore: number;
  readonly #sum: TickTally = { planned: 0, within: 0, beyond: 0, undecided: 0, excluded: 0 };
  #from: number;
  #until: number;

  /** @param from - the first tick; the window is empty until it is extended */
  constructor(ticks: ObjectiveTicks, from: number, agedBefore: number) {
    this.#ticks = ticks;
    this.#from = from;
    this.#until = from;
    this.#agedBefore = agedBefore;
  }

  /** Takes one more tick in at the end. */
  extend(): void {
    this.#count(this.#until, 1);
    this.#until++;
  }

  /** Takes one more tick in at the end, and leaves the first one behind. */
  slide(): void {
    this.extend();
    this.#count(this.#from, -1);
    this.#from++;
  }

  /** What is counted in the window now. */
  get tally(): Tally {
    const { planned, within, beyond, excluded } = this.#sum;
    return { count: planned - excluded, within, beyond };
  }

  /** How many are neither decided nor known to stay undecided. */
  get openCount(): number {
    const { planned, within, beyond, undecided, excluded } = this.#sum;
    return planned - within - beyond - undecided - excluded;
  }

  #count(tick: number, sign: 1 | -1): void {
    const of = (column: keyof TickTally): number => sign * this.#ticks.countOf(tick, column);
    const sum = this.#sum;
    const planned = of("planned");
    const beyond = of("beyond");
    const decided = of("within") + beyond + of("undecided") + of("excluded");
    sum.planned += planned;
    sum.within += of("within");
    sum.beyond += beyond + (tick < this.#agedBefore ? planned - decided : 0);
    sum.undecided += of("undecided");
    sum.excluded += of("excluded");
  }
}
