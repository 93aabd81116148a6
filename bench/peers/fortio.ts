import { versionPrintedBy } from "./installed.js";
import { at, elementsAt, numberAt, numberIfAny } from "./json-reader.js";
import type { Job, Peer, PeerOutput, PeerReport, ReportedTime } from "./peer.js";

/** fortio interpolates inside buckets of at least this width (-r below). */
const RESOLUTION_NS = 1000;

function percentile(result: unknown, percent: number): ReportedTime | undefined {
  const entry = elementsAt(result, "DurationHistogram", "Percentiles").find(
    (row) => at(row, "Percentile") === percent,
  );
  const seconds = numberIfAny(entry, "Value");
  if (seconds === undefined) return undefined;
  return { valueNs: Math.round(seconds * 1e9), resolutionNs: RESOLUTION_NS };
}

function parseFortio(stdout: string): PeerReport {
  const result: unknown = JSON.parse(stdout);
  const p50 = percentile(result, 50);
  const p90 = percentile(result, 90);
  const p99 = percentile(result, 99);
  return {
    requestCount: numberAt(result, "DurationHistogram", "Count"),
    failedCount: numberIfAny(result, "ErrorsDurationHistogram", "Count") ?? 0,
    requestsPerSecond: numberAt(result, "ActualQPS"),
    ...(p50 && { p50 }),
    ...(p90 && { p90 }),
    ...(p99 && { p99 }),
    max: {
      valueNs: Math.round(numberAt(result, "DurationHistogram", "Max") * 1e9),
      resolutionNs: 1,
    },
  };
}

/** fortio's fast client: at most one request in flight per connection, each on its share of the rate. */
export const fortio: Peer = {
  name: "fortio",
  note: "its rate is a paced closed loop; percentiles interpolated inside its buckets",
  version: () => versionPrintedBy("fortio", ["version"], /^v?(\S+)/),
  refusal: () => undefined,
  argv: (job: Job) => [
    "fortio",
    "load",
    "-quiet",
    "-k",
    "-qps",
    String(job.ratePerSecond ?? 0),
    "-c",
    String(job.connections),
    "-t",
    `${job.seconds}s`,
    "-r",
    "0.000001",
    "-p",
    "50,90,99",
    "-json",
    "-",
    job.url,
  ],
  parse: (output: PeerOutput) => parseFortio(output.stdout),
};
