import type { ErrorCounts, Latencies, Rates, RequestCounts, Stretch } from "../core/frame.js";
import { TotalHistogram, summarize } from "../core/histogram/index.js";
import type { LatencyStatistics } from "../core/histogram/index.js";
import { ERROR_KINDS } from "../core/outcome.js";
import { RANKED_AT_INFINITY } from "../core/recording.js";
import type { Accumulator, AccumulatedName } from "./accumulator.js";

const EMPTY = new TotalHistogram();

/** What a summary needs to know besides the counts. */
export interface StretchContext {
  readonly seconds: number;
  readonly requestedPerSecond: number | null;
  readonly percentiles: readonly number[];
}

/** @returns the public view of a stretch of a run */
export function toStretch(recorded: Accumulator, context: StretchContext): Stretch {
  return {
    seconds: context.seconds,
    requests: toRequestCounts(recorded),
    rate: toRates(recorded, context),
    latency: toLatencies(recorded, context.percentiles),
    status: Object.fromEntries(
      [...recorded.statuses]
        .sort(([a], [b]) => a - b)
        .map(([code, count]) => [String(code), count]),
    ),
    errors: toErrorCounts(recorded),
  };
}

/** @returns how the requests ended */
export function toRequestCounts(recorded: Accumulator): RequestCounts {
  return {
    planned: recorded.counter("planned"),
    completed: recorded.counter("completed"),
    failed: recorded.counter("failed"),
    timedOut: recorded.counter("timedOut"),
    unfinished: recorded.counter("unfinished"),
    skipped: recorded.skippedCount,
    waitedForSlot: recorded.counter("waitedForSlot"),
    resent: recorded.counter("resent"),
  };
}

/** @returns statistics of one recorded histogram, its censored twin considered */
export function statisticsOf(
  recorded: Accumulator,
  name: AccumulatedName,
  percentiles: readonly number[],
): LatencyStatistics {
  return summarize(recorded.histogram(name), censoredTwinOf(recorded, name), percentiles);
}

/** @returns how many requests have an outcome, and no finite one: whatever did not succeed ranks at +∞ */
export function infinityCountOf(recorded: Accumulator): number {
  return RANKED_AT_INFINITY.reduce((sum, name) => sum + recorded.counter(name), 0);
}

function toRates(recorded: Accumulator, context: StretchContext): Rates {
  const perSecond = (count: number): number | null =>
    context.seconds > 0 ? count / context.seconds : null;
  return {
    requestedPerSecond: context.requestedPerSecond,
    plannedPerSecond: perSecond(recorded.counter("planned")),
    sentPerSecond: perSecond(recorded.counter("sentInWindow")),
    achievedPerSecond: perSecond(recorded.counter("achievedInWindow")),
  };
}

function toLatencies(recorded: Accumulator, percentiles: readonly number[]): Latencies {
  const of = (name: AccumulatedName): LatencyStatistics =>
    statisticsOf(recorded, name, percentiles);
  const infinityCount = infinityCountOf(recorded);
  const responseSuccess = of("responseSuccess");
  return {
    // Without a failure the three views are one.
    response: recorded.histogram("responseOther").isEmpty ? responseSuccess : of("response"),
    responseSuccess,
    outcome:
      infinityCount === 0
        ? responseSuccess
        : summarize(recorded.histogram("responseSuccess"), EMPTY, percentiles, { infinityCount }),
    service: of("service"),
    lateness: of("lateness"),
    queue: of("queue"),
    firstByte: of("firstByte"),
    readDelay: of("readDelay"),
    connect: of("connect"),
    tlsHandshake: of("tlsHandshake"),
    dns: of("dns"),
  };
}

const CENSORED_TWIN: Partial<Record<AccumulatedName, AccumulatedName>> = {
  response: "responseCensored",
  service: "serviceCensored",
  serviceFirst: "serviceFirstCensored",
  queue: "queueCensored",
  firstByte: "firstByteCensored",
};

/** @returns those of a histogram's values that are only known to lie above something */
export function censoredTwinOf(recorded: Accumulator, name: AccumulatedName): TotalHistogram {
  const twin = CENSORED_TWIN[name];
  return twin === undefined ? EMPTY : recorded.histogram(twin);
}

function toErrorCounts(recorded: Accumulator): ErrorCounts {
  const entries = ERROR_KINDS.map((kind, index) => [kind, recorded.errors[index] ?? 0] as const);
  return Object.fromEntries(entries.filter(([, count]) => count > 0));
}
