import { toCsv } from "../../result/formats/csv-table.js";
import type { Column } from "../../result/formats/csv-table.js";
import type { CurvePoint } from "./curve.js";
import type { CapacityReport } from "./report.js";

const COLUMNS: readonly Column<CurvePoint>[] = [
  { name: "ratePerSecond", cellOf: ({ ratePerSecond }) => ratePerSecond },
  { name: "achievedPerSecond", cellOf: ({ achievedPerSecond }) => achievedPerSecond },
  { name: "measuredSeconds", cellOf: ({ measuredSeconds }) => measuredSeconds },
  { name: "verdict", cellOf: ({ verdict }) => verdict },
];

/**
 * The curve of a search as CSV: a row per probe, by rate. Times are in nanoseconds, shares in percent; what is not known is
 * empty.
 */
export function capacityCsv({ curve, slo }: CapacityReport): string {
  const columns = slo.flatMap((expression, at): readonly Column<CurvePoint>[] => [
    { name: expression, cellOf: ({ objectives }) => objectives[at]?.observed },
    { name: `${expression} low`, cellOf: ({ objectives }) => objectives[at]?.low },
    { name: `${expression} high`, cellOf: ({ objectives }) => objectives[at]?.high },
  ]);
  return toCsv([...COLUMNS, ...columns], curve);
}
