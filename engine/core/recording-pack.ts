import type { HistogramDelta } from "./histogram/index.js";
import { ERROR_KINDS } from "./outcome.js";
import { COUNTERS, WORKER_HISTOGRAMS } from "./recording.js";
import type { RecordingDelta } from "./recording.js";
import type { WindowDelta } from "./slo-windows.js";

/**
 * A delta as one array of doubles, which crosses threads by transfer: posting forty small arrays took the worker's loop
 * away for a third of a millisecond at each tick, one array takes it for a few microseconds.
 *
 * ```
 *   [ atNs | counters … | errors … | n, n × (status, count) | n, n × (group, count, stages …) | windows: n, n × columns
 *     and the instant, or −1 | per histogram: count, then if it is above 0 sum ÷ 2^52, sum mod 2^52, min, max, saturated,
 *     m, m × (index + bucket count × 2^16) ]
 * ```
 */
export type PackedDelta = Float64Array;

const SUM_UNIT = 2n ** 52n;
/** More than the largest bucket index: an index and a count up to 2^37 share one double. */
const COUNT_UNIT = 2 ** 16;
const HISTOGRAM_SCALARS = 7;
/** In place of the length of rows that there are none of. */
const NO_WINDOWS = -1;

/** @returns the delta in one array of its own */
export function packDelta(delta: RecordingDelta): PackedDelta {
  const packed = new Float64Array(packedLength(delta));
  let at = 0;
  packed[at++] = delta.atNs;
  packed.set(delta.counters, at);
  at += COUNTERS.length;
  packed.set(delta.errors, at);
  at += ERROR_KINDS.length;
  for (const list of [delta.statuses, delta.stages]) {
    packed[at++] = list.length;
    packed.set(list, at);
    at += list.length;
  }
  at = packWindows(packed, at, delta.windows);
  for (let column = 0; column < WORKER_HISTOGRAMS.length; column++) {
    at = packHistogram(packed, at, delta.histograms[column]);
  }
  return packed;
}

/** @returns what was packed; error samples travel beside it */
export function unpackDelta(
  packed: PackedDelta,
  errorSamples: RecordingDelta["errorSamples"],
): RecordingDelta {
  const reader = new PackedReader(packed);
  const delta = {
    atNs: reader.next(),
    counters: reader.take(COUNTERS.length),
    errors: reader.take(ERROR_KINDS.length),
    statuses: reader.take(reader.next()),
    stages: reader.take(reader.next()),
  };
  const windows = unpackWindows(reader);
  return {
    ...delta,
    histograms: WORKER_HISTOGRAMS.map(() => unpackHistogram(reader)),
    errorSamples,
    ...(windows === undefined ? {} : { windows }),
  };
}

class PackedReader {
  readonly #packed: PackedDelta;
  #at = 0;

  constructor(packed: PackedDelta) {
    this.#packed = packed;
  }

  next(): number {
    const value = this.#packed[this.#at++];
    if (value === undefined) throw new RangeError("a packed delta is too short");
    return value;
  }

  take(length: number): Float64Array {
    this.#at += length;
    return this.#packed.subarray(this.#at - length, this.#at);
  }
}

function packedLength(delta: RecordingDelta): number {
  const windowsLength = delta.windows === undefined ? 1 : 2 + delta.windows.rows.length;
  const lists = 2 + delta.statuses.length + delta.stages.length + windowsLength;
  let length = 1 + COUNTERS.length + ERROR_KINDS.length + lists;
  for (let column = 0; column < WORKER_HISTOGRAMS.length; column++) {
    const histogram = delta.histograms[column];
    length += histogram === undefined ? 1 : HISTOGRAM_SCALARS + histogram.indices.length;
  }
  return length;
}

function packWindows(packed: PackedDelta, at: number, windows: WindowDelta | undefined): number {
  packed[at] = windows === undefined ? NO_WINDOWS : windows.rows.length;
  if (windows === undefined) return at + 1;
  packed[at + 1] = windows.plannedUntilNs;
  packed.set(windows.rows, at + 2);
  return at + 2 + windows.rows.length;
}

function unpackWindows(reader: PackedReader): WindowDelta | undefined {
  const length = reader.next();
  if (length === NO_WINDOWS) return undefined;
  return { plannedUntilNs: reader.next(), rows: reader.take(length) };
}

function packHistogram(
  packed: PackedDelta,
  from: number,
  histogram: HistogramDelta | undefined,
): number {
  let at = from;
  if (histogram === undefined) {
    packed[at++] = 0;
    return at;
  }
  packed[at++] = histogram.count;
  packed[at++] = Number(histogram.sumNs / SUM_UNIT);
  packed[at++] = Number(histogram.sumNs % SUM_UNIT);
  packed[at++] = histogram.minNs;
  packed[at++] = histogram.maxNs;
  packed[at++] = histogram.saturatedCount;
  const { indices, counts } = histogram;
  packed[at++] = indices.length;
  for (let position = 0; position < indices.length; position++) {
    packed[at++] = (indices[position] ?? 0) + (counts[position] ?? 0) * COUNT_UNIT;
  }
  return at;
}

function unpackHistogram(reader: PackedReader): HistogramDelta | undefined {
  const count = reader.next();
  if (count === 0) return undefined;
  const sumNs = BigInt(reader.next()) * SUM_UNIT + BigInt(reader.next());
  const scalars = { minNs: reader.next(), maxNs: reader.next(), saturatedCount: reader.next() };
  const entries = reader.take(reader.next());
  const indices = new Uint16Array(entries.length);
  const counts = new Uint32Array(entries.length);
  entries.forEach((entry, position) => {
    // Not `%`, which of doubles is a loop: it was a tenth of what a tick costs the main thread.
    const count = Math.floor(entry / COUNT_UNIT);
    counts[position] = count;
    indices[position] = entry - count * COUNT_UNIT;
  });
  return { count, sumNs, ...scalars, indices, counts };
}
