import { figuresOf } from "../bars.js";
import type { BarFigures } from "../bars.js";
import { figure, nsToUs } from "../figures.js";
import { autocannon } from "../peers/autocannon.js";
import { PEERS } from "../peers/index.js";
import type { Peer, PeerReport } from "../peers/index.js";
import { wrk } from "../peers/wrk.js";
import type { Section } from "../section.js";
import type { Setting } from "../setting.js";
import {
  closedMedians,
  openMedians,
  ownMedian,
  ownVerdicts,
  ratioToOurs,
  roundsTable,
} from "./peer-tables.js";
import type { Absence } from "./peer-tables.js";
import { measureRounds } from "./samples.js";
import type { Sample, Task } from "./samples.js";

/** Connections of every run at a rate, as in the closed runs. */
const OPEN_CONNECTIONS = 32;

const CONNECTING_NOTE =
  "mesh-bench and h2load connect before their measured time, the others inside it: part of the difference is theirs " +
  "for connecting.";

interface Entrants {
  readonly entering: readonly Peer[];
  readonly absent: readonly Absence[];
}

/** Who takes part in a task, and why the others do not. */
export function entrants(task: Task): Entrants {
  const entering: Peer[] = [];
  const absent: Absence[] = [];
  for (const peer of PEERS) {
    const reason =
      peer.version() === undefined ? "not installed" : peer.refusal({ ...task, folder: "" });
    if (reason === undefined) entering.push(peer);
    else absent.push({ peer, reason });
  }
  return { entering, absent };
}

function notesOf(peers: readonly Peer[], samples: readonly Sample[]): readonly string[] {
  const notes = peers.flatMap(({ name, note }) =>
    note === undefined ? [] : [`${name}: ${note}.`],
  );
  const verdicts = ownVerdicts(samples);
  return verdicts === "" ? notes : [...notes, `Our verdicts: ${verdicts}.`];
}

function contestOf(setting: Setting, connections: number, url: string): Task {
  const { certificateFile } = setting.target;
  return { url, connections, seconds: setting.seconds, certificateFile };
}

async function closedSection(
  setting: Setting,
  title: string,
  task: Task,
): Promise<{ readonly section: Section; readonly samples: readonly Sample[] }> {
  const { entering, absent } = entrants(task);
  const { readRequestCount } = setting.target;
  const samples = await measureRounds(setting, { peers: entering, task, readRequestCount });
  const section: Section = {
    title,
    notes: notesOf(entering, samples),
    medians: closedMedians(samples, entering, absent),
    rounds: roundsTable(samples),
    figures: {},
  };
  return { section, samples };
}

/** Closed loop, as fast as 32 connections allow. */
export async function closed32(setting: Setting): Promise<Section> {
  const task = contestOf(setting, 32, setting.target.url);
  const title = "Closed max, 32 connections";
  const { section, samples } = await closedSection(setting, title, task);
  const figures = figuresOf({
    closed32ToWrk: ratioToOurs(samples, wrk.name),
    closed32ToAutocannon: ratioToOurs(samples, autocannon.name),
  });
  return { ...section, figures };
}

/** Closed loop over 5000 connections: what the tool pays for each of them. */
export async function closed5000(setting: Setting): Promise<Section> {
  const task = contestOf(setting, 5000, setting.target.url);
  const title = "Closed max, 5000 connections";
  const { section, samples } = await closedSection(setting, title, task);
  const figures = figuresOf({
    closed5000ToWrk: ratioToOurs(samples, wrk.name),
    closed5000PeakMegabytes: ownMedian(samples, (_, cost) => cost.peakBytes / 1e6),
  });
  return { ...section, notes: [CONNECTING_NOTE, ...section.notes], figures };
}

/** The closed loop over TLS 1.3, one cipher for all. */
export async function tls32(setting: Setting): Promise<Section> {
  const task = contestOf(setting, 32, setting.target.tlsUrl);
  const title = "TLS 1.3, closed max, 32 connections";
  const { section, samples } = await closedSection(setting, title, task);
  return { ...section, figures: figuresOf({ tls32ToWrk: ratioToOurs(samples, wrk.name) }) };
}

function responseOverServiceUs({ own }: PeerReport): number | undefined {
  if (own?.responseNsP50 === undefined || own.serviceNsP50 === undefined) return undefined;
  return (own.responseNsP50 - own.serviceNsP50) / 1000;
}

function ownOpenNote(samples: readonly Sample[]): string {
  const us = (pick: (report: PeerReport) => number | undefined): string =>
    figure(
      ownMedian(samples, (report) => nsToUs(pick(report))),
      1,
    );
  return (
    `Ours in µs, p50: lateness ${us((r) => r.own?.latenessNsP50)}, ` +
    `response ${us((r) => r.own?.responseNsP50)}, service ${us((r) => r.own?.serviceNsP50)}; ` +
    `p99: response ${us((r) => r.own?.responseNsP99)}, service ${us((r) => r.own?.serviceNsP99)}.`
  );
}

function openFigures(ratePerSecond: number, samples: readonly Sample[]): BarFigures {
  if (ratePerSecond !== 20_000) return {};
  return figuresOf({
    open20000LatenessUsP50: ownMedian(samples, (report) => nsToUs(report.own?.latenessNsP50)),
    open20000ResponseOverServiceUs: ownMedian(samples, responseOverServiceUs),
  });
}

/** A constant rate: what each tool says of the same fast target. */
export async function openLoop(setting: Setting, ratePerSecond: number): Promise<Section> {
  const closedTask = contestOf(setting, OPEN_CONNECTIONS, setting.target.url);
  const task: Task = { ...closedTask, ratePerSecond };
  const { entering, absent } = entrants(task);
  const { readRequestCount } = setting.target;
  const samples = await measureRounds(setting, { peers: entering, task, readRequestCount });
  return {
    title: `Open loop, ${figure(ratePerSecond, 0)} requests/s, ${OPEN_CONNECTIONS} connections`,
    notes: [ownOpenNote(samples), ...notesOf(entering, samples)],
    medians: openMedians(samples, entering, absent),
    rounds: roundsTable(samples),
    figures: openFigures(ratePerSecond, samples),
  };
}
