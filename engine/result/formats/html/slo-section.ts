import type { RunResult } from "../../../core/frame.js";
import type { SloReport, SloVerdict } from "../../../core/slo.js";
import {
  NOTHING,
  countText,
  observedText,
  sloObservedText,
  sloRemarks,
} from "../../../core/text/index.js";
import type { Row, Section, TileView, ViewTone } from "./view.js";

const LOOKS: Readonly<Record<SloVerdict, { readonly mark: string; readonly tone: ViewTone }>> = {
  passed: { mark: "✓ passed", tone: "good" },
  failed: { mark: "✕ failed", tone: "bad" },
  inconclusive: { mark: "? inconclusive", tone: "warn" },
};

/** What became of the run's objectives; nothing of a run without any. */
export function sloSections({ slo }: RunResult): readonly Section[] {
  if (slo.length === 0) return [];
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
            { text: "what else is known", isWords: true },
          ],
          rows: slo.map(toRow),
        },
      ],
    },
  ];
}

function toRow(report: SloReport): Row {
  const { expression, verdict, bound, unit } = report;
  const remarks = sloRemarks(report);
  return {
    name: expression,
    cells: [
      LOOKS[verdict].mark,
      sloObservedText(report),
      observedText(bound, unit),
      remarks.length === 0 ? NOTHING : remarks.join(", "),
    ],
    tone: LOOKS[verdict].tone,
  };
}

/** How many objectives were met, in one number; nothing of a run without any. */
export function sloTiles({ slo }: RunResult): readonly TileView[] {
  if (slo.length === 0) return [];
  const countOf = (verdict: SloVerdict): number =>
    slo.filter((objective) => objective.verdict === verdict).length;
  const [failed, undecided] = [countOf("failed"), countOf("inconclusive")];
  return [
    {
      title: "Objectives met",
      value: `${countText(countOf("passed"))} of ${countText(slo.length)}`,
      note: `${countText(failed)} failed, ${countText(undecided)} inconclusive`,
      tone: failed > 0 ? "bad" : undecided > 0 ? "warn" : "good",
    },
  ];
}
