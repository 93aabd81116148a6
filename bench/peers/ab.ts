import { versionPrintedBy } from "./installed.js";
import type { Job, Peer, PeerOutput } from "./peer.js";
import { captured, capturedCount } from "./printed-text.js";

/** More requests than ab can send in one second: its time limit alone is to end the run. */
const REQUESTS_PER_SECOND_MAX = 1_000_000;

/** ApacheBench: closed loop, HTTP/1.0 with keep-alive. */
export const ab: Peer = {
  name: "ab",
  note: "speaks HTTP/1.0 with keep-alive; percentiles in whole milliseconds",
  version: () => versionPrintedBy("ab", ["-V"], /Version (\S+)/),
  refusal: (job: Job) => (job.ratePerSecond === undefined ? undefined : "no rate mode"),
  // -n comes after -t, which sets it to 50 000.
  argv: (job: Job) => [
    "ab",
    "-k",
    "-q",
    "-t",
    String(job.seconds),
    "-n",
    String(job.seconds * REQUESTS_PER_SECOND_MAX),
    "-c",
    String(job.connections),
    job.url,
  ],
  parse: ({ stdout }: PeerOutput) => ({
    requestCount: Number(captured(stdout, /^Complete requests:\s+(\d+)/m, "Complete requests")),
    failedCount:
      capturedCount(stdout, /^Failed requests:\s+(\d+)/m) +
      capturedCount(stdout, /^Non-2xx responses:\s+(\d+)/m),
    requestsPerSecond: Number(
      captured(stdout, /^Requests per second:\s+([\d.]+)/m, "Requests per second"),
    ),
  }),
};
