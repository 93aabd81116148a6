import {
  chosenPercentiles,
  countText,
  percentileText,
  rateText,
  secondsText,
  shortPercentileName,
  sumOf,
} from "../../engine/core/index.js";
import type { Frame, LatencyStatistics, Stretch } from "../../engine/core/index.js";
import { untilText } from "./precision-lines.js";

/**
 * One interval of a run as a line for a log.
 *
 * `12.0s  measured  sent 998.7/s  achieved 998.7/s  response p50 1.2ms p99 3.4ms  service p50 …  errors 0  valid`
 *
 * @param percentiles - those the run computes
 */
export function plainLine(frame: Frame, percentiles: readonly number[]): string {
  const { interval } = frame;
  return [
    secondsText(frame.elapsedSeconds).padStart(6),
    frame.phase.padEnd(8),
    `sent ${rateText(interval.rate.sentPerSecond)}`,
    `achieved ${rateText(interval.rate.achievedPerSecond)}`,
    `response ${latencyText(interval.latency.response, percentiles)}`,
    `service ${latencyText(interval.latency.service, percentiles)}`,
    ...waiting(frame),
    `errors ${errorsText(interval)}`,
    ...(frame.until === undefined ? [] : [untilText(frame.until)]),
    frame.generator.verdict,
  ].join("  ");
}

function latencyText(latency: LatencyStatistics, percentiles: readonly number[]): string {
  return chosenPercentiles(percentiles, 3)
    .map(
      (name) =>
        `${shortPercentileName(name, latency.count)} ${percentileText(latency.percentiles[name])}`,
    )
    .join(" ");
}

/** A stall must not look like silence: what waits is named as soon as anything does. */
function waiting(frame: Frame): readonly string[] {
  return frame.queued === 0
    ? []
    : [`in flight ${countText(frame.inFlight)}  queued ${countText(frame.queued)}`];
}

function errorsText({ errors }: Stretch): string {
  const kinds = Object.entries(errors).map(([kind, count]) => `${kind} ${countText(count)}`);
  return kinds.length === 0 ? "0" : `${countText(sumOf(errors))} (${kinds.join(", ")})`;
}
