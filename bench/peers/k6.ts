import { fileURLToPath } from "node:url";
import { versionPrintedBy } from "./installed.js";
import { numberAt } from "./json-reader.js";
import type { Job, Peer, PeerOutput, PeerReport, ReportedTime } from "./peer.js";

/** The source itself, two rooms up from this file in the build's folder: k6 compiles it, we don't. */
const SCRIPT = fileURLToPath(new URL("../../../bench/peers/k6-script.js", import.meta.url));
const SUMMARY_FILE = "k6-summary.json";
const NS_PER_MS = 1e6;

function duration(summary: unknown, statistic: string): ReportedTime {
  const valueMs = numberAt(summary, "metrics", "http_req_duration", statistic);
  return { valueNs: Math.round(valueMs * NS_PER_MS), resolutionNs: 1 };
}

/** Of the rate of failures `passes` are the requests that did fail. */
function parseSummary(text: string): PeerReport {
  const summary: unknown = JSON.parse(text === "" ? "{}" : text);
  return {
    requestCount: numberAt(summary, "metrics", "http_reqs", "count"),
    failedCount: numberAt(summary, "metrics", "http_req_failed", "passes"),
    requestsPerSecond: numberAt(summary, "metrics", "http_reqs", "rate"),
    p50: duration(summary, "med"),
    p90: duration(summary, "p(90)"),
    p99: duration(summary, "p(99)"),
    max: duration(summary, "max"),
  };
}

/** k6: a JavaScript engine per connection; at a rate it drops what finds none free. */
export const k6: Peer = {
  name: "k6",
  note: "duration from the wire; at a rate, arrivals that find no free connection are dropped",
  version: () => versionPrintedBy("k6", ["version"], /k6 v(\S+)/),
  refusal: () => undefined,
  argv: (job: Job) => [
    "k6",
    "run",
    "--quiet",
    "--no-usage-report",
    "--summary-trend-stats=med,p(90),p(99),max",
    `--summary-export=${job.folder}/${SUMMARY_FILE}`,
    ...environment(job).flatMap((variable) => ["-e", variable]),
    SCRIPT,
  ],
  parse: ({ readFile }: PeerOutput) => parseSummary(readFile(SUMMARY_FILE)),
};

function environment({ url, connections, seconds, ratePerSecond }: Job): readonly string[] {
  return [
    `URL=${url}`,
    `CONNECTIONS=${connections}`,
    `SECONDS=${seconds}`,
    ...(ratePerSecond === undefined ? [] : [`RATE=${ratePerSecond}`]),
  ];
}
