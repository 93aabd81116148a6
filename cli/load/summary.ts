import { supportCount } from "../../engine/core/index.js";
import type { RunResult, VerdictReason } from "../../engine/core/index.js";
import { printable } from "../printable.js";
import {
  NOTHING,
  bytesText,
  countText,
  percentText,
  percentileText,
  plural,
  rateText,
  secondsText,
  sumOf,
  timeText,
} from "./figures.js";
import { loadText, requestText } from "./headline.js";
import { segment, unbroken, wrap } from "./line.js";
import type { Line } from "./line.js";
import { toneOf } from "./paint.js";
import type { Tone } from "./paint.js";

const LABEL_COLUMNS = 13;
const ROW_LABEL_COLUMNS = 23;
const VALUE_COLUMNS = 14;
/** With fewer values at a percentile's rank or above, it is a matter of chance; the summary says how many there are. */
const LITTLE_SUPPORT_COUNT = 30;

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
    [],
    ...countLines(result, columns),
    [],
    ...verdictLines(result, columns),
  ];
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
      segment(`  outcome p${name} `, "quiet"),
      segment(percentileText(latency.outcome.percentiles[name]), "strong"),
      segment("     achieved ", "quiet"),
      segment(rateText(rate.achievedPerSecond), "strong"),
      segment("     generator ", "quiet"),
      segment(generator.verdict, toneOf(generator.verdict)),
    ],
  ];
}

/** The headline is p99, or of the percentiles asked for the one next below it. */
function headlinePercentile(names: readonly string[]): string {
  const below = names.filter((name) => Number(name) <= 99).sort((a, b) => Number(a) - Number(b));
  return below.at(-1) ?? names[0] ?? "99";
}

function latencyTable({ latency, load, spec }: RunResult): readonly Line[] {
  const columns = [latency.response, latency.service, latency.lateness, latency.queue];
  const heads = [
    "response",
    "service",
    load.model === "closed" ? "turnaround" : "lateness",
    "queue",
  ];
  const names = spec.percentiles.map(String);
  const row = (name: string, value: (column: (typeof columns)[number]) => string): Line =>
    tableLine(name, columns.map(value), "plain");
  const censoredCount = columns.reduce((sum, column) => sum + column.censored, 0);
  const saturatedCount = columns.reduce((sum, column) => sum + column.saturated, 0);
  return [
    ...tableHead(load.coordinated, heads),
    row("min", ({ min }) => timeText(min)),
    row("mean", ({ mean }) => timeText(mean)),
    ...names.map((name) =>
      row(percentileLabel(name, latency.response.count), ({ percentiles }) =>
        percentileText(percentiles[name]),
      ),
    ),
    row("max", ({ max }) => timeText(max)),
    row("count", ({ count }) => countText(count)),
    ...(censoredCount === 0 ? [] : [row("censored", ({ censored }) => countText(censored))]),
    ...(saturatedCount === 0 ? [] : [row("saturated", ({ saturated }) => countText(saturated))]),
  ];
}

function tableHead(isCoordinated: boolean, heads: readonly string[]): readonly Line[] {
  const [, cells] = tableLine("", heads, "quiet");
  if (cells === undefined) return [];
  return isCoordinated
    ? [
        [segment("Latency at saturation (coordinated)", "strong")],
        [segment(" ".repeat(ROW_LABEL_COLUMNS)), cells],
      ]
    : [[segment("Latency".padEnd(ROW_LABEL_COLUMNS), "strong"), cells]];
}

function tableLine(name: string, values: readonly string[], tone: Tone): Line {
  // A value that fills its column keeps its distance from the next one.
  const cells = values.map((value) => ` ${value}`.padStart(VALUE_COLUMNS)).join("");
  return [segment(`  ${name}`.padEnd(ROW_LABEL_COLUMNS), "quiet"), segment(cells, tone)];
}

function percentileLabel(name: string, count: number): string {
  const support = supportCount(Number(name), count);
  return count === 0 || support >= LITTLE_SUPPORT_COUNT
    ? `p${name}`
    : `p${name} (${plural(support, "sample")})`;
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

/** Parts stay whole, and a line ends after a dot, not before it. */
function joinParts(parts: readonly string[]): string {
  return parts.map(unbroken).join(`${unbroken(" ·")} `);
}

function fidelityText({ load, requests }: RunResult): string {
  if (load.model === "closed") return "closed: each request follows an answer";
  const waited = `${countText(requests.waitedForSlot)} waited for a connection`;
  if (load.model === "paced") {
    return `paced: one request per connection at a time, ${waited}, catch-up ${String(load.catchUp)}`;
  }
  const fidelity =
    load.fidelity === "open"
      ? `open, ${waited}`
      : `connectionLimited (${percentText(load.waitedPercent)}), ${waited}`;
  return load.catchUp === null ? fidelity : `${fidelity}, catch-up ${load.catchUp}`;
}

function countsText(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${name}: ${countText(count)}`);
  return parts.length === 0 ? NOTHING : parts.map(unbroken).join("   ");
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
  ]);
}

function warmupLines({ warmupBacklog }: RunResult, columns: number): readonly Line[] {
  if (warmupBacklog === null) return [];
  const { inFlight, queued, oldestAgeNs } = warmupBacklog;
  const oldest = oldestAgeNs === null ? "" : `, oldest ${timeText(oldestAgeNs)}`;
  const text = `at its end ${countText(inFlight)} in flight, ${countText(queued)} queued${oldest}`;
  return entry("Warm-up", text, columns);
}

function verdictLines({ generator, environment }: RunResult, columns: number): readonly Line[] {
  return [
    [
      segment("Generator".padEnd(LABEL_COLUMNS), "quiet"),
      segment(generator.verdict, toneOf(generator.verdict)),
    ],
    ...usageLines(generator, environment, columns),
    ...generator.reasons.flatMap((reason) =>
      entry("", `- ${reasonText(reason)}`, columns, toneOf(reason.severity)),
    ),
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

/** @returns a reason with the stretch of the run that is to blame */
export function reasonText({ message, fromSeconds, toSeconds }: VerdictReason): string {
  if (fromSeconds === undefined || toSeconds === undefined) return printable(message);
  return `${printable(message)} [${secondsText(fromSeconds)} to ${secondsText(toSeconds)}]`;
}

function entry(name: string, text: string, columns: number, tone: Tone = "plain"): readonly Line[] {
  const lines = wrap(text, columns - LABEL_COLUMNS);
  return lines.map((line, index) => [
    segment((index === 0 ? name : "").padEnd(LABEL_COLUMNS), "quiet"),
    segment(line, tone),
  ]);
}
