import { figure, NO_FIGURE, nsToUs, reportedUs } from "../figures.js";
import { median, medianRatio } from "../median.js";
import { ours } from "../peers/ours.js";
import type { Peer, PeerReport, ReportedTime } from "../peers/index.js";
import type { Row, Table } from "../section.js";
import { cpuUsPerRequest, perRound, present } from "./samples.js";
import type { Cost, Sample } from "./samples.js";

type Pick = (report: PeerReport, cost: Cost) => number | undefined;

const rate: Pick = (report) => report.requestsPerSecond;
const megabytes: Pick = (_, cost) => cost.peakBytes / 1e6;

function medianOf(samples: readonly Sample[], peerName: string, pick: Pick): number | undefined {
  return median(present(perRound(samples, peerName, pick)));
}

/** Ours divided by one peer, round by round, then the median. */
export function ratioToOurs(samples: readonly Sample[], peerName: string): number | undefined {
  return medianRatio(perRound(samples, ours.name, rate), perRound(samples, peerName, rate));
}

/** The median of one figure of our own runs. */
export function ownMedian(samples: readonly Sample[], pick: Pick): number | undefined {
  return medianOf(samples, ours.name, pick);
}

/** How many rounds a tool failed, with the first reason; "" when none. */
function failureText(samples: readonly Sample[], peerName: string): string {
  const outcomes = samples.filter((sample) => sample.peerName === peerName);
  const reasons = outcomes.flatMap(({ outcome }) =>
    outcome.kind === "failed" ? [outcome.reason] : [],
  );
  const [first] = reasons;
  return first === undefined
    ? ""
    : `${reasons.length} of ${outcomes.length} rounds failed: ${first}`;
}

/** A median of printed times keeps the resolution that they were printed with. */
function medianTime(
  samples: readonly Sample[],
  peerName: string,
  which: "p50" | "p90" | "p99",
): ReportedTime | undefined {
  const valueNs = medianOf(samples, peerName, (report) => report[which]?.valueNs);
  const resolutionNs = medianOf(samples, peerName, (report) => report[which]?.resolutionNs);
  return valueNs === undefined || resolutionNs === undefined
    ? undefined
    : { valueNs, resolutionNs };
}

/** Rows for the tools that did not take part, with the reason in the last column. */
export function absentRows(absent: readonly Absence[], columnCount: number): readonly Row[] {
  return absent.map(({ peer, reason }) => [
    peer.name,
    ...Array.from({ length: columnCount - 2 }, () => "n/a"),
    reason,
  ]);
}

export interface Absence {
  readonly peer: Peer;
  readonly reason: string;
}

/** Throughput, cost and memory of closed runs. */
export function closedMedians(
  samples: readonly Sample[],
  peers: readonly Peer[],
  absent: readonly Absence[],
): Table {
  const headings = [
    "tool",
    "requests/s",
    "ours ÷ tool",
    "CPU µs/request",
    "peak memory MB",
    "failed requests",
    "remark",
  ];
  const rows = peers.map(({ name }) => [
    name,
    figure(medianOf(samples, name, rate), 0),
    figure(ratioToOurs(samples, name), 3),
    figure(medianOf(samples, name, cpuUsPerRequest), 2),
    figure(medianOf(samples, name, megabytes), 1),
    figure(
      medianOf(samples, name, (report) => report.failedCount),
      0,
    ),
    failureText(samples, name),
  ]);
  return { headings, rows: [...rows, ...absentRows(absent, headings.length)] };
}

/** The times that each tool reports at a given rate. */
export function openMedians(
  samples: readonly Sample[],
  peers: readonly Peer[],
  absent: readonly Absence[],
): Table {
  const headings = [
    "tool",
    "achieved requests/s",
    "reported p50 µs",
    "reported p99 µs",
    "CPU µs/request",
    "peak memory MB",
    "remark",
  ];
  const rows = peers.map(({ name }) => [
    name,
    figure(medianOf(samples, name, rate), 0),
    reportedUs(medianTime(samples, name, "p50")),
    reportedUs(medianTime(samples, name, "p99")),
    figure(medianOf(samples, name, cpuUsPerRequest), 2),
    figure(medianOf(samples, name, megabytes), 1),
    failureText(samples, name),
  ]);
  return { headings, rows: [...rows, ...absentRows(absent, headings.length)] };
}

/** The verdicts of our own runs with how often each was given, as `valid 4, suspect 1 (generatorBound)`. */
export function ownVerdicts(samples: readonly Sample[]): string {
  const verdicts = samples.flatMap(({ outcome }) => {
    const own = outcome.kind === "measured" ? outcome.report.own : undefined;
    if (own === undefined) return [];
    return [
      own.reasonCodes.length === 0 ? own.verdict : `${own.verdict} (${own.reasonCodes.join(", ")})`,
    ];
  });
  const distinct = [...new Set(verdicts)];
  return distinct
    .map(
      (verdict) =>
        `${verdict}: ${verdicts.filter((v) => v === verdict).length} of ${verdicts.length}`,
    )
    .join("; ");
}

function sampleRow({ peerName, round, place, outcome }: Sample): Row {
  if (outcome.kind === "failed") {
    return [
      String(round),
      String(place),
      peerName,
      ...Array.from({ length: 12 }, () => NO_FIGURE),
      outcome.reason,
    ];
  }
  const { report, cost } = outcome;
  const { own } = report;
  return [
    String(round),
    String(place),
    peerName,
    figure(report.requestsPerSecond, 0),
    figure(report.requestCount, 0),
    figure(cost.targetRequestCount, 0),
    figure(report.failedCount, 0),
    figure(cpuUsPerRequest(report, cost), 2),
    figure(cost.peakBytes / 1e6, 1),
    reportedUs(report.p50),
    reportedUs(report.p90),
    reportedUs(report.p99),
    figure(nsToUs(own?.latenessNsP50), 1),
    figure(nsToUs(own?.serviceNsP50), 1),
    figure(nsToUs(own?.serviceNsP99), 1),
    own === undefined ? "" : [own.verdict, ...own.reasonCodes].join(" "),
  ];
}

/** Every round of every tool, in the order in which they ran. */
export function roundsTable(samples: readonly Sample[]): Table {
  return {
    headings: [
      "round",
      "place",
      "tool",
      "requests/s",
      "requests, tool",
      "requests, target",
      "failed",
      "CPU µs/request",
      "peak MB",
      "p50 µs",
      "p90 µs",
      "p99 µs",
      "lateness p50 µs",
      "service p50 µs",
      "service p99 µs",
      "verdict or failure",
    ],
    rows: samples.map(sampleRow),
  };
}
