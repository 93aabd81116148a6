import type { Comparison } from "../../engine/decide/comparison/comparison.js";
import type { Row, Table } from "../section.js";
import { countComparisons, fewestFound, isFlagged, mostFlagged } from "./count-found.js";
import {
  bootstrapOf,
  countFlagged,
  inAnyOrder,
  normalForStudent,
  studentOnly,
  withoutHolm,
} from "./other-rules.js";
import type { Rule } from "./other-rules.js";
import { DRIFTS } from "./virtual-experiment.js";
import type { VirtualExperiment, VirtualMachine } from "./virtual-experiment.js";

/** Neighbouring runs are alike, and each is 1 % slower than the one before. */
const MACHINE: VirtualMachine = { runCv: 0.03, correlation: 0.6, drift: DRIFTS.line };
const CORRELATIONS = [0, 0.6] as const;
const MARGIN_PERCENT = 5;
/** What the oracle asks of each run CV. */
const POWERS = [
  { runCv: 0.01, quadCount: 3 },
  { runCv: 0.01, quadCount: 5 },
  { runCv: 0.03, quadCount: 10 },
  { runCv: 0.05, quadCount: 24 },
  { runCv: 0.1, quadCount: 90 },
] as const;

/** A table and how many of its rows are not as they must be. */
export interface Checked {
  readonly table: Table;
  readonly missedCount: number;
}

/** How often a target differs from itself. */
export function sameTable(seedCount: number): Checked {
  const bound = mostFlagged(seedCount);
  const cases = Object.entries(DRIFTS).flatMap(([name, drift]) =>
    CORRELATIONS.flatMap((correlation) =>
      [5, 10, 24].map((quadCount) => ({ name, drift, correlation, quadCount })),
    ),
  );
  const rows = cases.map(({ name, drift, correlation, quadCount }) => {
    const machine = { runCv: MACHINE.runCv, correlation, drift };
    const count = countComparisons({ machine, quadCount, ratio: 1 }, seedCount, isFlagged);
    return [name, correlation, quadCount, count, `≤ ${bound}`, met(count <= bound)] as const;
  });
  return checked(["drift", "correlation", "quads", "flagged", "bar", ""], rows);
}

/** How often 5 % are found. */
export function powerTable(seedCount: number): Checked {
  const bound = fewestFound(seedCount);
  const rows = CORRELATIONS.flatMap((correlation) =>
    POWERS.map(({ runCv, quadCount }) => {
      const machine = { runCv, correlation, drift: DRIFTS.line };
      const experiment = { machine, quadCount, ratio: 1.05 };
      const byStudent = countFlagged(experiment, seedCount, studentOnly);
      const found = countComparisons(experiment, seedCount, isSlower);
      // On fewer than 5 quads no verdict is given: there the bar is on Student's t.
      const barred = quadCount < 5 ? byStudent : found;
      const figures = [byStudent, found, `≥ ${bound}`, met(barred >= bound)] as const;
      return [`${100 * runCv} %`, correlation, quadCount, ...figures] as const;
    }),
  );
  const headings = ["run CV", "correlation", "quads", "t of one percentile", "found", "bar", ""];
  return checked(headings, rows);
}

/** How often targets are called equivalent that are, and that just are not. */
export function equivalenceTable(seedCount: number): Checked {
  const rows = [
    { ratio: 1, quadCount: 10, runCv: 0.03 },
    { ratio: 1.03, quadCount: 24, runCv: 0.03 },
    { ratio: 1.05, quadCount: 10, runCv: 0.03 },
    { ratio: 1 / 1.05, quadCount: 10, runCv: 0.03 },
  ].map(({ ratio, quadCount, runCv }) => {
    const machine = { runCv, correlation: 0, drift: DRIFTS.line };
    const experiment = { machine, quadCount, ratio };
    const count = (says: (comparison: Comparison) => boolean): number =>
      countComparisons(experiment, seedCount, says, MARGIN_PERCENT);
    const equivalent = count(({ percentiles }) => percentiles[0]?.verdict === "equivalent");
    const isOnMargin = Math.abs(Math.log(ratio)) >= Math.log(1.05) - 1e-9;
    const bound = mostFlagged(seedCount);
    return [
      `${(100 * (ratio - 1)).toFixed(1)} %`,
      quadCount,
      equivalent,
      count(isFlagged),
      isOnMargin ? `≤ ${bound}` : "–",
      isOnMargin ? met(equivalent <= bound) : "",
    ] as const;
  });
  return checked(
    ["difference", "quads", "p50 equivalent", "any flagged", "bar on equivalent", ""],
    rows,
  );
}

/** How often other rules find a difference of a target from itself. */
export function otherRulesTable(seedCount: number): Table {
  const still = { ...MACHINE, correlation: 0, drift: DRIFTS.none };
  const everyFourth = { ...MACHINE, drift: DRIFTS.everyFourth };
  const same = { machine: MACHINE, quadCount: 10, ratio: 1 };
  const abab = () => ["a", "b", "a", "b"] as const;
  const abba = () => ["a", "b", "b", "a"] as const;
  const cases: readonly (readonly [string, string, VirtualExperiment, Rule])[] = [
    ["ABAB in place of ABBA", "line", { ...same, sidesOfQuad: abab }, inAnyOrder],
    [
      "ABBA always, not in random order",
      "everyFourth",
      { ...same, machine: everyFourth, sidesOfQuad: abba },
      inAnyOrder,
    ],
    ["each of 5 percentiles by itself, without Holm", "line", same, withoutHolm],
    ["z in place of Student's t, 5 quads", "line", { ...same, quadCount: 5 }, normalForStudent],
    ...[3, 4, 5].map(
      (runCount) =>
        [
          `percentile bootstrap over ${runCount} runs of each, one percentile`,
          "none, no correlation",
          { ...same, machine: still },
          bootstrapOf(runCount),
        ] as const,
    ),
  ];
  return {
    headings: ["rule", "drift", `flagged of ${seedCount}`, "in percent"],
    rows: cases.map(([name, drift, experiment, rule]) => {
      const count = countFlagged(experiment, seedCount, rule);
      return [name, drift, String(count), `${((100 * count) / seedCount).toFixed(1)} %`];
    }),
  };
}

function isSlower({ verdict }: Comparison): boolean {
  return verdict === "slower";
}

const MISSED = "**missed**";

function met(isMet: boolean): string {
  return isMet ? "met" : MISSED;
}

function checked(
  headings: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Checked {
  const texts = rows.map((row): Row => row.map(String));
  return {
    table: { headings, rows: texts },
    missedCount: texts.filter((row) => row.includes(MISSED)).length,
  };
}
