import type { TailAttribution } from "../../../core/attribution.js";
import type { RunResult } from "../../../core/frame.js";
import { STAGES } from "../../../core/stages/index.js";
import {
  countText,
  percentText,
  stageShareOf,
  stageText,
  timeText,
} from "../../../core/text/index.js";
import type { Bar, Row, Section } from "./view.js";

/** A name, and where the requests that it stands for spent their time. */
type NamedTail = readonly [name: string, tail: TailAttribution];

/** Where the requests of each tail spent their time; nothing of a result that does not say. */
export function tailSections({ attribution, load }: RunResult): readonly Section[] {
  if (attribution === undefined || attribution.all === null) return [];
  const stages = STAGES.map((stage) => ({
    stage,
    title: stageText(stage, load.model),
  }));
  const named = Object.entries(attribution.percentiles)
    .sort(([a], [b]) => Number(a) - Number(b))
    .flatMap(([name, tail]): readonly NamedTail[] => (tail === null ? [] : [[`p${name}`, tail]]));
  const tails: readonly NamedTail[] = [["all", attribution.all], ...named];
  return [
    {
      id: "tails",
      title: "Where the tail's time went",
      width: "full",
      parts: [
        {
          kind: "note",
          text: "Of the requests at or beyond each percentile of response: their mean time, and its parts.",
        },
        { kind: "bars", bars: tails.map((tail) => barOf(tail, load.model)), stages },
        {
          kind: "table",
          label: "Where the tail's time went",
          heads: [
            { text: "Tail" },
            { text: "from" },
            { text: "requests" },
            { text: "mean" },
            ...stages.map(({ title }) => ({ text: title })),
          ],
          rows: tails.map(rowOf),
        },
      ],
    },
  ];
}

function barOf([name, tail]: NamedTail, model: RunResult["load"]["model"]): Bar {
  const parts = STAGES.map((stage) => ({ stage, share: stageShareOf(tail, stage) }));
  const label = parts
    .map(({ stage, share }) => `${stageText(stage, model)} ${percentText(100 * share)}`)
    .join(", ");
  return { name, label, parts };
}

function rowOf([name, tail]: NamedTail): Row {
  return {
    name,
    cells: [
      timeText(tail.from),
      countText(tail.count),
      timeText(tail.response),
      ...STAGES.map(
        (stage) =>
          `${timeText(tail.parts[stage])} (${percentText(100 * stageShareOf(tail, stage))})`,
      ),
    ],
  };
}
