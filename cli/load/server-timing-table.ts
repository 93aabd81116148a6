import { countText } from "../../engine/core/index.js";
import type { RunResult } from "../../engine/core/index.js";
import { segment } from "./line.js";
import type { Line } from "./line.js";
import { statisticsRows } from "./statistics-table.js";
import { tableHead } from "./summary-layout.js";

/** @returns what the upstream took and what was left, as the responses say; nothing when the run did not ask */
export function serverTimingTable({ serverTiming, spec }: RunResult): readonly Line[] {
  if (serverTiming === undefined) return [];
  const { header, metric, overhead, upstream } = serverTiming;
  const source = metric === undefined ? header : `${header}:${metric}`;
  const { missingCount, invalidCount, negativeCount } = serverTiming;
  const left = [
    [missingCount, "without it"],
    [invalidCount, "not a time"],
    [negativeCount, "above the service time"],
  ] as const;
  const told = left.filter(([count]) => count > 0);
  return [
    ...tableHead(`Upstream, by ${source}`, ["overhead", "upstream"]),
    ...statisticsRows([overhead, upstream], spec.percentiles.map(String)),
    ...(told.length === 0
      ? []
      : [
          [
            segment("  responses ", "quiet"),
            segment(told.map(([count, what]) => `${countText(count)} ${what}`).join(" · ")),
          ],
        ]),
  ];
}
