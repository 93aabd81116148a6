import type { FloorReport, RunResult } from "../../../core/frame.js";
import { loadText, rateText, reasonText, secondsText } from "../../../core/text/index.js";
import { factsTable, statisticsTable } from "./tables.js";
import type { LatencyColumn } from "./tables.js";
import type { Section } from "./view.js";

/** The least that can be measured here, beside what was measured; nothing where no floor was asked for. */
export function floorSections({ floor, latency }: RunResult): readonly Section[] {
  if (floor === undefined) return [];
  const columns = (["response", "service", "lateness"] as const).flatMap(
    (name): readonly LatencyColumn[] => [
      { head: { text: name }, statistics: latency[name] },
      { head: { text: `floor of ${name}` }, statistics: floor.latency[name] },
    ],
  );
  return [
    {
      id: "floor",
      title: "Floor",
      width: "full",
      parts: [
        {
          kind: "note",
          text: "What this machine and the generator alone need for the same load: a null target on the loopback. It is never subtracted.",
        },
        statisticsTable(
          "Run and floor",
          columns,
          floor.spec.percentiles.map(String),
          // The floor is the shorter of the two.
          floor.latency.response.count,
        ),
        factsTable("How the floor was measured", factsOf(floor)),
      ],
    },
  ];
}

function factsOf(floor: FloorReport): readonly (readonly [string, string])[] {
  return [
    ["load", loadText(floor.spec)],
    ["measured", secondsText(floor.measuredSeconds)],
    ["requested", rateText(floor.requestedPerSecond)],
    ["achieved", rateText(floor.achievedPerSecond)],
    ["generator", [floor.verdict, ...floor.reasons.map(reasonText)].join("; ")],
  ];
}
