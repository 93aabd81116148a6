import {
  bytesText,
  countText,
  headlinePercentile,
  loadText,
  percentText,
  percentileName,
  percentileText,
  rateText,
  requestText,
  secondsText,
  stageText,
  sumOf,
  timeText,
} from "../../engine/core/index.js";
import type { RunResult } from "../../engine/core/index.js";
import { floorLines } from "../floor/floor-lines.js";
import { printable } from "../printable.js";
import { adviceOf } from "./advice.js";
import { segment, unbroken, wrap } from "./line.js";
import type { Line } from "./line.js";
import { toneOf } from "./paint.js";
import { precisionLines, untilLines } from "./precision-lines.js";
import { reasonText } from "./reason-text.js";
import { scenarioTable } from "./scenario-table.js";
import { sloLines } from "./slo-lines.js";
import { countsText, entry, joinParts, tableHead } from "./summary-layout.js";
import { serverTimingTable } from "./server-timing-table.js";
import { statisticsRows } from "./statistics-table.js";
import { tailTable } from "./tail-table.js";

/**
 * A finished run for people.
 *
 * @param columns - where long texts are broken; the table needs 79
 */
export function summaryLines(result: RunResult, columns: number): readonly Line[] {
  return [
    ...headlineLines(result, columns),
    [],
    ...latencyTable(result),
    ...blockOf([...untilLines(result, columns), ...precisionLines(result, columns)]),
    ...(result.floor === undefined ? [] : [[], ...floorLines(result, result.floor, columns)]),
    ...blockOf(tailTable(result)),
    ...blockOf(serverTimingTable(result)),
    ...blockOf(scenarioTable(result, columns)),
    ...blockOf(sloLines(result, columns)),
    [],
    ...countLines(result, columns),
    [],
    ...verdictLines(result, columns),
  ];
}

/** @returns the lines with an empty one before them; nothing of none */
function blockOf(lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [[], ...lines];
}

function headlineLines(result: RunResult, columns: number): readonly Line[] {
  const { spec, state, latency, rate, generator } = result;
  const name = headlinePercentile(Object.keys(latency.outcome.percentiles));
  const reason = result.reason === undefined ? "" : ` (${printable(result.reason)})`;
  const labels = Object.entries(result.labels).map(([key, value]) => `${key}=${printable(value)}`);
  return [
    [segment(printable(requestText(spec)), "strong")],
    [segment(`${loadText(spec)} · ${secondsText(result.measuredSeconds)} measured`, "quiet")],
    ...wrap(`${state}${reason} · ${result.id}`, columns).map((text) => [
      segment(text, state === "completed" ? "quiet" : "warning"),
    ]),
    ...(labels.length === 0
      ? []
      : wrap(labels.join("  "), columns).map((text) => [segment(text, "quiet")])),
    [],
    [
      segment(`  outcome ${percentileName(name, latency.outcome.count)} `, "quiet"),
      segment(percentileText(latency.outcome.percentiles[name]), "strong"),
      segment("     achieved ", "quiet"),
      segment(rateText(rate.achievedPerSecond), "strong"),
      segment("     generator ", "quiet"),
      segment(generator.verdict, toneOf(generator.verdict)),
    ],
  ];
}

function latencyTable({ latency, load, spec }: RunResult): readonly Line[] {
  const columns = [latency.response, latency.service, latency.lateness, latency.queue];
  const heads = ["response", "service", stageText("lateness", load.model), "queue"];
  return [
    ...tableHead(load.coordinated ? "Latency at saturation (coordinated)" : "Latency", heads),
    ...statisticsRows(columns, spec.percentiles.map(String)),
  ];
}

function countLines(result: RunResult, columns: number): readonly Line[] {
  return [
    ...entry("Requests", requestsText(result), columns),
    ...entry("Rate", ratesText(result), columns),
    ...entry("Load", fidelityText(result), columns),
    ...entry("Status", countsText(result.status), columns),
    ...errorLines(result, columns),
    ...entry("Bytes", bytesLine(result), columns),
    ...entry("Connections", connectionsText(result), columns),
    ...warmupLines(result, columns),
  ];
}

function requestsText({ requests }: RunResult): string {
  const parts = [
    `${countText(requests.completed)} completed`,
    `${countText(requests.failed)} failed`,
    `${countText(requests.timedOut)} timed out`,
    `${countText(requests.unfinished)} unfinished`,
    `${countText(requests.skipped)} skipped`,
  ];
  const resent = requests.resent === 0 ? "" : ` · ${countText(requests.resent)} sent again`;
  return `${countText(requests.planned)} planned = ${parts.map(unbroken).join(" + ")}${resent}`;
}

function ratesText({ rate }: RunResult): string {
  const { requestedPerSecond } = rate;
  return joinParts([
    ...(requestedPerSecond === null ? [] : [`requested ${rateText(requestedPerSecond)}`]),
    `planned ${rateText(rate.plannedPerSecond)}`,
    `sent ${rateText(rate.sentPerSecond)}`,
    `achieved ${rateText(rate.achievedPerSecond)}`,
  ]);
}

function fidelityText({ load, requests }: RunResult): string {
  if (load.model === "closed") return "closed: each request follows an answer";
  const waited = `${countText(requests.waitedForSlot)} waited for a connection`;
  if (load.model === "paced") {
    return `paced: one request per connection at a time, ${waited}, catch-up ${String(load.catchUp)}, pacing ${load.pacing}`;
  }
  const fidelity =
    load.fidelity === "open"
      ? `open, ${waited}`
      : `connectionLimited (${percentText(load.waitedPercent)}), ${waited}`;
  return load.catchUp === null
    ? fidelity
    : `${fidelity}, catch-up ${load.catchUp}, pacing ${load.pacing}`;
}

function errorLines({ errors, errorSamples }: RunResult, columns: number): readonly Line[] {
  if (sumOf(errors) === 0) return entry("Errors", "none", columns);
  const samples: Readonly<Record<string, string>> = errorSamples;
  return Object.entries(errors).flatMap(([kind, count], position) => {
    const sample = samples[kind] === undefined ? "" : `, such as: ${printable(samples[kind])}`;
    const text = `${kind} ${countText(count)}${sample}`;
    return entry(position === 0 ? "Errors" : "", text, columns, "bad");
  });
}

function bytesLine({ bytes, measuredSeconds }: RunResult): string {
  const part = (name: string, count: number): string =>
    measuredSeconds > 0
      ? `${name} ${bytesText(count)} (${bytesText(count / measuredSeconds)}/s)`
      : `${name} ${bytesText(count)}`;
  return joinParts([part("sent", bytes.sent), part("received", bytes.received)]);
}

function connectionsText({ connections }: RunResult): string {
  return joinParts([
    `${countText(connections.requested)} requested`,
    `${countText(connections.opened)} opened`,
    `${countText(connections.reused)} reused`,
    `${countText(connections.closedByPeer)} closed by the target`,
    ...(connections.retired === 0 ? [] : [`${countText(connections.retired)} retired`]),
  ]);
}

function warmupLines({ warmupBacklog }: RunResult, columns: number): readonly Line[] {
  if (warmupBacklog === null) return [];
  const { inFlight, queued, oldestAgeNs } = warmupBacklog;
  const oldest = oldestAgeNs === null ? "" : `, oldest ${timeText(oldestAgeNs)}`;
  const text = `at its end ${countText(inFlight)} in flight, ${countText(queued)} queued${oldest}`;
  return entry("Warm-up", text, columns);
}

function verdictLines(result: RunResult, columns: number): readonly Line[] {
  const { generator, environment } = result;
  return [
    ...entry("Generator", generator.verdict, columns, toneOf(generator.verdict)),
    ...usageLines(generator, environment, columns),
    ...generator.reasons.flatMap((reason) =>
      entry("", `- ${reasonText(reason)}`, columns, toneOf(reason.severity)),
    ),
    ...adviceOf(result).flatMap((advice) => entry("", `→ ${advice}`, columns, "quiet")),
  ];
}

/** What the generator took of the machine, and how long its sockets waited for it at most. */
function usageLines(
  { process, workers }: RunResult["generator"],
  { busyPercent }: RunResult["environment"],
  columns: number,
): readonly Line[] {
  const { seconds, cpuUserSeconds, cpuSystemSeconds } = process;
  const loopDelayNsMax = Math.max(-1, ...workers.map((worker) => worker.loopDelayNsMax ?? -1));
  const parts = [
    ...(seconds === null || cpuUserSeconds === null || cpuSystemSeconds === null
      ? []
      : [`used ${((cpuUserSeconds + cpuSystemSeconds) / seconds).toFixed(2)} cores`]),
    ...(busyPercent === null ? [] : [`machine ${percentText(busyPercent)} busy`]),
    ...(loopDelayNsMax < 0 ? [] : [`longest loop turn ${timeText(loopDelayNsMax)}`]),
  ];
  return parts.length === 0 ? [] : entry("", joinParts(parts), columns, "quiet");
}
