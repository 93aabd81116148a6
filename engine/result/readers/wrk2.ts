import { NS_PER_SECOND, parseDurationNs } from "../../core/duration.js";
import { noResult } from "../checked-json.js";
import { toConvertedResult } from "./converted-result.js";
import { told } from "./foreign-run.js";
import type { ForeignHistogram, ForeignRun } from "./foreign-run.js";
import {
  agree,
  isPercentileHead,
  parsePercentileText,
  percentileFault,
  toHistogram,
} from "./percentile-rows.js";
import { NS_PER_UNIT } from "./result-source.js";
import type { PercentileUnit, ReadResult, ResultSource, SourceText } from "./result-source.js";

const OF = "wrk2";
/** wrk2 counts in µs, and divides them by 1000 for its spectrum. */
const SPECTRUM_UNIT = "ms";

const RUNNING = /^\s*Running (\S+) test @ (\S+)/m;
const SECTION = /^\s*Latency Distribution \(HdrHistogram - (Recorded|Uncorrected) Latency/;
const CONNECTIONS = /^\s*\d+ threads? and (\d+) connections?/m;
const REQUESTS = /^\s*(\d+) requests in (\d+(?:\.\d+)?(?:us|ms|s|m|h)),/m;
const RATE = /^\s*Requests\/sec:\s+(\d+(?:\.\d+)?)/m;
const STATUS_FAILURES = /^\s*Non-2xx or 3xx responses: (\d+)/m;
const SOCKET_ERRORS = /^\s*Socket errors: (.+)$/m;
const PERCENTILE = /^\s*(\d+\.\d+)%\s+(\d+(?:\.\d+)?(?:us|ms|s|m|h))\s*$/;

/** What wrk2 prints, with its spectrum. */
export const wrk2Source: ResultSource = {
  name: "wrk2",
  description: "the output of wrk2 --latency",
  matches: ({ text }) => RUNNING.test(text),
  read: readWrk2,
};

function readWrk2({ path, text, unit = SPECTRUM_UNIT }: SourceText): ReadResult {
  const lines = text.split(/\r?\n/);
  const latency: Partial<Record<"response" | "service", ForeignHistogram>> = {};
  for (const [index, line] of lines.entries()) {
    const [, kind] = SECTION.exec(line) ?? [];
    if (kind === undefined) continue;
    const section = readSection(lines, index, unit);
    if (typeof section === "string") throw noResult(path, OF, section);
    // Recorded is from the plan of each connection, uncorrected from the instant of sending.
    latency[kind === "Recorded" ? "response" : "service"] = section;
  }
  if (Object.keys(latency).length === 0) {
    throw noResult(
      path,
      OF,
      'it has no "Latency Distribution (HdrHistogram - …)"; wrk2 prints it with --latency, and wrk has none',
    );
  }
  const facts = factsIn(text);
  if (typeof facts === "string") throw noResult(path, OF, facts);
  const [, socketErrors] = SOCKET_ERRORS.exec(text) ?? [];
  return {
    result: toConvertedResult({ ...facts, latency }, text),
    lost: socketErrors === undefined ? [] : [`socket errors are of no one kind: ${socketErrors}`],
  };
}

/** A section is the percentiles that wrk2 chooses, in units that it prints, and HdrHistogram's text. */
function readSection(
  lines: readonly string[],
  from: number,
  unit: PercentileUnit,
): ForeignHistogram | string {
  const head = lines.findIndex((line, index) => index > from && isPercentileHead(line));
  if (head < 0) return 'it has no "Detailed Percentile spectrum"; wrk2 prints it with --latency';
  const parsed = parsePercentileText(lines.slice(head), head + 1);
  if (typeof parsed === "string") return parsed;
  const fault = percentileFault(parsed);
  if (fault !== undefined) return fault;
  const chosen = lines.slice(from, head).flatMap((line) => {
    const [, percentile, time = ""] = PERCENTILE.exec(line) ?? [];
    const ns = parseDurationNs(time);
    return ns === undefined ? [] : [{ name: String(Number(percentile)), ns, time }];
  });
  const last = chosen.find(({ name }) => name === "100");
  if (last !== undefined && !agree(last.ns / NS_PER_UNIT[unit], parsed.max)) {
    return `its 100% is ${last.time}, and the footer of its spectrum says Max = ${parsed.max}, which is not the same in ${unit}`;
  }
  const { statistics, resolutionNs } = toHistogram(parsed, unit);
  const percentiles = Object.fromEntries(chosen.map(({ name, ns }) => [name, ns]));
  return {
    // The spectrum has more digits.
    statistics: { ...statistics, percentiles: { ...percentiles, ...statistics.percentiles } },
    ...(resolutionNs === undefined ? {} : { resolutionNs }),
  };
}

type Facts = Omit<ForeignRun, "latency">;

function factsIn(text: string): Facts | string {
  const elapsedNs = parseDurationNs(REQUESTS.exec(text)?.[2] ?? "");
  const answered = numberIn(text, REQUESTS);
  const rate = numberIn(text, RATE);
  if (answered === undefined || elapsedNs === undefined || rate === undefined) {
    return 'it has no "… requests in …" and "Requests/sec: …" at its end; it was cut off';
  }
  const failed = numberIn(text, STATUS_FAILURES) ?? 0;
  const completed = answered - failed;
  const errors = failed === 0 ? {} : { status: failed };
  return {
    from: "wrk2",
    load: { model: "paced" },
    ...askedIn(text),
    measuredSeconds: elapsedNs / NS_PER_SECOND,
    rate: { achievedPerSecond: answered === 0 ? 0 : (rate * completed) / answered },
    // What a socket error was is not told, nor whether it was one of a request.
    ...(SOCKET_ERRORS.test(text)
      ? { requests: { completed } }
      : { requests: { completed, failed }, errors }),
  };
}

function askedIn(text: string): Pick<Facts, "url" | "duration" | "connectionCount"> {
  const [, duration = "", url] = RUNNING.exec(text) ?? [];
  const connectionCount = numberIn(text, CONNECTIONS);
  const isDuration = parseDurationNs(duration) !== undefined;
  return told({ url, duration: isDuration ? duration : undefined, connectionCount });
}

function numberIn(text: string, pattern: RegExp): number | undefined {
  const [, digits] = pattern.exec(text) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
