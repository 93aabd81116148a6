import { figure, NO_FIGURE } from "../figures.js";
import { median } from "../median.js";
import type { PeerReport, ReportedTime } from "../peers/index.js";
import type { Row, Table } from "../section.js";
import type { Entrant, Field } from "./entrants.js";
import type { TruthSample } from "./samples.js";
import type { TrueFigures, TrueStatistics } from "./true-figures.js";

/** The statistics that every tool is held to. */
const STATISTICS = [
  { name: "p50", reported: "p50", truth: "p50Ns" },
  { name: "p99", reported: "p99", truth: "p99Ns" },
  { name: "max", reported: "max", truth: "maxNs" },
] as const;

type Statistic = (typeof STATISTICS)[number];
type Measured = Extract<TruthSample["outcome"], { kind: "measured" }>;
type Pick = (measured: Measured) => number | undefined;

const LEFT_COLUMNS = ["tool", "load", "requests, log", "requests, tool"];
const RIGHT_COLUMNS = ["faults, log", "errors, tool", "remark"];

/** What a tool's times are held against: its response time at a rate, its service time in a closed run. */
export function heldAgainst({ response, service }: TrueFigures): TrueStatistics {
  return response ?? service;
}

/** How far a reported time is off, in percent of the true one. A printed 0 is 100 % off, however coarse the tool is. */
export function errorPercent(
  reported: ReportedTime | undefined,
  trueNs: number,
): number | undefined {
  if (reported === undefined || trueNs === 0) return undefined;
  return (100 * (reported.valueNs - trueNs)) / trueNs;
}

/** Medians over the rounds, and of each error the range as well. */
export function mediansTable(samples: readonly TruthSample[], { entering, absent }: Field): Table {
  const headings = [
    ...LEFT_COLUMNS,
    ...STATISTICS.flatMap(({ name }) => [`${name} true ms`, `${name} told ms`, `${name} off %`]),
    ...RIGHT_COLUMNS,
  ];
  const missing = Array.from({ length: headings.length - 2 }, () => NO_FIGURE);
  return {
    headings,
    rows: [
      ...entering.map((entrant) => medianRow(samples, entrant)),
      ...absent.map(({ name }, index): Row => [name, ...missing, `(${index + 1})`]),
    ],
  };
}

/** Why a tool has no figures, by the mark in its row. */
export function footnotes({ absent }: Field): readonly string[] {
  return absent.map(({ name, reason }, index) => `(${index + 1}) ${name}: ${reason}.`);
}

function medianRow(samples: readonly TruthSample[], entrant: Entrant): Row {
  const own = samples.filter((sample) => sample.entrant === entrant);
  const measured = own.flatMap(({ outcome }) => (outcome.kind === "measured" ? [outcome] : []));
  const values = (pick: Pick): readonly number[] =>
    measured.map(pick).filter((value) => value !== undefined);
  const middle = (pick: Pick, decimals: number): string => figure(median(values(pick)), decimals);
  return [
    entrant.name,
    loadText(entrant),
    middle(({ truth }) => truth.requestCount, 0),
    middle(({ report }) => report.requestCount, 0),
    ...STATISTICS.flatMap((statistic) => [
      middle(({ truth }) => trueMs(truth, statistic), 2),
      middle(({ report }) => reportedMs(report, statistic), 2),
      rangeText(values((each) => errorOf(each, statistic))),
    ]),
    middle(({ truth }) => truth.injectedCount, 0),
    middle(({ report }) => report.failedCount, 0),
    remarkText(own, median(values(({ report }) => report.own?.resentCount))),
  ];
}

function loadText({ ratePerSecond }: Entrant): string {
  return ratePerSecond === undefined ? "closed" : `${figure(ratePerSecond, 0)}/s`;
}

function trueMs(truth: TrueFigures, statistic: Statistic): number {
  return heldAgainst(truth)[statistic.truth] / 1e6;
}

function reportedMs(report: PeerReport, statistic: Statistic): number | undefined {
  const valueNs = report[statistic.reported]?.valueNs;
  return valueNs === undefined ? undefined : valueNs / 1e6;
}

function errorOf({ report, truth }: Measured, statistic: Statistic): number | undefined {
  return errorPercent(report[statistic.reported], heldAgainst(truth)[statistic.truth]);
}

/** The median, and what it lies between when there are several rounds. */
function rangeText(values: readonly number[]): string {
  const middle = signed(median(values));
  if (values.length < 2) return middle;
  return `${middle} (${signed(Math.min(...values))}…${signed(Math.max(...values))})`;
}

function signed(percent: number | undefined): string {
  const text = figure(percent, 1);
  return percent !== undefined && percent > 0 ? `+${text}` : text;
}

function remarkText(samples: readonly TruthSample[], resentCount = 0): string {
  const reasons = samples.flatMap(({ outcome }) =>
    outcome.kind === "failed" ? [outcome.reason] : [],
  );
  const [first] = reasons;
  return [
    ...verdictTexts(samples),
    ...(resentCount === 0 ? [] : [`${figure(resentCount, 0)} sent again`]),
    ...(first === undefined
      ? []
      : [`${reasons.length} of ${samples.length} rounds failed: ${first}`]),
  ].join("; ");
}

/** What ours says of itself, and in how many rounds. */
function verdictTexts(samples: readonly TruthSample[]): readonly string[] {
  const verdicts = samples.flatMap(({ outcome }) =>
    outcome.kind === "measured" && outcome.report.own !== undefined
      ? [outcome.report.own.verdict]
      : [],
  );
  return [...new Set(verdicts)].map(
    (verdict) =>
      `${verdict}: ${verdicts.filter((each) => each === verdict).length} of ${verdicts.length}`,
  );
}

/** Every round of every tool, in the order in which they ran. */
export function roundsTable(samples: readonly TruthSample[]): Table {
  const kinds = ["true response", "true service", "told"];
  const headings = [
    "round",
    "place",
    ...LEFT_COLUMNS,
    ...kinds.flatMap((kind) => STATISTICS.map(({ name }) => `${kind} ${name} ms`)),
    "behind the plan, max ms",
    "cut off by the tool, log",
    ...RIGHT_COLUMNS.slice(0, -1),
    "verdict or failure",
  ];
  return { headings, rows: samples.map((sample) => roundRow(sample, headings.length)) };
}

function roundRow({ entrant, round, place, outcome }: TruthSample, columnCount: number): Row {
  const left = [String(round), String(place), entrant.name, loadText(entrant)];
  if (outcome.kind === "failed") {
    const missing = Array.from({ length: columnCount - left.length - 1 }, () => NO_FIGURE);
    return [...left, ...missing, outcome.reason];
  }
  const { report, truth } = outcome;
  const { own } = report;
  const times = (of: TrueStatistics | undefined): readonly string[] =>
    STATISTICS.map(({ truth: key }) => figure(of === undefined ? undefined : of[key] / 1e6, 3));
  return [
    ...left,
    figure(truth.requestCount, 0),
    figure(report.requestCount, 0),
    ...times(truth.response),
    ...times(truth.service),
    ...STATISTICS.map((statistic) => figure(reportedMs(report, statistic), 3)),
    figure(truth.behindNsMax === undefined ? undefined : truth.behindNsMax / 1e6, 3),
    figure(truth.cutOffCount, 0),
    figure(truth.injectedCount, 0),
    figure(report.failedCount, 0),
    own === undefined ? "" : [own.verdict, ...own.reasonCodes].join(" "),
  ];
}
