import type { RunClock } from "../../core/run-clock.js";
import type { TargetLog } from "../../core/target-log.js";

/** What a target's log has of one run, in the order of arrival. Units: nanoseconds since the run's start. */
export interface RunArrivals {
  readonly arrivalNs: Float64Array;
  /** NaN for a request that nothing was done with. */
  readonly departureNs: Float64Array;
}

/** @returns the requests that arrived between a run's start and its end, whoever has sent them */
export function arrivalsDuring({ startedAtNs, endedAtNs }: RunClock, log: TargetLog): RunArrivals {
  const startedNs = BigInt(startedAtNs);
  const aheadNs = Number(log.originNs - startedNs);
  const endedNs = Number(BigInt(endedAtNs) - startedNs);
  const arrivedNs = log.arrivalNs.map((ns) => ns + aheadNs);
  // One that is still under way in a log that is read from memory has no arrival yet: NaN fails both.
  const sequences = Uint32Array.from(arrivedNs.keys()).filter((sequence) => {
    const ns = arrivedNs[sequence] ?? Number.NaN;
    return ns >= 0 && ns <= endedNs;
  });
  sequences.sort((a, b) => (arrivedNs[a] ?? 0) - (arrivedNs[b] ?? 0));
  return {
    arrivalNs: Float64Array.from(sequences, (sequence) => arrivedNs[sequence] ?? 0),
    departureNs: Float64Array.from(
      sequences,
      (sequence) => (log.departureNs[sequence] ?? Number.NaN) + aheadNs,
    ),
  };
}
