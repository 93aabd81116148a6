import { NS_PER_SECOND } from "../core/duration.js";
import { SparseHistogram } from "../core/histogram/index.js";
import {
  COUNTER_INDEX,
  HISTOGRAM_INDEX,
  RANKED_AT_INFINITY,
  WORKER_HISTOGRAMS,
} from "../core/recording.js";
import type { RecordingDelta } from "../core/recording.js";
import { MERGED_INTO } from "./accumulator.js";
import { TICK_NS } from "./worker-plans.js";

/** Batches that are kept at most. */
export const BATCHES_MAX = 64;

const SERVICE_PARTS = WORKER_HISTOGRAMS.filter((name) => MERGED_INTO[name] === "service");

/** What was recorded in one batch of a run, by all of its workers. */
export interface Batch {
  readonly responseSuccess: SparseHistogram;
  readonly responseOther: SparseHistogram;
  readonly service: SparseHistogram;
  /** Requests that rank at +∞ among the outcomes. */
  readonly infinityCount: number;
}

/** A run cut into batches of equal time. */
export interface BatchSeries {
  /** From the end of the warm-up on, without gaps: a batch in which nothing ended is there, and empty. */
  readonly batches: readonly Batch[];
  /** How long each of them is. */
  readonly batchSeconds: number;
}

/**
 * Keeps what a run records apart by time, in bounded memory: at most {@link BATCHES_MAX} batches. When these are full,
 * neighbours are merged in pairs and a batch is twice as long from then on, so that a run of any length has 33 to 64.
 *
 * ```
 *   tick      0 1 2 3 … 63 | 64
 *   batches  │0│1│2│3│…│63│          one tick each
 *            │ 0 │ 1 │…│31│32…       two ticks each, from the first one on that found no place
 * ```
 *
 * A request is recorded when it ends, so it belongs to the batch in which it ended, not to that in which it was intended. What
 * ends in the drain belongs to the last batch of the window. A delta is told some milliseconds after its tick, and a worker
 * that was held up tells two ticks in one: it belongs to the tick that its end is nearest to. So the merge of all batches is
 * everything that was recorded, and the edge between two of them is sharp to within a tick.
 *
 * Pairs are merged ahead, at most one with each delta, once both batches are over: all of them at once held the main thread up
 * for 12 ms, and for 47 ms where a worker shared its core.
 *
 * Cost: a delta writes the buckets of its batch anew, ten times a second and worker. At 20 000 requests per second, 1600
 * buckets a delta, it takes less than 0.1 ms when the batch has 8400 buckets in use (bench/micro/batches, Node 20.20, November
 * 2026), and about twice as long where a pair is merged. A view of 64 such batches is 5 MB; the merged pairs are at most half
 * of that.
 */
export class BatchCollector implements BatchSeries {
  readonly #firstTick: number;
  #batches: WritableBatch[] = [];
  /** The first of the pairs, merged: the first batches when a batch is twice as long. */
  #pairs: WritableBatch[] = [];
  #batchTicks = 1;

  /** @param startNs - end of the warm-up; nothing is recorded before it */
  constructor(startNs: number) {
    this.#firstTick = Math.floor(startNs / TICK_NS);
  }

  get batches(): readonly Batch[] {
    return this.#batches;
  }

  get batchSeconds(): number {
    return (this.#batchTicks * TICK_NS) / NS_PER_SECOND;
  }

  /**
   * Adds what a worker has recorded. Deltas of several workers come in any order.
   *
   * @param endNs - end of the schedule as far as it is known, or Infinity: what is told later has ended in the drain
   */
  add(delta: RecordingDelta, endNs: number): void {
    if (!hasOutcomes(delta)) return;
    const atNs = Math.min(delta.atNs, endNs);
    const tick = Math.max(0, Math.round(atNs / TICK_NS) - 1 - this.#firstTick);
    while (tick >= BATCHES_MAX * this.#batchTicks) this.#doubleBatches();
    const index = Math.floor(tick / this.#batchTicks);
    this.#batchAt(index).add(delta);
    // A worker that was held up tells of a batch whose pair is merged already.
    this.#pairs[pairOf(index)]?.add(delta);
    if (this.#pairs.length < pairOf(this.#batches.length - 1)) this.#mergeNextPair();
  }

  #batchAt(index: number): WritableBatch {
    for (;;) {
      const batch = this.#batches[index];
      if (batch !== undefined) return batch;
      this.#batches.push(new WritableBatch());
    }
  }

  #mergeNextPair(): void {
    const first = 2 * this.#pairs.length;
    const pair = new WritableBatch();
    for (const batch of this.#batches.slice(first, first + 2)) pair.merge(batch);
    this.#pairs.push(pair);
  }

  #doubleBatches(): void {
    while (2 * this.#pairs.length < this.#batches.length) this.#mergeNextPair();
    this.#batches = this.#pairs;
    this.#pairs = [];
    this.#batchTicks *= 2;
  }
}

function pairOf(index: number): number {
  return Math.floor(index / 2);
}

class WritableBatch implements Batch {
  readonly responseSuccess = new SparseHistogram();
  readonly responseOther = new SparseHistogram();
  readonly service = new SparseHistogram();
  infinityCount = 0;

  add({ histograms, counters }: RecordingDelta): void {
    for (const name of ["responseSuccess", "responseOther"] as const) {
      const histogram = histograms[HISTOGRAM_INDEX[name]];
      if (histogram !== undefined) this[name].add(histogram);
    }
    for (const name of SERVICE_PARTS) {
      const histogram = histograms[HISTOGRAM_INDEX[name]];
      if (histogram !== undefined) this.service.add(histogram);
    }
    for (const name of RANKED_AT_INFINITY) {
      this.infinityCount += counters[COUNTER_INDEX[name]] ?? 0;
    }
  }

  merge(other: WritableBatch): void {
    this.responseSuccess.merge(other.responseSuccess);
    this.responseOther.merge(other.responseOther);
    this.service.merge(other.service);
    this.infinityCount += other.infinityCount;
  }
}

/** Whether any request has ended. An outcome that is no success may be in a counter alone. */
function hasOutcomes({ histograms, counters }: RecordingDelta): boolean {
  return (
    histograms[HISTOGRAM_INDEX.responseSuccess] !== undefined ||
    RANKED_AT_INFINITY.some((name) => (counters[COUNTER_INDEX[name]] ?? 0) > 0)
  );
}
