import { versionPrintedBy } from "./installed.js";
import { nearestRank } from "../median.js";
import type { Job, Peer, PeerOutput, PeerReport, ReportedTime } from "./peer.js";
import { captured, capturedCount } from "./printed-text.js";

const LOG_FILE = "h2load-requests.tsv";
const RESOLUTION_NS = 1000;

/** Percentiles over the third column of the log: µs until the end of each response. */
function loggedPercentiles(log: string): Pick<PeerReport, "p50" | "p90" | "p99" | "max"> {
  const timesUs = log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => Number(line.split("\t")[2]))
    .sort((a, b) => a - b);
  if (timesUs.length === 0) return {};
  const at = (percentile: number): ReportedTime => ({
    valueNs: nearestRank(timesUs, percentile) * RESOLUTION_NS,
    resolutionNs: RESOLUTION_NS,
  });
  return { p50: at(50), p90: at(90), p99: at(99), max: at(100) };
}

function failures(stdout: string): number {
  const notSuccessful = capturedCount(stdout, /, (\d+) failed,/);
  return notSuccessful + capturedCount(stdout, / (\d+) timeout$/m);
}

/** h2load over HTTP/1.1: closed loop, or a rate per connection. */
export const h2load: Peer = {
  name: "h2load",
  note: "prints no percentiles: those here are computed from its log of requests, which it writes only in the runs at a rate",
  version: () => versionPrintedBy("h2load", ["--version"], /nghttp2\/(\S+)/),
  refusal: () => undefined,
  argv: (job: Job) => [
    "h2load",
    "--h1",
    "-t1",
    `-c${job.connections}`,
    `-D${job.seconds}`,
    ...(job.ratePerSecond === undefined
      ? []
      : [`--rps=${job.ratePerSecond / job.connections}`, `--log-file=${job.folder}/${LOG_FILE}`]),
    job.url,
  ],
  parse: ({ stdout, readFile }: PeerOutput) => ({
    requestCount: Number(captured(stdout, /^requests: .* (\d+) done/m, "count of requests")),
    failedCount: failures(stdout),
    requestsPerSecond: Number(captured(stdout, /^finished in .*?([\d.]+) req\/s/m, "req/s")),
    ...loggedPercentiles(readFile(LOG_FILE)),
  }),
};
