import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { readFileSync } from "node:fs";
import { at, numberAt } from "./json-reader.js";
import type { Job, Peer, PeerOutput, PeerReport, ReportedTime } from "./peer.js";

const MANIFEST = createRequire(import.meta.url).resolve("autocannon/package.json");
const RESOLUTION_NS = 1e6;

function latency(result: unknown, key: string): ReportedTime {
  return {
    valueNs: numberAt(result, "latency", key) * RESOLUTION_NS,
    resolutionNs: RESOLUTION_NS,
  };
}

/**
 * Throughput is the total over the whole run: autocannon's own average takes each of its samples for one second, and
 * with 5000 connections three such samples took five seconds (measured with 8.0.0).
 */
function parseAutocannon(stdout: string): PeerReport {
  const result: unknown = JSON.parse(stdout);
  const requestCount = numberAt(result, "requests", "total");
  return {
    requestCount,
    failedCount:
      numberAt(result, "errors") + numberAt(result, "non2xx") + numberAt(result, "timeouts"),
    requestsPerSecond: requestCount / numberAt(result, "duration"),
    p50: latency(result, "p50"),
    p90: latency(result, "p90"),
    p99: latency(result, "p99"),
    max: latency(result, "max"),
  };
}

/** autocannon: the neighbour in Node; its rate is a quota renewed once a second. */
export const autocannon: Peer = {
  name: "autocannon",
  note: "whole milliseconds; at a rate its latency is “corrected” with samples that it invents",
  version: () => String(at(JSON.parse(readFileSync(MANIFEST, "utf8")), "version")),
  refusal: () => undefined,
  argv: (job: Job) => [
    process.execPath,
    join(dirname(MANIFEST), "autocannon.js"),
    "--json",
    "--no-progress",
    "-c",
    String(job.connections),
    "-d",
    String(job.seconds),
    ...(job.ratePerSecond === undefined ? [] : ["-R", String(job.ratePerSecond)]),
    job.url,
  ],
  parse: (output: PeerOutput) => parseAutocannon(output.stdout),
};
