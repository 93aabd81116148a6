import {
  NS_PER_SECOND,
  TIME_ERROR_REMARK,
  assertNever,
  chosenPercentiles,
  countText,
  formatNs,
  loadText,
  percentileName,
  percentileText,
  requestText,
  secondsText,
  timeErrorTexts,
  timeText,
} from "../../engine/core/index.js";
import type {
  ArrivalBins,
  ArrivalOffsets,
  ComparedTimes,
  LatencyStatistics,
  RunResult,
  Truth,
} from "../../engine/core/index.js";
import { printable } from "../printable.js";
import { entry, joinParts, tableHead, tableLine } from "../load/summary-layout.js";
import { segment } from "../load/line.js";
import type { Line } from "../load/line.js";

const OFFSET_PERCENTILES_MAX = 3;

/**
 * A comparison with a target's log for people.
 *
 * @param columns - where long texts are broken; the tables need 79
 */
export function truthLines(result: RunResult, truth: Truth, columns: number): readonly Line[] {
  const { spec, latency, measuredSeconds } = result;
  return [
    [segment(printable(requestText(spec)), "strong")],
    [segment(`${loadText(spec)} · ${secondsText(measuredSeconds)} measured`, "quiet")],
    [segment(`${result.id}, against the log of its target`, "quiet")],
    [],
    ...arrivalLines(truth, columns),
    [],
    ...(truth.response === null
      ? []
      : [...timesTable("Response", latency.response, truth.response), []]),
    ...timesTable("Service", latency.service, truth.service),
    [],
    ...entry("", TIME_ERROR_REMARK, columns, "quiet"),
  ];
}

function arrivalLines({ arrivals }: Truth, columns: number): readonly Line[] {
  const arrived = `${countText(arrivals.arrivedCount)} arrived`;
  switch (arrivals.kind) {
    case "matched":
      return [
        ...entry("Arrivals", `${countText(arrivals.plannedCount)} planned, ${arrived}`, columns),
        ...entry("", offsetText(arrivals.offset), columns),
        ...entry("", binsText(arrivals.bins), columns),
      ];
    case "mismatched":
      return [
        ...entry("Arrivals", `${countText(arrivals.plannedCount)} planned, ${arrived}`, columns),
        ...entry("", printable(arrivals.reason), columns, "warning"),
        ...entry("", binsText(arrivals.bins), columns),
      ];
    case "unplanned":
      return [
        ...entry("Arrivals", `${countText(arrivals.sentCount)} sent, ${arrived}`, columns),
        ...(arrivals.reason === null ? [] : entry("", arrivals.reason, columns, "warning")),
      ];
    default:
      return assertNever(arrivals);
  }
}

function offsetText({ percentiles, max, cumulativeMax }: ArrivalOffsets): string {
  const names = chosenPercentiles(Object.keys(percentiles).map(Number), OFFSET_PERCENTILES_MAX);
  return joinParts([
    ...names.map((name, index) => {
      const text = `p${name} ${timeText(percentiles[name] ?? null)}`;
      return index === 0 ? `off the plan: ${text}` : text;
    }),
    `max ${timeText(max)}`,
    `cumulative at most ${timeText(cumulativeMax)}`,
  ]);
}

function binsText({ count, withinCount, tolerance, seconds, deviationMax }: ArrivalBins): string {
  return joinParts([
    `${countText(withinCount)} of ${countText(count)} stretches of ${formatNs(seconds * NS_PER_SECOND)} within ± ${tolerance} of the plan`,
    `at most ${countText(deviationMax)} off`,
  ]);
}

function timesTable(
  title: string,
  reported: LatencyStatistics,
  { truth, error }: ComparedTimes,
): readonly Line[] {
  const names = Object.keys(truth.percentiles).sort((a, b) => Number(a) - Number(b));
  return [
    ...tableHead(title, ["reported", "true", "error"]),
    ...names.map((name) =>
      tableLine(percentileName(name, truth.count), [
        percentileText(reported.percentiles[name]),
        percentileText(truth.percentiles[name]),
        ...timeErrorTexts(error.percentiles[name]),
      ]),
    ),
    tableLine("max", [timeText(reported.max), timeText(truth.max), ...timeErrorTexts(error.max)]),
    tableLine("count", [countText(reported.count), countText(truth.count)]),
    ...(truth.unanswered === 0 ? [] : [tableLine("unanswered", ["", countText(truth.unanswered)])]),
  ];
}
