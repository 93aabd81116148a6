import type { RunResult } from "../../../core/frame.js";
import { countText, timeText } from "../../../core/text/index.js";
import { factsTable, statisticsTable } from "./tables.js";
import type { LatencyColumn } from "./tables.js";
import type { Section } from "./view.js";

/** Service time kept apart: by the place on the connection, by status class, and corrected where that was wanted. */
export function serviceSection({ serviceBy, correctedService, spec }: RunResult): Section {
  const { firstOnConnection, laterOnConnection, statusClass } = serviceBy;
  const columns: readonly LatencyColumn[] = [
    { head: { text: "first on connection" }, statistics: firstOnConnection },
    { head: { text: "later ones" }, statistics: laterOnConnection },
    ...Object.entries(statusClass).map(([text, statistics]) => ({ head: { text }, statistics })),
    ...(correctedService === undefined
      ? []
      : [
          {
            head: {
              text: "corrected",
              meaning: `Interpolated: what connections did not send at their interval of ${timeText(correctedService.expectedIntervalNs)} is filled in`,
            },
            statistics: correctedService,
          },
        ]),
  ];
  return {
    id: "service",
    title: "Service kept apart",
    width: "full",
    parts: [statisticsTable("Service kept apart", columns, spec.percentiles.map(String))],
  };
}

/** What the upstream took as the responses say, and what was left; nothing when the run did not ask. */
export function serverTimingSections({ serverTiming, spec }: RunResult): readonly Section[] {
  if (serverTiming === undefined) return [];
  const { header, metric, overhead, upstream } = serverTiming;
  const columns: readonly LatencyColumn[] = [
    {
      head: { text: "overhead", meaning: "Service − upstream, per request" },
      statistics: overhead,
    },
    { head: { text: "upstream", meaning: "As the responses say" }, statistics: upstream },
  ];
  const source = metric === undefined ? header : `${header}:${metric}`;
  return [
    {
      id: "server-timing",
      title: `Upstream, by ${source}`,
      width: "full",
      parts: [
        statisticsTable("Upstream and overhead", columns, spec.percentiles.map(String)),
        factsTable("Responses without a usable time", [
          ["without it", countText(serverTiming.missingCount)],
          ["not a time", countText(serverTiming.invalidCount)],
          ["above the service time", countText(serverTiming.negativeCount)],
        ]),
      ],
    },
  ];
}
