import { versionPrintedBy } from "./installed.js";
import type { Job, Peer, PeerOutput, PeerReport, ReportedTime } from "./peer.js";
import { captured, capturedCount, parsePrintedTime } from "./printed-text.js";

function percentile(stdout: string, percentText: string): ReportedTime {
  // Whole columns are padded: seconds have one letter, and a blank in the place of the second.
  const pattern = new RegExp(`^\\s*${percentText}%\\s+(\\S+) ?$`, "m");
  return parsePrintedTime(captured(stdout, pattern, `line for ${percentText}%`));
}

/** Requests that got an answer, and failures: wrk counts an answered error status among its requests. */
function parseWrk(stdout: string, decimals: string): PeerReport {
  const socketErrors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(
    stdout,
  );
  const socketErrorCount = (socketErrors ?? []).slice(1).reduce((sum, n) => sum + Number(n), 0);
  return {
    requestCount: Number(captured(stdout, /^\s*(\d+) requests in/m, "count of requests")),
    failedCount: socketErrorCount + capturedCount(stdout, /Non-2xx or 3xx responses: (\d+)/),
    requestsPerSecond: Number(captured(stdout, /^Requests\/sec:\s+([\d.]+)/m, "Requests/sec")),
    p50: percentile(stdout, `50${decimals}`),
    p90: percentile(stdout, `90${decimals}`),
    p99: percentile(stdout, `99${decimals}`),
    max: parsePrintedTime(captured(stdout, /^\s+Latency(?:\s+\S+){2}\s+(\S+)/m, "longest latency")),
  };
}

const VERSION = /^wrk\d? (\S+)/m;

/** wrk: closed loop, one epoll loop on one thread. */
export const wrk: Peer = {
  name: "wrk",
  note: "its percentiles are “corrected” after the run with samples that it invents (`stats_correct` in its `wrk.c`)",
  version: () => versionPrintedBy("wrk", ["-v"], VERSION),
  refusal: (job: Job) => (job.ratePerSecond === undefined ? undefined : "no rate mode"),
  argv: (job: Job) => [
    "wrk",
    "-t1",
    `-c${job.connections}`,
    `-d${job.seconds}s`,
    "--latency",
    job.url,
  ],
  parse: (output: PeerOutput) => parseWrk(output.stdout, ""),
};

/** wrk2: constant rate per connection, latency from each connection's own plan. */
export const wrk2: Peer = {
  name: "wrk2",
  note: "latency from the plan of each connection, as wrk2 prints it (“Recorded Latency”)",
  version: () => versionPrintedBy("wrk2", ["-v"], VERSION),
  refusal: (job: Job) => (job.ratePerSecond === undefined ? "no mode without a rate" : undefined),
  argv: (job: Job) => [
    "wrk2",
    "-t1",
    `-c${job.connections}`,
    `-d${job.seconds}s`,
    `-R${job.ratePerSecond ?? 0}`,
    "--latency",
    job.url,
  ],
  parse: (output: PeerOutput) => parseWrk(output.stdout, "\\.000"),
};
