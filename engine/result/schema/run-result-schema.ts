import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { LATENCY_NAMES } from "../../core/frame.js";
import type { RunResult } from "../../core/frame.js";
import { closedObject } from "../../core/spec/schema-parts.js";
import { runSpecSchema } from "../../core/spec/run-spec-schema.js";
import { environment, generator, verdictFields } from "./generator-schema.js";
import {
  attribution,
  correctedStatistics,
  latencies,
  latencyStatistics,
  precision,
  until,
} from "./latency-schema.js";
import { connections, load, warmupBacklog } from "./load-schema.js";
import { runId } from "./run-id-schema.js";
import type { Assignable, Explicit } from "./same-type.js";
import {
  byErrorKind,
  byName,
  count,
  described,
  nullable,
  object,
  oneOf,
  perSecond,
  seconds,
  words,
} from "./schema-parts.js";
import { abort, sloReports } from "./slo-schema.js";
import { bytes, errors, rate, requests, scenario, seriesPoint, status } from "./stretch-schema.js";
import { truth } from "./truth-schema.js";

/** The name of the results that this program writes and reads. */
export const RESULT_SCHEMA_NAME = "mesh-bench/result/v1";

const hrtime = (description: string) =>
  Type.String({ pattern: "^\\d{1,19}$", description, wanted: "nanoseconds as a text of digits" });
const timestamp = (description: string) =>
  Type.String({
    pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$",
    description,
    wanted: "an instant, RFC 3339 in UTC",
  });

const spec = Type.Object(
  {
    ...runSpecSchema.properties,
    seed: Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: "Of everything random: as given, or drawn.",
      wanted: `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
    }),
  },
  {
    ...closedObject,
    title: "ResolvedSpec",
    description:
      "What was run, secrets masked. Results of older versions lack fields that were added since; their defaults stand for them.",
    wanted: "a run spec",
  },
);

const serviceBy = object(
  {
    firstOnConnection: described(latencyStatistics, "Of the first request on each connection."),
    laterOnConnection: described(latencyStatistics, "Of all others."),
    statusClass: byName("^[1-5]xx$", latencyStatistics, "By class of status."),
  },
  "Service kept apart.",
);

const serverTiming = object(
  {
    header: words("As it was asked for."),
    metric: Type.Optional(words("Only if one was named.")),
    overhead: described(latencyStatistics, "Service − upstream, per request; never below 0."),
    upstream: described(latencyStatistics, "What the responses say that their upstream took."),
    missingCount: count("Responses that did not say."),
    invalidCount: count("Responses that said something that is no time."),
    negativeCount: count("Responses whose upstream took longer than the request itself."),
  },
  "The upstream's own time, where the run asks for it.",
);

const floor = object(
  {
    ...verdictFields,
    spec,
    measuredSeconds: seconds("The length of its measured window."),
    requestedPerSecond: nullable(perSecond("What was asked for; null in the closed model.")),
    achievedPerSecond: nullable(perSecond("Successfully completed.")),
    latency: latencies(["response", "service", "lateness"], "Latencies of the floor."),
  },
  "What this machine and the generator alone need for the same load.",
);

const accessLog = object(
  {
    lines: count("Requests with a line."),
    dropped: count("Requests without one: the consumer was too slow for too long, or failed."),
    failure: Type.Optional(words("Why nothing more could be written.")),
  },
  "What came of the access log, of a run that was started with one.",
);

/** The schema of {@link RunResult}. */
export const runResultSchema = object(
  {
    schema: Type.Literal(RESULT_SCHEMA_NAME, {
      description: "The name of this schema.",
      wanted: JSON.stringify(RESULT_SCHEMA_NAME),
    }),
    id: runId,
    labels: Type.Record(Type.String(), Type.String({ wanted: "a text" }), {
      description: "As given.",
      wanted: "an object of texts",
    }),
    state: oneOf(["completed", "stopped", "failed", "interrupted"], "How the run ended."),
    reason: Type.Optional(words("Why it ended so.")),
    spec,
    startedAt: timestamp("RFC 3339, UTC, milliseconds."),
    endedAt: timestamp("RFC 3339, UTC, milliseconds."),
    clock: Type.Optional(
      object(
        {
          startedAtNs: hrtime("Instant 0 of the run. Nanoseconds, as digits."),
          endedAtNs: hrtime("Every worker has ended. Nanoseconds, as digits."),
        },
        "Where the run lies on the monotonic clock of its machine.",
      ),
    ),
    measuredSeconds: seconds("The length of the measured window."),
    requests,
    rate,
    latency: latencies(LATENCY_NAMES, "Latencies of the measured window."),
    attribution: Type.Optional(attribution),
    precision: Type.Optional(precision),
    until: Type.Optional(until),
    scenarios: Type.Optional(
      Type.Array(scenario, { description: "In the order of the spec.", wanted: "a list" }),
    ),
    serviceBy,
    correctedService: Type.Optional(correctedStatistics),
    serverTiming: Type.Optional(serverTiming),
    load,
    status,
    errors,
    errorSamples: byErrorKind(words("A message."), "One message of each kind of error."),
    bytes,
    connections,
    warmupBacklog: nullable(warmupBacklog),
    generator,
    floor: Type.Optional(floor),
    accessLog: Type.Optional(accessLog),
    abort: Type.Optional(abort),
    slo: sloReports,
    series: Type.Array(seriesPoint, {
      description: "One per interval, in their order.",
      wanted: "a list",
    }),
    environment,
    truth: Type.Optional(truth),
  },
  "Everything a finished run of Mesh Bench has to say.",
  "RunResult",
);

type OfType = Explicit<RunResult>;
type OfSchema = Explicit<Static<typeof runResultSchema>>;

/** Does not compile when the schema has a field that the type has not, or has otherwise. */
export type SchemaIsInType = Assignable<OfSchema, OfType>;

/** Does not compile when the type has a field that the schema has not, or has otherwise. */
export type TypeIsInSchema = Assignable<OfType, OfSchema>;
