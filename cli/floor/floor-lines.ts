import {
  chosenPercentiles,
  loadText,
  percentText,
  percentileName,
  percentileText,
  rateText,
  secondsText,
  timeText,
} from "../../engine/core/index.js";
import type {
  FloorReport,
  LatencyStatistics,
  PercentileValue,
  ResolvedSpec,
  RunResult,
} from "../../engine/core/index.js";
import { segment, wrap } from "../load/line.js";
import type { Line } from "../load/line.js";
import type { Tone } from "../load/paint.js";
import { reasonText } from "../load/reason-text.js";
import { joinParts, tableHead, tableLine } from "../load/summary-layout.js";

/** The few seconds of a floor have little to say of what lies beyond. */
const HIGHEST_PERCENTILE = 99;
/**
 * Above this part of what was measured, the floor is more than what is left for the target: the figure says more of the
 * machine than of the target, and an error of 10 % in the floor is one of more than 10 % in the rest.
 */
const SHARE_LIMIT = 0.5;
const INDENT = "  ";

/** What the floor is shown beside. */
export type Measured = Pick<RunResult, "latency" | "spec">;

/**
 * A floor for people, beside what the run measured.
 *
 * @param columns - where long texts are broken; the table needs 79
 */
export function floorLines(
  measured: Measured,
  floor: FloorReport,
  columns: number,
): readonly Line[] {
  const { response, service } = floor.latency;
  const pairs = [measured.latency.response, response, measured.latency.service, service];
  const row = (name: string, value: (statistics: LatencyStatistics) => string): Line =>
    tableLine(name, pairs.map(value));
  const reported = floor.spec.percentiles.filter((percentile) => percentile <= HIGHEST_PERCENTILE);
  return [
    ...tableHead("Floor", ["response", "floor", "service", "floor"]),
    ...chosenPercentiles(reported, 4).map((name) =>
      row(percentileName(name, response.count), ({ percentiles }) =>
        percentileText(percentiles[name]),
      ),
    ),
    row("max", ({ max }) => timeText(max)),
    ...textLines(descriptionOf(measured.spec, floor), columns, "quiet"),
    ...remarksOn(measured, floor).flatMap((remark) => textLines(`- ${remark}`, columns, "warning")),
  ];
}

function textLines(text: string, columns: number, tone: Tone): readonly Line[] {
  return wrap(text, columns - INDENT.length).map((line) => [segment(`${INDENT}${line}`, tone)]);
}

function descriptionOf(spec: ResolvedSpec, floor: FloorReport): string {
  const missing = partsMissing(spec);
  return joinParts([
    "null target on the loopback",
    loadText(floor.spec),
    `${secondsText(floor.measuredSeconds)} measured`,
    `achieved ${rateText(floor.achievedPerSecond)}`,
    `generator ${floor.verdict}`,
    ...(missing.length === 0 ? [] : [`without the ${missing.join(", ")} of the run`]),
  ]);
}

/** What the run's requests have and the floor's have not. */
function partsMissing({ target, scenarios }: ResolvedSpec): readonly string[] {
  return [
    ...(scenarios === undefined ? [] : ["scenarios"]),
    ...(/^https:/i.test(target.url) ? ["TLS"] : []),
    ...(target.unixSocket === undefined ? [] : ["Unix socket"]),
    ...(Object.keys(target.headers).length === 0 ? [] : ["headers"]),
    ...(target.body === undefined ? [] : ["body"]),
  ];
}

/** Advice, not a verdict: the first that holds of what makes a floor worth less, or a result. */
function remarksOn({ latency }: Measured, floor: FloorReport): readonly string[] {
  if (floor.latency.response.count === 0) {
    return ["no request fell into these seconds: there is nothing to compare with"];
  }
  if (floor.verdict === "invalid") {
    const cause = floor.reasons.find(({ severity }) => severity === "invalid");
    const because = cause === undefined ? "" : ` (${reasonText(cause)})`;
    return [`the floor is itself invalid: it is no measure of this machine${because}`];
  }
  const name = middleOf(floor.spec.percentiles);
  const share = shareOf(
    floor.latency.response.percentiles[name],
    latency.response.percentiles[name],
  );
  if (!(share > SHARE_LIMIT)) return [];
  return [
    `the floor is ${percentText(100 * share)} of the response p${name}: most of what was measured is this machine's own`,
  ];
}

/** The median where it was asked for, else what is lowest. */
function middleOf(percentiles: readonly number[]): string {
  return String(percentiles.includes(50) ? 50 : Math.min(...percentiles));
}

/** @returns which part of the measured time the floor is, at least; NaN where one of them is not known */
function shareOf(
  floor: PercentileValue | undefined,
  measured: PercentileValue | undefined,
): number {
  return boundOf(floor, "low") / boundOf(measured, "high");
}

function boundOf(value: PercentileValue | undefined, side: "low" | "high"): number {
  if (value === undefined || value === null) return Number.NaN;
  return typeof value === "number" ? value : (value[side] ?? Infinity);
}
