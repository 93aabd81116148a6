import type { Phase, SeriesLatency, SeriesPoint, Stretch } from "../core/frame.js";
import type { TotalHistogram } from "../core/histogram/index.js";
import type { Accumulator } from "./accumulator.js";

/** What a point of a result's series is computed from. */
export interface IntervalFacts {
  /** Since the run's start. */
  readonly fromSeconds: number;
  readonly seconds: number;
  readonly phase: Phase;
  /** How much of it lies in the measured window. */
  readonly measuredSeconds: number;
  readonly requestedPerSecond: number | null;
  readonly inFlight: number;
  readonly queued: number;
  readonly recorded: Accumulator;
}

/**
 * @param stretch - the public view of what was recorded in the interval
 * @param encode - writes a histogram as text; undefined where the series is to have none
 * @returns the interval's point of the series
 */
export function toSeriesPoint(
  { recorded, fromSeconds, seconds, phase, inFlight, queued }: IntervalFacts,
  { requests, rate, latency, errors }: Stretch,
  encode: ((histogram: TotalHistogram) => string) | undefined,
): SeriesPoint {
  const short = (name: keyof SeriesPoint["latency"]): SeriesLatency => ({
    count: latency[name].count,
    percentiles: latency[name].percentiles,
  });
  const whole = (name: "response" | "service"): SeriesLatency =>
    encode === undefined
      ? short(name)
      : { ...short(name), encoded: encode(recorded.histogram(name)) };
  return {
    fromSeconds,
    seconds,
    phase,
    requests,
    rate,
    latency: {
      response: whole("response"),
      service: whole("service"),
      lateness: short("lateness"),
    },
    errors,
    inFlight,
    queued,
  };
}
