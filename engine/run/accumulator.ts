import { ERROR_KINDS } from "../core/outcome.js";
import type { ErrorKind } from "../core/outcome.js";
import { TotalHistogram } from "../core/histogram/index.js";
import { COUNTERS, COUNTER_INDEX, WORKER_HISTOGRAMS } from "../core/recording.js";
import type { CounterName, RecordingDelta, WorkerHistogramName } from "../core/recording.js";
import { TotalStages } from "../core/stages/index.js";

/** Histograms that are the sum of several of a worker's. */
export const MERGED_INTO: Readonly<Partial<Record<WorkerHistogramName, "response" | "service">>> = {
  responseSuccess: "response",
  responseOther: "response",
  service2xx: "service",
  service3xx: "service",
  service4xx: "service",
  service5xx: "service",
  serviceOther: "service",
};

/** A worker's histogram, or one that is merged from several. */
export type AccumulatedName = WorkerHistogramName | "response" | "service";

/** All that an accumulator holds, for who keeps it elsewhere. What is merged from several histograms follows from them. */
export interface AccumulatorParts {
  readonly counters: Readonly<Partial<Record<CounterName, number>>>;
  readonly exactNs: Readonly<Partial<Record<CounterName, bigint>>>;
  readonly errors: Readonly<Partial<Record<ErrorKind, number>>>;
  readonly statuses: ReadonlyMap<number, number>;
  /** Rows as `TotalStages.toRows` gives them. */
  readonly stages: Float64Array;
  readonly histograms: Readonly<Partial<Record<WorkerHistogramName, TotalHistogram>>>;
}

// Sums of nanoseconds over thousands of requests pass 2^53 within minutes; the deltas themselves are exact.
const NS_COUNTERS: readonly CounterName[] = [
  "serviceClippedNs",
  "queueClippedNs",
  "inFlightIntegralNs",
  "queuedIntegralNs",
];

const EMPTY = new TotalHistogram();

/** Everything recorded in a stretch of a run, by all of its workers: a lossless sum of deltas. */
export class Accumulator {
  /** What requests spent where, by their response time. */
  readonly stages = new TotalStages();
  readonly #counters = new Float64Array(COUNTERS.length);
  readonly #exactNs = new Map<CounterName, bigint>();
  readonly #errors = new Float64Array(ERROR_KINDS.length);
  readonly #statuses = new Map<number, number>();
  readonly #histograms = new Map<AccumulatedName, TotalHistogram>();

  /** @returns an accumulator that holds these parts */
  static restore(parts: AccumulatorParts): Accumulator {
    const accumulator = new Accumulator();
    COUNTERS.forEach((name, index) => {
      accumulator.#counters[index] = parts.counters[name] ?? 0;
    });
    for (const name of NS_COUNTERS) accumulator.#exactNs.set(name, parts.exactNs[name] ?? 0n);
    ERROR_KINDS.forEach((kind, index) => {
      accumulator.#errors[index] = parts.errors[kind] ?? 0;
    });
    for (const [status, count] of parts.statuses) accumulator.#addStatus(status, count);
    accumulator.stages.add(parts.stages);
    for (const name of WORKER_HISTOGRAMS) {
      const histogram = parts.histograms[name];
      if (histogram === undefined) continue;
      accumulator.#writable(name).merge(histogram);
      const whole = MERGED_INTO[name];
      if (whole !== undefined) accumulator.#writable(whole).merge(histogram);
    }
    return accumulator;
  }

  /** @returns all that it holds; the histograms are its own, not copies */
  toParts(): AccumulatorParts {
    return {
      counters: nonZero(COUNTERS, this.#counters),
      exactNs: Object.fromEntries(this.#exactNs),
      errors: nonZero(ERROR_KINDS, this.#errors),
      statuses: this.#statuses,
      stages: this.stages.toRows(),
      histograms: Object.fromEntries(
        WORKER_HISTOGRAMS.filter((name) => !this.histogram(name).isEmpty).map((name) => [
          name,
          this.histogram(name),
        ]),
      ),
    };
  }

  /** Adds what a worker has recorded. */
  add(delta: RecordingDelta): void {
    delta.counters.forEach((value, index) => {
      this.#counters[index] = (this.#counters[index] ?? 0) + value;
    });
    for (const name of NS_COUNTERS) {
      const value = delta.counters[COUNTER_INDEX[name]] ?? 0;
      this.#exactNs.set(name, this.exactNs(name) + BigInt(value));
    }
    delta.errors.forEach((value, index) => {
      this.#errors[index] = (this.#errors[index] ?? 0) + value;
    });
    for (let at = 0; at < delta.statuses.length; at += 2) {
      this.#addStatus(delta.statuses[at] ?? 0, delta.statuses[at + 1] ?? 0);
    }
    this.stages.add(delta.stages);
    WORKER_HISTOGRAMS.forEach((name, index) => {
      const histogram = delta.histograms[index];
      if (histogram === undefined) return;
      this.#writable(name).add(histogram);
      const whole = MERGED_INTO[name];
      if (whole !== undefined) this.#writable(whole).add(histogram);
    });
  }

  /** Adds all of another stretch. */
  merge(other: Accumulator): void {
    other.#counters.forEach((value, index) => {
      this.#counters[index] = (this.#counters[index] ?? 0) + value;
    });
    for (const name of NS_COUNTERS) {
      this.#exactNs.set(name, this.exactNs(name) + other.exactNs(name));
    }
    other.#errors.forEach((value, index) => {
      this.#errors[index] = (this.#errors[index] ?? 0) + value;
    });
    for (const [status, count] of other.#statuses) this.#addStatus(status, count);
    this.stages.merge(other.stages);
    for (const [name, histogram] of other.#histograms) this.#writable(name).merge(histogram);
  }

  /** Forgets everything, and keeps the memory. */
  clear(): void {
    this.#counters.fill(0);
    this.#exactNs.clear();
    this.#errors.fill(0);
    this.#statuses.clear();
    this.stages.clear();
    for (const histogram of this.#histograms.values()) histogram.clear();
  }

  /** Whether nothing was recorded. */
  get isEmpty(): boolean {
    // A connection that was opened is in a histogram, and in no counter.
    return (
      this.#counters.every((value) => value === 0) &&
      [...this.#histograms.values()].every((histogram) => histogram.isEmpty)
    );
  }

  /** Arrivals that were never sent, whatever the reason. */
  get skippedCount(): number {
    return this.counter("skippedQueueFull") + this.counter("skippedLate");
  }

  /** @returns a counter; counters of nanoseconds rounded to a double */
  counter(name: CounterName): number {
    return this.#counters[COUNTER_INDEX[name]] ?? 0;
  }

  /** @returns a counter of nanoseconds, exact */
  exactNs(name: CounterName): bigint {
    return this.#exactNs.get(name) ?? 0n;
  }

  /** @returns errors in the order of ERROR_KINDS */
  get errors(): Readonly<Float64Array> {
    return this.#errors;
  }

  /** @returns responses by status code */
  get statuses(): ReadonlyMap<number, number> {
    return this.#statuses;
  }

  /** @returns a histogram to read; an empty one when nothing was recorded */
  histogram(name: AccumulatedName): TotalHistogram {
    return this.#histograms.get(name) ?? EMPTY;
  }

  #addStatus(status: number, count: number): void {
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + count);
  }

  #writable(name: AccumulatedName): TotalHistogram {
    let histogram = this.#histograms.get(name);
    if (histogram === undefined) {
      histogram = new TotalHistogram();
      this.#histograms.set(name, histogram);
    }
    return histogram;
  }
}

function nonZero<Name extends string>(
  names: readonly Name[],
  values: Float64Array,
): Partial<Record<Name, number>> {
  const entries = names.map((name, index) => [name, values[index] ?? 0] as const);
  // Only names of the list are in it.
  return Object.fromEntries(entries.filter(([, value]) => value !== 0)) as Partial<
    Record<Name, number>
  >;
}
