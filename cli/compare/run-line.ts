import {
  NS_PER_SECOND,
  RUNS_PER_QUAD,
  formatNs,
  loadText,
  maskSecrets,
  parseDurationNs,
  percentileText,
  rateText,
  requestText,
} from "../../engine/index.js";
import type { ComparedView, PlannedRun, RunResult } from "../../engine/index.js";
import { printable } from "../printable.js";
import type { Specs } from "./read-specs.js";

/** @returns what is about to be done, and how long that takes */
export function planLines({ a, b }: Specs, quads: number): readonly string[] {
  const runCount = RUNS_PER_QUAD * quads;
  const eachNs = parseDurationNs(a.duration ?? "0s") ?? 0;
  const warmupNs = parseDurationNs(a.warmup) ?? 0;
  // Without a duration the number of requests ends a run, and nobody knows when.
  const seconds = Math.ceil((runCount * (eachNs + warmupNs)) / NS_PER_SECOND);
  const time = eachNs === 0 ? "" : `, at least ${formatNs(seconds * NS_PER_SECOND)}`;
  return [
    `A  ${printable(requestText(maskSecrets(a)))}`,
    `B  ${printable(requestText(maskSecrets(b)))}`,
    `${loadText(a)} · ${quads} quads, ${runCount} runs${time} · seed ${a.seed}`,
  ];
}

/** What a line says of a run beside what the run says itself. */
export interface RunLineFacts {
  /** The latency that is compared. */
  readonly view: ComparedView;
  /** Which of how many. */
  readonly count: string;
}

/**
 * A finished run as a line for a log.
 *
 * `run  3/40  quad 1 BAAB  A  p50 1.20ms  p90 2.31ms  p99 5.02ms  achieved 998.7/s  valid`
 */
export function runLine(
  { side, quadIndex, order }: PlannedRun,
  { latency, spec, rate, generator, state }: RunResult,
  { view, count }: RunLineFacts,
): string {
  return [
    `run ${count.padStart(7)}`,
    `quad ${quadIndex + 1} ${order}`,
    side.toUpperCase(),
    ...spec.percentiles.map(
      (name) => `p${name} ${percentileText(latency[view].percentiles[String(name)])}`,
    ),
    `achieved ${rateText(rate.achievedPerSecond)}`,
    ...(state === "completed" ? [] : [state]),
    generator.verdict,
  ].join("  ");
}
