import type { RunResult } from "../../../core/frame.js";
import type { PercentileValue } from "../../../core/histogram/index.js";
import { NOTHING, countText, percentileText, rateText } from "../../../core/text/index.js";
import type { Section, TileView, ViewTone } from "./view.js";

type ObjectiveVerdict = "passed" | "failed" | "inconclusive";

/** What a page says of an objective. */
interface ObjectiveReport {
  readonly expression: string;
  readonly verdict: ObjectiveVerdict;
  readonly unit: "ns" | "percent" | "perSecond";
  readonly bound: number;
  readonly observed: PercentileValue;
}

const LOOKS: Readonly<
  Record<ObjectiveVerdict, { readonly mark: string; readonly tone: ViewTone }>
> = {
  passed: { mark: "✓ passed", tone: "good" },
  failed: { mark: "✕ failed", tone: "bad" },
  inconclusive: { mark: "? inconclusive", tone: "warn" },
};

/** What became of the run's objectives; nothing of a run without any. */
export function sloSections(result: RunResult): readonly Section[] {
  const objectives = objectivesOf(result);
  if (objectives.length === 0) return [];
  return [
    {
      id: "objectives",
      title: "Objectives",
      width: "full",
      parts: [
        {
          kind: "table",
          label: "Objectives",
          heads: [
            { text: "Objective" },
            { text: "verdict", isWords: true },
            { text: "observed" },
            { text: "bound" },
          ],
          rows: objectives.map(({ expression, verdict, observed, bound, unit }) => ({
            name: expression,
            cells: [LOOKS[verdict].mark, valueText(observed, unit), valueText(bound, unit)],
            tone: LOOKS[verdict].tone,
          })),
        },
      ],
    },
  ];
}

/** How many objectives were met, in one number; nothing of a run without any. */
export function sloTiles(result: RunResult): readonly TileView[] {
  const objectives = objectivesOf(result);
  if (objectives.length === 0) return [];
  const countOf = (verdict: ObjectiveVerdict): number =>
    objectives.filter((objective) => objective.verdict === verdict).length;
  const [failed, undecided] = [countOf("failed"), countOf("inconclusive")];
  return [
    {
      title: "Objectives met",
      value: `${countText(countOf("passed"))} of ${countText(objectives.length)}`,
      note: `${countText(failed)} failed, ${countText(undecided)} inconclusive`,
      tone: failed > 0 ? "bad" : undecided > 0 ? "warn" : "good",
    },
  ];
}

function objectivesOf({ slo }: RunResult): readonly ObjectiveReport[] {
  return slo;
}

function valueText(value: PercentileValue, unit: ObjectiveReport["unit"]): string {
  if (unit === "ns") return percentileText(value);
  if (value === null) return NOTHING;
  const textOf = unit === "percent" ? shareText : rateText;
  if (typeof value === "number") return textOf(value);
  return value.high === null
    ? `≥ ${textOf(value.low)}`
    : `${textOf(value.low)}…${textOf(value.high)}`;
}

/** More digits than other shares have: an objective may ask for 99.99 %. */
function shareText(percent: number): string {
  return `${String(Number(percent.toFixed(4)))} %`;
}
