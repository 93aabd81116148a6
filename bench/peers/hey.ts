import { printedBy } from "./installed.js";
import type { Job, Peer, PeerOutput, ReportedTime } from "./peer.js";
import { captured, parsePrintedTime } from "./printed-text.js";

function percentile(stdout: string, percent: number): ReportedTime | undefined {
  const printed = new RegExp(`^\\s*${percent}%+ in ([\\d.]+ secs)`, "m").exec(stdout)?.[1];
  return printed === undefined ? undefined : parsePrintedTime(printed);
}

function sumOf(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((sum, match) => sum + Number(match[1]), 0);
}

/** hey has no option that prints its version; the package that installed it knows. */
function heyVersion(): string | undefined {
  if (printedBy("hey", ["-h"]) === undefined) return undefined;
  return printedBy("dpkg-query", ["-W", "-f=${Version}", "hey"])?.trim() ?? "unknown version";
}

/** hey: a Go worker per connection; its rate is per worker. */
export const hey: Peer = {
  name: "hey",
  note: "prints times to 0.1 ms",
  version: heyVersion,
  refusal: () => undefined,
  argv: (job: Job) => [
    "hey",
    "-cpus",
    "1",
    "-c",
    String(job.connections),
    "-z",
    `${job.seconds}s`,
    ...(job.ratePerSecond === undefined ? [] : ["-q", String(job.ratePerSecond / job.connections)]),
    job.url,
  ],
  parse: ({ stdout }: PeerOutput) => {
    const answeredCount = sumOf(stdout, /^\s+\[\d{3}\]\s+(\d+) responses/gm);
    const succeededCount = sumOf(stdout, /^\s+\[2\d\d\]\s+(\d+) responses/gm);
    // hey leaves out its percentiles when nothing was answered, and some of them when little was.
    const p50 = percentile(stdout, 50);
    const p90 = percentile(stdout, 90);
    const p99 = percentile(stdout, 99);
    const slowest = captured(stdout, /Slowest:\s+([\d.]+ secs)/, "slowest response");
    const errors = stdout.split("Error distribution:")[1] ?? "";
    return {
      requestCount: answeredCount,
      failedCount: answeredCount - succeededCount + sumOf(errors, /^\s+\[(\d+)\]/gm),
      requestsPerSecond: Number(captured(stdout, /Requests\/sec:\s+([\d.]+)/, "Requests/sec")),
      ...(p50 && { p50 }),
      ...(p90 && { p90 }),
      ...(p99 && { p99 }),
      ...(answeredCount > 0 && { max: parsePrintedTime(slowest) }),
    };
  },
};
