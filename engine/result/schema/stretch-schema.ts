import {
  LATENCY_MEANINGS,
  briefStatistics,
  latencies,
  seriesStatistics,
} from "./latency-schema.js";
import {
  byErrorKind,
  byName,
  count,
  described,
  nullable,
  object,
  oneOf,
  perSecond,
  positive,
  seconds,
  words,
} from "./schema-parts.js";

/** The schema of how requests ended. */
export const requests = object(
  {
    planned: count("Arrivals of the measured window; the sum of the next five."),
    completed: count("Successes."),
    failed: count("Complete answers that are no success, and attempts that ended in an error."),
    timedOut: count("No answer within the timeout."),
    unfinished: count("Still open at the end."),
    skipped: count("Never sent."),
    waitedForSlot: count("Had to wait for a free connection."),
    resent: count("Sent again."),
  },
  "How requests ended.",
  "RequestCounts",
);

/** The schema of the rates of the measured window. */
export const rate = object(
  {
    requestedPerSecond: nullable(perSecond("What was asked for; null in the closed model.")),
    plannedPerSecond: nullable(perSecond("Planned.")),
    sentPerSecond: nullable(perSecond("Sent.")),
    achievedPerSecond: nullable(perSecond("Successfully completed.")),
  },
  "Rates of the measured window.",
  "Rates",
);

/** The schema of responses by status code. */
export const status = byName("^\\d{3}$", count("Responses."), "Responses by status code.");
/** The schema of errors by kind. */
export const errors = byErrorKind(
  count("Requests."),
  "Errors by kind; those that did not occur are left out.",
);
/** The schema of what was carried. */
export const bytes = object(
  { sent: count("Bytes."), received: count("Bytes.") },
  "All that was carried.",
);

/** The schema of an interval of the series. */
export const seriesPoint = object(
  {
    fromSeconds: seconds("Since the run's start, warm-up included."),
    seconds: seconds("Its length."),
    phase: oneOf(["warm-up", "measured", "drain"], "The part of the schedule that it lies in."),
    requests,
    rate,
    latency: object(
      {
        response: described(seriesStatistics, LATENCY_MEANINGS.response),
        service: described(seriesStatistics, LATENCY_MEANINGS.service),
        lateness: described(briefStatistics, LATENCY_MEANINGS.lateness),
      },
      "Latencies of the interval.",
    ),
    errors,
    inFlight: count("At its end: sent, and not answered."),
    queued: count("At its end: waiting for a connection."),
  },
  "One interval of the series.",
  "SeriesPoint",
);

/** The schema of what became of one scenario. */
export const scenario = object(
  {
    name: words("As given, or else the method and the URL."),
    weight: positive("Its share of the run, by the sum of all weights."),
    requests,
    rate,
    latency: latencies(
      [
        "response",
        "responseSuccess",
        "outcome",
        "service",
        "lateness",
        "queue",
        "firstByte",
        "readDelay",
      ],
      "Latencies of its requests.",
    ),
    status,
    errors,
    bytes,
  },
  "What became of the requests of one scenario.",
  "ScenarioReport",
);
