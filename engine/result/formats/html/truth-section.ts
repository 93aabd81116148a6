import { assertNever } from "../../../core/errors.js";
import type { LatencyStatistics } from "../../../core/histogram/index.js";
import type { RunResult } from "../../../core/frame.js";
import {
  TIME_ERROR_REMARK,
  countText,
  percentileName,
  percentileText,
  timeErrorTexts,
  timeText,
} from "../../../core/text/index.js";
import type { ArrivalBins, ArrivalsTruth, ComparedTimes } from "../../../core/truth.js";
import { factsTable } from "./tables.js";
import type { Part, Section, Table } from "./view.js";

type Fact = readonly [string, string];

/** What the target's own log says; nothing of a result that was not held against one. */
export function truthSections({ truth, latency }: RunResult): readonly Section[] {
  if (truth === undefined) return [];
  const { response, service, arrivals } = truth;
  const parts: readonly Part[] = [
    factsTable("Arrivals", arrivalFacts(arrivals)),
    ...(response === null ? [] : [timesTable("Response", latency.response, response)]),
    timesTable("Service", latency.service, service),
    {
      kind: "note",
      text: TIME_ERROR_REMARK,
    },
  ];
  return [{ id: "truth", title: "What the target saw", width: "full", parts }];
}

function arrivalFacts(arrivals: ArrivalsTruth): readonly Fact[] {
  const arrived: Fact = ["arrived", countText(arrivals.arrivedCount)];
  switch (arrivals.kind) {
    case "matched":
      return [
        ["planned", countText(arrivals.plannedCount)],
        arrived,
        ...Object.entries(arrivals.offset.percentiles).map(([name, ns]): Fact => [
          `off the plan, p${name}`,
          timeText(ns),
        ]),
        ["off the plan, at most", timeText(arrivals.offset.max)],
        ["cumulative, at most", timeText(arrivals.offset.cumulativeMax)],
        binsFact(arrivals.bins),
      ];
    case "mismatched":
      return [
        ["planned", countText(arrivals.plannedCount)],
        arrived,
        ["not matched", arrivals.reason],
        binsFact(arrivals.bins),
      ];
    case "unplanned":
      return [
        ["sent", countText(arrivals.sentCount)],
        arrived,
        ...(arrivals.reason === null ? [] : [["doubt", arrivals.reason] as const]),
      ];
    default:
      return assertNever(arrivals);
  }
}

function binsFact({ count, withinCount, tolerance }: ArrivalBins): Fact {
  return [
    `stretches within ± ${countText(tolerance)} of the plan`,
    `${countText(withinCount)} of ${countText(count)}`,
  ];
}

function timesTable(
  label: string,
  reported: LatencyStatistics,
  { truth, error }: ComparedTimes,
): Table {
  const names = Object.keys(truth.percentiles).sort((a, b) => Number(a) - Number(b));
  return {
    kind: "table",
    label,
    heads: [label, "reported", "true", "error", "error, percent"].map((text) => ({ text })),
    rows: [
      ...names.map((name) => ({
        name: percentileName(name, truth.count),
        cells: [
          percentileText(reported.percentiles[name]),
          percentileText(truth.percentiles[name]),
          ...timeErrorTexts(error.percentiles[name]),
        ],
      })),
      {
        name: "max",
        cells: [timeText(reported.max), timeText(truth.max), ...timeErrorTexts(error.max)],
      },
      { name: "count", cells: [countText(reported.count), countText(truth.count), "", ""] },
    ],
  };
}
