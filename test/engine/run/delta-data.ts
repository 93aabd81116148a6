import {
  COUNTERS,
  COUNTER_INDEX,
  ERROR_KINDS,
  WORKER_HISTOGRAMS,
} from "../../../engine/core/index.js";
import type {
  CounterName,
  HistogramDelta,
  RecordingDelta,
  WorkerHistogramName,
} from "../../../engine/core/index.js";
import { bucketIndexOf } from "../../../engine/core/histogram/index.js";

/** What ended in a stretch of a run: values in ns by histogram, and how many by counter. */
export type Ended = Partial<Record<WorkerHistogramName, readonly number[]>> & {
  readonly counters?: Partial<Record<CounterName, number>>;
};

/** @returns what a worker tells at an instant of what has ended since the last time */
export function deltaOf(atNs: number, { counters = {}, ...values }: Ended): RecordingDelta {
  const columns = new Float64Array(COUNTERS.length);
  for (const [name, count] of Object.entries(counters)) {
    columns[COUNTER_INDEX[name as CounterName]] = count;
  }
  return {
    atNs,
    counters: columns,
    errors: new Float64Array(ERROR_KINDS.length),
    statuses: new Float64Array(0),
    stages: new Float64Array(0),
    histograms: WORKER_HISTOGRAMS.map((name) => histogramOf(values[name] ?? [])),
    errorSamples: [],
  };
}

/** Of few values: a recorder, which looks through all buckets, would take most of the time of thousands of virtual runs. */
function histogramOf(valuesNs: readonly number[]): HistogramDelta | undefined {
  if (valuesNs.length === 0) return undefined;
  const sorted = Float64Array.from(valuesNs, Math.round).sort();
  const counts = new Map<number, number>();
  for (const valueNs of sorted) {
    const index = bucketIndexOf(valueNs);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  return {
    count: sorted.length,
    sumNs: BigInt(sorted.reduce((sum, valueNs) => sum + valueNs, 0)),
    minNs: sorted[0]!,
    maxNs: sorted.at(-1)!,
    saturatedCount: 0,
    indices: Uint16Array.from(counts.keys()),
    counts: Uint32Array.from(counts.values()),
  };
}
