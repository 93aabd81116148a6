import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { AnySpec } from "../../core/any-result.js";
import { NS_PER_SECOND, parseDurationNs } from "../../core/duration.js";
import { firstFault, noResult } from "../checked-json.js";
import { readFortioId } from "../fortio/id.js";
import { fortioHistogram } from "../fortio/histogram-data.js";
import { fromFortioLabels } from "../fortio/labels.js";
import type { FortioView } from "../fortio/labels.js";
import { histogramFault, readHistogram } from "../fortio/read-histogram.js";
import { toConvertedResult } from "./converted-result.js";
import { told } from "./foreign-run.js";
import type { ForeignRun } from "./foreign-run.js";
import { durationText } from "./printed-duration.js";
import type { ReadResult, ResultSource, SourceText } from "./result-source.js";

const OF = "fortio";
/** The code of calls without an answer. */
const NO_ANSWER = "-1";
const INTERRUPTED = /^until stop$|interrupted after/;

const field = Type.String({ wanted: "a text" });
const count = Type.Integer({ minimum: 0, wanted: "a whole number" });
const nsOrNull = Type.Union([count, Type.Null()], { wanted: "a whole number of nanoseconds" });
const histogram = Type.Optional(fortioHistogram);

const fortioResult = Type.Object(
  {
    RunType: field,
    Labels: field,
    StartTime: Type.Union([field, Type.Null()], { wanted: "an instant, RFC 3339" }),
    RequestedQPS: Type.String({ wanted: 'a text such as "50" or "max"' }),
    RequestedDuration: field,
    ActualQPS: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], { wanted: "a number" }),
    ActualDuration: nsOrNull,
    NumThreads: Type.Union([count, Type.Null()], { wanted: "a whole number" }),
    DurationHistogram: fortioHistogram,
    ErrorsDurationHistogram: histogram,
    ConnectionStats: histogram,
    Sizes: Type.Optional(Type.Object({}, { wanted: "a histogram" })),
    Exactly: Type.Optional(count),
    RetCodes: Type.Optional(
      Type.Record(Type.String(), count, { wanted: "an object of counts by code" }),
    ),
    ID: Type.Optional(field),
    URL: Type.Optional(field),
    Destination: Type.Optional(field),
    MethodOverride: Type.Optional(field),
    HTTPReqTimeOut: Type.Optional(nsOrNull),
    ReqTimeout: Type.Optional(nsOrNull),
    SocketCount: Type.Optional(nsOrNull),
  },
  { wanted: "an object" },
);

type FortioResult = Static<typeof fortioResult>;

const failure = Type.Object({ error: Type.Literal(true) });

/** fortio's result JSON, of its command line, of its REST API and of what it has saved. */
export const fortioSource: ResultSource = {
  name: "fortio",
  description: "fortio's JSON",
  matches: ({ json }) =>
    typeof json === "object" &&
    json !== null &&
    ("DurationHistogram" in json || Value.Check(failure, json)),
  read: readFortio,
};

function readFortio({ path, text: source, json }: SourceText): ReadResult {
  if (Value.Check(failure, json)) throw noResult(path, OF, `it failed: ${failureText(json)}`);
  const fault = firstFault(fortioResult, json);
  if (fault !== undefined) throw noResult(path, OF, fault);
  // The schema has been checked; fields that are not in it are not read.
  const result = json as FortioResult;
  const disorder = faultIn(result);
  if (disorder !== undefined) throw noResult(path, OF, disorder);
  return { result: toConvertedResult(toForeignRun(result), source), lost: lostIn(result) };
}

function failureText(json: object): string {
  const parts = ["message", "exception"].map((name): unknown => Reflect.get(json, name));
  return parts.filter((part) => typeof part === "string" && part !== "").join(": ");
}

function faultIn(result: FortioResult): string | undefined {
  const { DurationHistogram: calls, ErrorsDurationHistogram: failures, StartTime: start } = result;
  if (start !== null && Number.isNaN(Date.parse(start))) {
    return `StartTime is ${JSON.stringify(start)}; it must be an instant, RFC 3339`;
  }
  for (const name of ["DurationHistogram", "ErrorsDurationHistogram", "ConnectionStats"] as const) {
    const data = result[name];
    const fault = data === undefined ? undefined : histogramFault(name, data);
    if (fault !== undefined) return fault;
  }
  if (failures !== undefined && failures.Count > calls.Count) {
    return `ErrorsDurationHistogram.Count is ${failures.Count}; it must be at most DurationHistogram.Count, ${calls.Count}`;
  }
  return undefined;
}

function toForeignRun(result: FortioResult): ForeignRun {
  const { view, labels, isOurs } = fromFortioLabels(result.Labels);
  const { StartTime: startedAt, ActualDuration: actualNs, RequestedDuration: duration } = result;
  const timeoutNs = result.HTTPReqTimeOut ?? result.ReqTimeout;
  return {
    from: "fortio",
    labels,
    load: loadOf(result, view),
    ...told({
      id: isOurs ? readFortioId(result.ID ?? "") : undefined,
      state: INTERRUPTED.test(duration) ? ("stopped" as const) : undefined,
      startedAt: startedAt === null ? null : new Date(startedAt),
      measuredSeconds: actualNs === null ? null : actualNs / NS_PER_SECOND,
      url: notEmpty(result.URL ?? result.Destination),
      method: notEmpty(result.MethodOverride),
      connectionCount: result.NumThreads,
      duration: parseDurationNs(duration) === undefined ? undefined : duration,
      requestCount: result.Exactly === 0 ? undefined : result.Exactly,
      timeout: typeof timeoutNs === "number" ? durationText(timeoutNs) : undefined,
      openedConnectionCount: result.SocketCount,
    }),
    ...findingsOf(result, view),
  };
}

function notEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

/** fortio's own rate is paced: each connection on its share. Only we write the times since the plan, of open runs. */
function loadOf({ RequestedQPS: requested }: FortioResult, view: FortioView): AnySpec["load"] {
  if (requested === "max") return { model: "closed" };
  const ratePerSecond = rateIn(requested);
  if (ratePerSecond === null) return { model: null };
  return view === "response" ? { model: "open" } : { model: "paced", ratePerSecond };
}

function rateIn(requested: string): number | null {
  const ratePerSecond = Number(requested);
  return requested.trim() !== "" && Number.isFinite(ratePerSecond) ? ratePerSecond : null;
}

function findingsOf(
  result: FortioResult,
  view: FortioView,
): Pick<ForeignRun, "requests" | "rate" | "latency" | "status" | "missingBecause"> {
  const { DurationHistogram: calls, ErrorsDurationHistogram: failures } = result;
  const { ActualDuration: actualNs, RetCodes: codes } = result;
  const completed = failures === undefined ? null : calls.Count - failures.Count;
  const isTimed = completed !== null && actualNs !== null && actualNs > 0;
  const status = Object.entries(codes ?? {}).filter(([code]) => code !== NO_ANSWER);
  return {
    requests: {
      ...(result.RequestedQPS === "max" ? { planned: calls.Count, skipped: 0 } : {}),
      ...told({ completed, failed: failures?.Count }),
      ...(isWithoutTimeout(result) ? { timedOut: 0 } : {}),
      // It waits for the calls that are under way.
      unfinished: 0,
    },
    missingBecause: { "requests.timedOut": "those that were are among the failed" },
    rate: {
      requestedPerSecond: rateIn(result.RequestedQPS),
      sentPerSecond: result.ActualQPS,
      achievedPerSecond: isTimed ? completed / (actualNs / NS_PER_SECOND) : null,
    },
    latency: latencyOf(result, view),
    ...(codes === undefined ? {} : { status: Object.fromEntries(status) }),
  };
}

/** A call that got no answer may have run into its timeout; codes of gRPC, TCP and UDP do not tell either. */
function isWithoutTimeout({ RunType: kind, RetCodes: codes, ...result }: FortioResult): boolean {
  if (result.ErrorsDurationHistogram?.Count === 0) return true;
  return kind === "HTTP" && codes !== undefined && (codes[NO_ANSWER] ?? 0) === 0;
}

function latencyOf(result: FortioResult, view: FortioView): ForeignRun["latency"] {
  const { ConnectionStats: connections } = result;
  return {
    [view]: readHistogram(result.DurationHistogram),
    ...(connections !== undefined && hasPlainConnections(result)
      ? { connect: readHistogram(connections) }
      : {}),
  };
}

/** With TLS its handshake is in these times, which ours keep apart. */
function hasPlainConnections({ URL: url }: FortioResult): boolean {
  return url?.startsWith("http://") === true;
}

function lostIn(result: FortioResult): readonly string[] {
  const { ErrorsDurationHistogram: failures, ConnectionStats: connections, Sizes: sizes } = result;
  return [
    ...(failures !== undefined && failures.Count > 0
      ? ["how long the failed calls took (ErrorsDurationHistogram) has no place of its own"]
      : []),
    ...(connections !== undefined && !hasPlainConnections(result)
      ? ["the times of connections (ConnectionStats) have the TLS handshake in them"]
      : []),
    ...(sizes === undefined ? [] : ["the sizes of responses (Sizes, HeaderSizes) have no place"]),
  ];
}
