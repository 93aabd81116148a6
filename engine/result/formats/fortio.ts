import type { AnyResult, AnyStatistics } from "../../core/any-result.js";
import { NS_PER_SECOND, parseDurationNs } from "../../core/duration.js";
import { failedCalls, failedResponses } from "../fortio/failed-calls.js";
import { toBareFortioHistogram, toFortioHistogram } from "../fortio/histogram-data.js";
import type { FortioHistogram } from "../fortio/histogram-data.js";
import { toFortioId } from "../fortio/id.js";
import { toFortioLabels } from "../fortio/labels.js";
import type { FortioView } from "../fortio/labels.js";
import type { ResultFormat } from "./format.js";
import { lostInFortio } from "./fortio-lost.js";

/** The code of calls without an answer. */
const NO_ANSWER = "-1";

/**
 * fortio's result JSON, as its report page loads it. Of an open run its histogram is `response`, what a user waited; of every
 * other one `service`, what fortio itself would have measured. The labels begin with which of the two it is.
 */
export const fortioFormat: ResultFormat = {
  name: "fortio",
  endings: [".fortio.json"],
  description: "fortio's JSON, for its report page",
  holdsUnknown: true,
  write: (result: AnyResult) => ({
    text: `${JSON.stringify(toFortioResult(result), null, 2)}\n`,
    lost: lostInFortio(result, viewOf(result)),
  }),
};

/** A result of another tool has the one or the other. */
function viewOf({ load, latency }: AnyResult): FortioView {
  if (latency.service.count === null) return "response";
  return load.model === "open" && latency.response.count !== null ? "response" : "service";
}

function toFortioResult(result: AnyResult): object {
  const view = viewOf(result);
  const statistics = result.latency[view];
  const { spec, load, labels } = result;
  return {
    RunType: "HTTP",
    Labels: toFortioLabels({ view, labels }),
    StartTime: result.startedAt,
    RequestedQPS: requestedRateOf(result),
    RequestedDuration: requestedDurationOf(spec),
    ...durationsOf(result, statistics),
    NumThreads: spec.connections,
    Version: result.environment.version === null ? "" : `mesh-bench ${result.environment.version}`,
    DurationHistogram: toFortioHistogram(statistics),
    ...failuresOf(result, view),
    Exactly: spec.requests ?? 0,
    Jitter: false,
    Uniform: load.model === "open" || load.model === "paced",
    NoCatchUp: load.catchUp?.startsWith("skip") === true,
    RunID: 0,
    AccessLoggerInfo: "",
    ID: toFortioId(result.id, labels),
    RetCodes: codesOf(result, statistics),
    URL: spec.target.url ?? "",
    MethodOverride: spec.target.method ?? "",
    HTTPReqTimeOut: spec.timeout === null ? null : (parseDurationNs(spec.timeout) ?? null),
    ...connectionsOf(result),
  };
}

function requestedRateOf({ rate, load }: AnyResult): string {
  if (rate.requestedPerSecond !== null) return String(rate.requestedPerSecond);
  return load.model === "closed" ? "max" : "unknown";
}

function requestedDurationOf({ duration, requests }: AnyResult["spec"]): string {
  if (duration !== undefined) return duration;
  return requests === undefined ? "" : `exactly ${requests} calls`;
}

function durationsOf(
  { measuredSeconds, rate }: AnyResult,
  { count }: AnyStatistics,
): { readonly ActualQPS: number | null; readonly ActualDuration: number | null } {
  const isMeasured = measuredSeconds !== null && measuredSeconds > 0 && count !== null;
  const callsPerSecond = isMeasured ? count / measuredSeconds : null;
  return {
    ActualQPS: rate.sentPerSecond ?? callsPerSecond,
    ActualDuration: measuredSeconds === null ? null : Math.round(measuredSeconds * NS_PER_SECOND),
  };
}

/** Without the number of failures nothing is said of them: an empty histogram would say that there were none. */
function failuresOf(
  result: AnyResult,
  view: FortioView,
): { readonly ErrorsDurationHistogram?: FortioHistogram } {
  const failed = failedCalls(result, view);
  if (failed === undefined) return {};
  const times = view === "response" && failed > 0 ? failedResponses(result.latency) : undefined;
  return {
    ErrorsDurationHistogram:
      times === undefined
        ? toBareFortioHistogram(failed, result.latency[view])
        : toFortioHistogram(times),
  };
}

function codesOf(
  { status, converted }: AnyResult,
  { count }: AnyStatistics,
): Readonly<Record<string, number>> {
  const answered = Object.values(status).reduce((sum, each) => sum + each, 0);
  const isStatusKnown = converted?.missing.includes("status") !== true;
  const unanswered = isStatusKnown && count !== null ? Math.max(0, count - answered) : 0;
  return { ...status, ...(unanswered === 0 ? {} : { [NO_ANSWER]: unanswered }) };
}

/** fortio's times of connections have the TLS handshake in them; ours are apart, and can't be added up again. */
function connectionsOf({ latency, connections }: AnyResult): object {
  const { connect, tlsHandshake } = latency;
  const isPlain = connect.count !== null && (tlsHandshake.count ?? 0) === 0;
  return {
    ...(connections.opened === null ? {} : { SocketCount: connections.opened }),
    ...(isPlain ? { ConnectionStats: toFortioHistogram(connect) } : {}),
  };
}
