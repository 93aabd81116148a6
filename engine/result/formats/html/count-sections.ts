import type { RunResult } from "../../../core/frame.js";
import {
  NOTHING,
  bytesText,
  countText,
  percentText,
  rateText,
  secondsText,
  timeText,
} from "../../../core/text/index.js";
import { factsTable } from "./tables.js";
import type { Row, Section } from "./view.js";

/** How requests ended, what was answered, and what carried them. */
export function countSections(result: RunResult): readonly Section[] {
  return [
    requestSection(result),
    statusSection(result),
    errorSection(result),
    loadSection(result),
    connectionSection(result),
  ];
}

/** @returns counts by name in a line: `200: 9,967   503: 18`; a dash for none */
export function countsLine(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${name}: ${countText(count)}`);
  return parts.length === 0 ? NOTHING : parts.join(", ");
}

function requestSection({ requests }: RunResult): Section {
  return {
    id: "requests",
    title: "Requests",
    width: "third",
    parts: [
      factsTable("Requests", [
        ["planned", countText(requests.planned)],
        ["completed", countText(requests.completed)],
        ["failed", countText(requests.failed)],
        ["timed out", countText(requests.timedOut)],
        ["unfinished", countText(requests.unfinished)],
        ["skipped", countText(requests.skipped)],
        ["waited for a connection", countText(requests.waitedForSlot)],
        ["sent again", countText(requests.resent)],
      ]),
    ],
  };
}

function statusSection({ status }: RunResult): Section {
  const rows = Object.entries(status).map(([code, count]) => [code, countText(count)] as const);
  return {
    id: "status",
    title: "Status codes",
    width: "third",
    parts:
      rows.length === 0
        ? [{ kind: "note", text: "No response." }]
        : [factsTable("Status codes", rows)],
  };
}

function errorSection({ errors, errorSamples }: RunResult): Section {
  const samples: Readonly<Record<string, string>> = errorSamples;
  const rows = Object.entries(errors).map(([kind, count]): Row => ({
    name: kind,
    cells: [countText(count), samples[kind] ?? NOTHING],
    tone: "bad",
  }));
  return {
    id: "errors",
    title: "Errors",
    width: "third",
    parts:
      rows.length === 0
        ? [{ kind: "note", text: "None." }]
        : [
            {
              kind: "table",
              label: "Errors",
              heads: [{ text: "Kind" }, { text: "requests" }, { text: "such as", isWords: true }],
              rows,
            },
          ],
  };
}

function loadSection({ load, rate, warmupBacklog }: RunResult): Section {
  return {
    id: "load",
    title: "Load",
    width: "half",
    parts: [
      factsTable("Load", [
        ["model", load.model],
        ["requested", rateText(rate.requestedPerSecond)],
        ["planned", rateText(rate.plannedPerSecond)],
        ["sent", rateText(rate.sentPerSecond)],
        ["achieved", rateText(rate.achievedPerSecond)],
        ["fidelity", `${load.fidelity}, ${percentText(load.waitedPercent)} waited`],
        ["catch-up", load.catchUp ?? NOTHING],
        ["pacing", load.pacing],
        ["skipped, the queue was full", countText(load.skippedBy.queueFull)],
        ["skipped, noticed too late", countText(load.skippedBy.late)],
        ...load.rateChanges.map(
          ({ atSeconds, factor, ratePerSecond }) =>
            [
              `rate from ${secondsText(atSeconds)} on`,
              ratePerSecond === null ? `× ${countText(factor)}` : rateText(ratePerSecond),
            ] as const,
        ),
        ...backlogFacts(warmupBacklog),
      ]),
    ],
  };
}

function backlogFacts(backlog: RunResult["warmupBacklog"]): readonly (readonly [string, string])[] {
  if (backlog === null) return [];
  return [
    ["in flight at the end of the warm-up", countText(backlog.inFlight)],
    ["queued then", countText(backlog.queued)],
    ["the oldest of them", timeText(backlog.oldestAgeNs)],
  ];
}

function connectionSection({ connections, bytes, measuredSeconds }: RunResult): Section {
  const carried = (count: number): string =>
    measuredSeconds > 0
      ? `${bytesText(count)} (${bytesText(count / measuredSeconds)}/s)`
      : bytesText(count);
  return {
    id: "connections",
    title: "Connections",
    width: "half",
    parts: [
      factsTable("Connections", [
        ["requested", countText(connections.requested)],
        ["opened", countText(connections.opened)],
        ["reused", countText(connections.reused)],
        ["closed by the target", countText(connections.closedByPeer)],
        ["retired", countText(connections.retired)],
        ["sent", carried(bytes.sent)],
        ["received", carried(bytes.received)],
      ]),
    ],
  };
}
