import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import type { ConvertedResult } from "../../core/any-result.js";
import { FOREIGN_SOURCES } from "../../core/converted.js";
import { LATENCY_NAMES } from "../../core/frame.js";
import { generator, environment } from "./generator-schema.js";
import { latenciesOf, latencyStatistics, percentileValue } from "./latency-schema.js";
import { connections, load } from "./load-schema.js";
import { runResultSchema } from "./run-result-schema.js";
import type { Assignable, Explicit } from "./same-type.js";
import {
  byName,
  count,
  described,
  ns,
  nullable,
  object,
  oneOf,
  orUnknown,
  percent,
  perSecond,
  words,
} from "./schema-parts.js";
import { sloReport } from "./slo-schema.js";
import { bytes, requests } from "./stretch-schema.js";

const { schema, id, labels, state, reason, startedAt, endedAt, measuredSeconds, ...findings } =
  runResultSchema.properties;
const { rate, errors, errorSamples, warmupBacklog, series } = findings;

const converted = object(
  {
    from: oneOf(FOREIGN_SOURCES, "The tool that made this result, or its format."),
    missing: Type.Array(words("A field, its parts separated by dots."), {
      description: "What this tool does not tell.",
      wanted: "a list of fields",
    }),
    resolutionNs: byName(
      "^[A-Za-z]+$",
      ns("The widest stretch of values that are counted together."),
      "Of each histogram that was rebuilt from the counts that the tool tells.",
    ),
  },
  "Where the result comes from.",
);

const spec = object(
  {
    target: object(
      { url: nullable(words("What was asked.")), method: Type.Optional(words("Of HTTP.")) },
      "Who was asked.",
    ),
    load: object(
      {
        model: nullable(oneOf(["open", "closed", "paced"], "When arrivals were due.")),
        ratePerSecond: Type.Optional(perSecond("What was asked for.")),
        catchUp: Type.Optional(words("What became of arrivals that were noticed late.")),
      },
      "How the load was made.",
    ),
    connections: nullable(count("Asked for.")),
    duration: Type.Optional(words("A duration.")),
    requests: Type.Optional(count("Asked for.")),
    timeout: nullable(words("A duration.")),
    percentiles: Type.Array(percent("A percentile."), {
      description: "Those that the tool tells.",
      wanted: "a list of percentiles",
    }),
    labels,
  },
  "What is known of the run's input.",
);

const { unit, percentiles, encoded, ...figures } = latencyStatistics.properties;
const statistics = object(
  { unit, ...orUnknown(figures), percentiles, encoded },
  "What is known of a histogram of times.",
  "PartlyKnownStatistics",
);

const { rateChanges, skippedBy, ...loadFields } = load.properties;
const { cgroup, limits, ...environmentFields } = environment.properties;
const { expression, verdict, unit: sloUnit, comparison, bound } = sloReport.properties;

/** The schema of {@link ConvertedResult}: that of a result, in which a number may be unknown and is null then. */
export const convertedResultSchema = object(
  {
    schema,
    converted,
    id,
    labels,
    state,
    reason,
    spec,
    startedAt: nullable(startedAt),
    endedAt: nullable(endedAt),
    measuredSeconds: nullable(measuredSeconds),
    requests: object(orUnknown(requests.properties), "How requests ended."),
    rate,
    latency: latenciesOf(statistics, LATENCY_NAMES, "Latencies."),
    serviceBy: object(
      {
        firstOnConnection: described(statistics, "Of the first request on each connection."),
        laterOnConnection: described(statistics, "Of all others."),
        statusClass: byName("^[1-5]xx$", statistics, "By class of status."),
      },
      "Service kept apart.",
    ),
    load: object(
      {
        ...orUnknown(loadFields),
        rateChanges,
        skippedBy: object(orUnknown(skippedBy.properties), "Why arrivals were never sent."),
      },
      "How the load was made.",
    ),
    status: byName("^\\S+$", count("Responses."), "Responses by status, as the tool names it."),
    errors,
    errorSamples,
    bytes: object(orUnknown(bytes.properties), "All that was carried."),
    connections: object(orUnknown(connections.properties), "Connections of the run."),
    warmupBacklog,
    generator: object(
      {
        ...generator.properties,
        process: object(
          orUnknown(generator.properties.process.properties),
          "The generator's process.",
        ),
      },
      "Whether the result can be believed.",
    ),
    slo: Type.Array(
      object(
        { expression, verdict, unit: sloUnit, comparison, bound, observed: percentileValue },
        "What became of an objective, as the tool judged it.",
      ),
      { description: "What became of each objective.", wanted: "a list" },
    ),
    series,
    environment: object(
      {
        ...orUnknown(environmentFields),
        cgroup: object(orUnknown(cgroup.properties), "The control group."),
        limits,
      },
      "Where the run was made.",
    ),
  },
  "What another tool has to say of a run: a field that it does not tell is null, and converted.missing names it.",
  "ConvertedResult",
);

type OfType = Explicit<ConvertedResult>;
type OfSchema = Explicit<Static<typeof convertedResultSchema>>;

/** Does not compile when the schema has a field that the type has not, or has otherwise. */
export type SchemaIsInType = Assignable<OfSchema, OfType>;

/** Does not compile when the type has a field that the schema has not, or has otherwise. */
export type TypeIsInSchema = Assignable<OfType, OfSchema>;
