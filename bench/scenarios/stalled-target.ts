import { figuresOf } from "../bars.js";
import { figure, nsToUs } from "../figures.js";
import { median } from "../median.js";
import { startOwnProcess } from "../own-process.js";
import { ours } from "../peers/ours.js";
import type { Peer, PeerReport } from "../peers/index.js";
import type { Row, Section } from "../section.js";
import type { Setting } from "../setting.js";
import { absentRows, ownMedian, ownVerdicts, roundsTable } from "./peer-tables.js";
import { entrants } from "./peer-scenarios.js";
import { measureRounds, perRound, present } from "./samples.js";
import type { Sample, Task } from "./samples.js";

const RATE_PER_SECOND = 100;
const CONNECTIONS = 10;
const SECONDS = 3;
const STALL_SECONDS = 1;

/**
 * Response time at a quantile when one of the seconds is a stall: λS of N arrivals wait, uniformly on 0…S, so
 * Q(q) = S·(1 − (1 − q)·N/(λS)) for the quantiles above 1 − λS/N.
 *
 * @param quantile - above 2/3 here
 */
export function theoryNs(quantile: number): number {
  const requestCount = RATE_PER_SECOND * SECONDS;
  const delayedCount = RATE_PER_SECOND * STALL_SECONDS;
  return STALL_SECONDS * 1e9 * (1 - ((1 - quantile) * requestCount) / delayedCount);
}

/** How far a measured time lies from theory, in percent of theory, without sign. */
export function errorPercent(measuredNs: number, quantile: number): number {
  const expectedNs = theoryNs(quantile);
  return (100 * Math.abs(measuredNs - expectedNs)) / expectedNs;
}

function medianNs(samples: readonly Sample[], name: string, which: "p50" | "p90" | "p99") {
  return median(present(perRound(samples, name, (report) => report[which]?.valueNs)));
}

function toolRow(samples: readonly Sample[], { name }: Peer): Row {
  const milliseconds = (which: "p50" | "p90" | "p99"): string => {
    const valueNs = medianNs(samples, name, which);
    return figure(valueNs === undefined ? undefined : valueNs / 1e6, 1);
  };
  const error = (which: "p90" | "p99", quantile: number): string => {
    const valueNs = medianNs(samples, name, which);
    return figure(valueNs === undefined ? undefined : errorPercent(valueNs, quantile), 2);
  };
  const times = (["p50", "p90", "p99"] as const).map(milliseconds);
  return [name, ...times, error("p90", 0.9), error("p99", 0.99), ""];
}

function ownErrorPercent(samples: readonly Sample[], quantile: 0.9 | 0.99): number | undefined {
  const pick = (report: PeerReport): number | undefined =>
    quantile === 0.9 ? report.own?.responseNsP90 : report.own?.responseNsP99;
  return ownMedian(samples, (report) => {
    const measuredNs = pick(report);
    return measuredNs === undefined ? undefined : errorPercent(measuredNs, quantile);
  });
}

function serviceUs(samples: readonly Sample[]): number | undefined {
  return ownMedian(samples, (report) => nsToUs(report.own?.serviceNsP50));
}

function sectionOf(
  { entering, absent }: ReturnType<typeof entrants>,
  stalled: readonly Sample[],
  calm: readonly Sample[],
): Section {
  const stalledUs = serviceUs(stalled);
  const calmUs = serviceUs(calm);
  const shiftUs =
    stalledUs === undefined || calmUs === undefined ? undefined : Math.abs(stalledUs - calmUs);
  const headings = [
    "tool",
    "p50 ms",
    "p90 ms",
    "p99 ms",
    "p90 off theory %",
    "p99 off theory %",
    "",
  ];
  const theory: Row = [
    "theory",
    "–",
    figure(theoryNs(0.9) / 1e6, 1),
    figure(theoryNs(0.99) / 1e6, 1),
    "",
    "",
    "",
  ];
  return {
    title: "Stalled target",
    notes: [
      `${RATE_PER_SECOND}/s over ${CONNECTIONS} connections for ${SECONDS} s against \`mesh-bench target\`, frozen once for ${STALL_SECONDS} s.`,
      `Our service p50: ${figure(stalledUs, 1)} µs with the stall, ${figure(calmUs, 1)} µs in the same run without it.`,
      `Our verdicts with the stall: ${ownVerdicts(stalled)}; without: ${ownVerdicts(calm)}.`,
    ],
    medians: {
      headings,
      rows: [
        theory,
        ...entering.map((peer) => toolRow(stalled, peer)),
        ...absentRows(absent, headings.length),
      ],
    },
    rounds: roundsTable([
      ...stalled,
      ...calm.map((sample) => ({ ...sample, peerName: "mesh-bench, no stall" })),
    ]),
    figures: figuresOf({
      stalledP90ErrorPercent: ownErrorPercent(stalled, 0.9),
      stalledP99ErrorPercent: ownErrorPercent(stalled, 0.99),
      stalledServiceShiftUs: shiftUs,
    }),
  };
}

/** Asks the target to freeze one second from now; it answers at once. */
async function requestStall(targetUrl: string): Promise<void> {
  const response = await fetch(`${targetUrl}/control?stall=${STALL_SECONDS}s@1s`);
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`the target answered ${response.status} to the stall`);
}

/** The experiment that tells a planned schedule from none: oracle 8, against every tool with a rate. */
export async function stalledTarget(setting: Setting): Promise<Section> {
  const target = await startOwnProcess(setting, {
    name: "target",
    portFlag: "--http-port",
    core: setting.cores.target,
    readyPath: "/echo",
  });
  try {
    const task: Task = {
      url: `${target.url}/echo`,
      connections: CONNECTIONS,
      seconds: SECONDS,
      ratePerSecond: RATE_PER_SECOND,
      certificateFile: setting.target.certificateFile,
    };
    const field = entrants(task);
    const onStart = (): Promise<void> => requestStall(target.url);
    const stalled = await measureRounds(setting, { peers: field.entering, task, onStart });
    const calm = await measureRounds(setting, { peers: [ours], task });
    return sectionOf(field, stalled, calm);
  } finally {
    await target.close();
  }
}
