import type { RunResult } from "../../../core/frame.js";
import { PRECISION_VIEWS } from "../../../core/precision.js";
import type {
  PercentilePrecision,
  Precision,
  PrecisionLimit,
  PrecisionView,
} from "../../../core/precision.js";
import {
  NOTHING,
  countText,
  intervalText,
  percentileText,
  secondsText,
  trendText,
  untilReportText,
} from "../../../core/text/index.js";
import type { Part, Row, Section } from "./view.js";

const LIMITS: Readonly<Record<PrecisionLimit, string>> = {
  fewBatches: "the run is too short",
  littleSupport: "too few effective samples beyond",
  correlated: "too narrow: the run wandered",
};

/** How precise the percentiles are; nothing of a result that does not say. */
export function precisionSections(result: RunResult): readonly Section[] {
  const { precision } = result;
  if (precision === undefined) return [];
  return [
    {
      id: "precision",
      title: "Precision",
      width: "full",
      parts: [
        {
          kind: "note",
          text: "If the same run were made again and again, 95 of 100 such intervals would hold what a run without end would find.",
        },
        ...untilNotes(result),
        {
          kind: "table",
          label: "Confidence intervals",
          heads: [
            { text: "Percentile" },
            { text: "reported" },
            { text: "95 % interval" },
            { text: "effective samples" },
            { text: "requests beyond" },
            { text: "batches" },
            { text: "remark", isWords: true },
          ],
          rows: PRECISION_VIEWS.flatMap((view) => rowsOf(view, result, precision)),
        },
        ...trendNotes(precision),
      ],
    },
  ];
}

function rowsOf(view: PrecisionView, { latency }: RunResult, precision: Precision): readonly Row[] {
  return Object.entries(precision[view])
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([name, found]) => ({
      name: `${view} p${name}`,
      cells: [percentileText(latency[view].percentiles[name]), ...cellsOf(found)],
    }));
}

function cellsOf(found: PercentilePrecision): readonly string[] {
  const { effectiveSamples, unreliable } = found;
  return [
    intervalText(found),
    effectiveSamples === null ? NOTHING : countText(Math.round(effectiveSamples)),
    countText(found.support),
    `${countText(found.batches)} × ${secondsText(found.batchSeconds)}`,
    unreliable === null ? "" : LIMITS[unreliable],
  ];
}

function untilNotes({ until }: RunResult): readonly Part[] {
  return until === undefined ? [] : [{ kind: "note", text: `${untilReportText(until)}.` }];
}

function trendNotes({ stationarity }: Precision): readonly Part[] {
  const { trend } = stationarity;
  return trend === null ? [] : [{ kind: "note", text: `Over time: ${trendText(trend)}.` }];
}
