import { NS_PER_SECOND } from "../core/duration.js";
import type { RecordingDelta } from "../core/recording.js";
import { SLO_TICK_NS, STANDINGS, TICK_COLUMNS, rowLengthOf } from "../core/slo-windows.js";
import { concerns } from "./objectives.js";
import type { Objective } from "./objectives.js";

/** How the arrivals of a tick, or of several, stand to an objective. What is in none of the others is still under way. */
export interface TickTally {
  planned: number;
  within: number;
  beyond: number;
  undecided: number;
  excluded: number;
}

const COLUMNS = ["planned", ...STANDINGS] as const;

/** An objective over a window, with how every tick of the measured window stands to it. */
export class ObjectiveTicks {
  readonly objective: Objective;
  /** When tick 0 begins. */
  readonly startNs: number;
  /** One tick after the other, each with the columns of a tally. */
  readonly #counts: number[] = [];

  constructor(objective: Objective, startNs: number) {
    this.objective = objective;
    this.startNs = startNs;
  }

  /** @returns ticks of an objective as {@link ObjectiveTicks.counts} had them */
  static restore(objective: Objective, startNs: number, counts: readonly number[]): ObjectiveTicks {
    const ticks = new ObjectiveTicks(objective, startNs);
    ticks.#counts.push(...counts);
    return ticks;
  }

  /** One tick after the other, each with the columns of a tally. */
  get counts(): readonly number[] {
    return this.#counts;
  }

  /** Adds so many more to a column of a tick. */
  add(tick: number, column: keyof TickTally, count: number): void {
    const length = (tick + 1) * COLUMNS.length;
    while (this.#counts.length < length) this.#counts.push(0);
    const at = tick * COLUMNS.length + COLUMNS.indexOf(column);
    this.#counts[at] = (this.#counts[at] ?? 0) + count;
  }

  /** @returns so many of a tick; 0 of one that nothing is known of */
  countOf(tick: number, column: keyof TickTally): number {
    return this.#counts[tick * COLUMNS.length + COLUMNS.indexOf(column)] ?? 0;
  }

  /** @returns the tick of an instant; −Infinity of one that was never */
  tickAt(ns: number): number {
    return Math.floor((ns - this.startNs) / SLO_TICK_NS);
  }

  /** @returns when a tick begins, in seconds since the run's start */
  secondsOf(tick: number): number {
    return (this.startNs + tick * SLO_TICK_NS) / NS_PER_SECOND;
  }
}

/** How far the ticks are known while a run goes on. */
export interface KnownTicks {
  /** Every arrival that was intended before it is in the ticks. */
  readonly plannedUntilNs: number;
  /** What is under way in the ticks was so at this instant. */
  readonly countedAtNs: number;
}

/** What all workers have counted for the objectives over windows. */
export class WindowBooks {
  /** In the order of the objectives. */
  readonly ticks: readonly ObjectiveTicks[];
  /** By worker. */
  readonly #known: KnownTicks[];

  /** @param startNs - of the measured window */
  constructor(objectives: readonly Objective[], startNs: number, workerCount: number) {
    this.ticks = objectives.map((objective) => new ObjectiveTicks(objective, startNs));
    const nothing = { plannedUntilNs: 0, countedAtNs: 0 };
    this.#known = Array.from({ length: workerCount }, () => nothing);
  }

  /** @returns what is known of all workers' shares, of ticks before an instant */
  knownBefore(untilNs: number): KnownTicks {
    return {
      plannedUntilNs: Math.min(untilNs, ...this.#known.map((known) => known.plannedUntilNs)),
      countedAtNs: Math.min(untilNs, ...this.#known.map((known) => known.countedAtNs)),
    };
  }

  /** All that a worker has begun has ended: nothing of it grows older any more. */
  settle(workerIndex: number): void {
    const plannedUntilNs = this.#known[workerIndex]?.plannedUntilNs ?? 0;
    this.#known[workerIndex] = { plannedUntilNs, countedAtNs: Infinity };
  }

  /** Adds what a worker has recorded of a scenario. */
  add(workerIndex: number, scenarioIndex: number, { atNs, windows }: RecordingDelta): void {
    if (windows === undefined) return;
    const { rows, plannedUntilNs } = windows;
    this.#known[workerIndex] = { plannedUntilNs, countedAtNs: atNs };
    const counted = this.ticks.filter(({ objective }) => concerns(objective, scenarioIndex));
    const rowLength = rowLengthOf(counted.length);
    for (let at = 0; at < rows.length; at += rowLength) {
      this.#addRow(counted, rows.subarray(at, at + rowLength));
    }
  }

  #addRow(counted: readonly ObjectiveTicks[], row: Float64Array): void {
    const [tick = 0, planned = 0] = row;
    // A closed request that waited for its connection in the warm-up was intended before the first tick.
    if (tick < 0) return;
    for (const [index, ticks] of counted.entries()) {
      ticks.add(tick, "planned", planned);
      const first = TICK_COLUMNS.length + index * STANDINGS.length;
      for (const [offset, standing] of STANDINGS.entries()) {
        ticks.add(tick, standing, row[first + offset] ?? 0);
      }
    }
  }
}
