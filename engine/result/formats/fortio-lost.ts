import type { AnyResult } from "../../core/any-result.js";
import { LATENCY_NAMES } from "../../core/frame.js";
import { failedCalls } from "../fortio/failed-calls.js";
import type { FortioView } from "../fortio/labels.js";

const OTHER_PARTS = [
  "attribution",
  "precision",
  "until",
  "scenarios",
  "correctedService",
  "serverTiming",
  "floor",
  "truth",
] as const;

/** @returns what a result holds and fortio's JSON can't, one sentence each */
export function lostInFortio(result: AnyResult, view: FortioView): readonly string[] {
  return [
    ...lostHistograms(result, view),
    ...lostOfHistogram(result, view),
    ...lostCounts(result, view),
    ...lostParts(result),
  ];
}

function lostHistograms({ latency }: AnyResult, view: FortioView): readonly string[] {
  const others = LATENCY_NAMES.filter((name) => name !== view && (latency[name].count ?? 0) > 0);
  const isPlain = (latency.tlsHandshake.count ?? 0) === 0;
  const lost = others.filter((name) => !(name === "connect" && isPlain));
  return lost.length === 0
    ? []
    : [`it holds one histogram of requests, which is ${view}: ${lost.join(", ")} are not in it`];
}

function lostOfHistogram({ latency }: AnyResult, view: FortioView): readonly string[] {
  const { censored, count, percentiles, saturated } = latency[view];
  const bounded = Object.entries(percentiles).flatMap(([name, value]) =>
    typeof value === "object" && value !== null ? [`p${name}`] : [],
  );
  return [
    ...((censored ?? 0) > 0
      ? [
          `${view} times that are only known to be longer (${censored ?? 0} of ${count ?? 0}) are in it at the age that these requests had reached`,
        ]
      : []),
    ...(bounded.length > 0
      ? [`percentiles that are only known by their bounds are left out: ${bounded.join(", ")}`]
      : []),
    ...((saturated ?? 0) > 0
      ? [`${view} times above the histogram's range (${saturated ?? 0}) are in its last bucket`]
      : []),
  ];
}

interface Loss {
  readonly isLost: boolean;
  readonly sentence: string;
}

function lostCounts(result: AnyResult, view: FortioView): readonly string[] {
  const { failed, timedOut, unfinished, skipped, waitedForSlot, resent } = result.requests;
  const isAny = (count: number | null | undefined): boolean =>
    typeof count === "number" && count > 0;
  const failedCount = failedCalls(result, view);
  // A status has its own code.
  const kinds = Object.keys(result.errors).filter((kind) => kind !== "status");
  const losses: readonly Loss[] = [
    {
      isLost: result.state !== "completed",
      sentence: `that the run was ${result.state} is not in it`,
    },
    {
      isLost: isAny(timedOut) || isAny(unfinished),
      sentence: `requests that failed (${shown(failed)}), timed out (${shown(timedOut)}) or were left unfinished (${shown(unfinished)}) are all errors`,
    },
    {
      isLost: isAny(skipped),
      sentence: `skipped requests (${shown(skipped)}) are not among its calls`,
    },
    {
      isLost: isAny(waitedForSlot) || isAny(resent),
      sentence: "how many requests waited for a connection or were sent again is not in it",
    },
    {
      isLost: view === "service" && isAny(failedCount),
      sentence:
        "how long failures took: a result keeps that of response times, so they are one bucket",
    },
    {
      isLost: failedCount === undefined,
      sentence:
        "how many requests failed is not known: its page takes what has no status for errors",
    },
    {
      isLost: kinds.length > 0,
      sentence: `kinds of errors are not told apart: ${kinds.join(", ")}`,
    },
    {
      isLost: isAny(result.bytes.received),
      sentence: "bytes are not in it: it has sizes of single responses",
    },
  ];
  return losses.filter(({ isLost }) => isLost).map(({ sentence }) => sentence);
}

function shown(count: number | null): string {
  return count === null ? "not known" : String(count);
}

function lostParts(result: AnyResult): readonly string[] {
  const { generator, series, slo, load } = result;
  const parts = [
    ...OTHER_PARTS.filter((name) => result[name] !== undefined),
    ...(series.length === 0 ? [] : ["series"]),
    ...(slo.length === 0 ? [] : ["slo"]),
    ...(load.rateChanges.length === 0 ? [] : ["load.rateChanges"]),
    "most of spec, load and environment",
  ];
  const codes = generator.reasons.map(({ code }) => code);
  const reasons = codes.length === 0 ? "" : ` (${codes.join(", ")})`;
  return [
    `the verdict on the generator, ${generator.verdict}${reasons}, is not in it`,
    `nor are ${parts.join(", ")}`,
  ];
}
