import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { printedBy } from "./installed.js";
import { at, elementsAt, numberAt, numberIfAny } from "./json-reader.js";
import type { Job, OwnFigures, Peer, PeerOutput, PeerReport } from "./peer.js";

/** The compiled command of this project, two rooms up from this file in the build's folder. */
export const OWN_COMMAND: string = fileURLToPath(
  new URL("../../bin/mesh-bench.js", import.meta.url),
);

/** A percentile in ns; where censoring leaves a range, its upper end, and undefined when that is unbounded. */
function percentileNs(result: unknown, clock: string, percent: string): number | undefined {
  const path = ["latency", clock, "percentiles", percent];
  return numberIfAny(result, ...path) ?? numberIfAny(result, ...path, "high");
}

function ownFigures(result: unknown): OwnFigures {
  const figures = {
    latenessNsP50: percentileNs(result, "lateness", "50"),
    responseNsP50: percentileNs(result, "response", "50"),
    responseNsP90: percentileNs(result, "response", "90"),
    responseNsP99: percentileNs(result, "response", "99"),
    serviceNsP50: percentileNs(result, "service", "50"),
    serviceNsP99: percentileNs(result, "service", "99"),
    resentCount: numberIfAny(result, "requests", "resent"),
  };
  const present = Object.entries(figures).filter(([, value]) => value !== undefined);
  return {
    ...Object.fromEntries(present),
    verdict: String(at(result, "generator", "verdict")),
    reasonCodes: elementsAt(result, "generator", "reasons").map((row) => String(at(row, "code"))),
  };
}

/** A RunResult in the shape of the peers: response time where they print their latency. */
function parseOurs(stdout: string): PeerReport {
  const result: unknown = JSON.parse(stdout);
  const own = ownFigures(result);
  const reported = (valueNs: number | undefined) =>
    valueNs === undefined ? undefined : { valueNs, resolutionNs: 1 };
  const p50 = reported(own.responseNsP50);
  const p90 = reported(own.responseNsP90);
  const p99 = reported(own.responseNsP99);
  const max = reported(numberIfAny(result, "latency", "response", "max"));
  const failedCount =
    numberAt(result, "requests", "failed") + numberAt(result, "requests", "timedOut");
  return {
    requestCount: numberAt(result, "requests", "completed") + failedCount,
    failedCount,
    requestsPerSecond: numberAt(result, "rate", "achievedPerSecond"),
    ...(p50 && { p50 }),
    ...(p90 && { p90 }),
    ...(p99 && { p99 }),
    ...(max && { max }),
    own,
  };
}

/** This project's own command; its certificate check stays on where the others' is off. */
export const ours: Peer = {
  name: "mesh-bench",
  note: "response time, from each request's intended start; verifies the certificate, which the others do not",
  version: () =>
    existsSync(OWN_COMMAND)
      ? printedBy(process.execPath, [OWN_COMMAND, "--version"])?.trim()
      : undefined,
  refusal: () => undefined,
  // 5: the generator's verdict is `invalid`; the figures stand, and the table shows the verdict beside them.
  exitCodesWithResult: [5],
  argv: (job: Job) => [
    process.execPath,
    OWN_COMMAND,
    "load",
    job.url,
    "-c",
    String(job.connections),
    "-d",
    `${job.seconds}s`,
    "-w",
    "1",
    ...(job.ratePerSecond === undefined ? [] : ["-r", String(job.ratePerSecond)]),
    ...(job.url.startsWith("https:") ? ["--cacert", job.certificateFile] : []),
    "--json",
    "-",
  ],
  parse: (output: PeerOutput) => parseOurs(output.stdout),
};
