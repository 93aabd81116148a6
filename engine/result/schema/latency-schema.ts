import { Type } from "@sinclair/typebox";
import type { TObject, TSchema } from "@sinclair/typebox";
import type { LatencyName } from "../../core/frame.js";
import { STAGES } from "../../core/stages/index.js";
import {
  described,
  byPercentile,
  count,
  nullable,
  ns,
  object,
  oneOf,
  positive,
  seconds,
} from "./schema-parts.js";

/** The schema of a percentile. */
export const percentileValue = Type.Union(
  [
    Type.Number({ minimum: 0 }),
    Type.Object(
      {
        low: ns("Certainly not below this."),
        high: nullable(ns("Certainly not above this; null: there is no upper bound.")),
      },
      { additionalProperties: false },
    ),
    Type.Null(),
  ],
  {
    title: "PercentileValue",
    description:
      "Nanoseconds; two bounds where requests without an answer touch the percentile; null without values.",
    wanted: "a number of nanoseconds, null, or an object of low and high",
  },
);

const statisticsFields = {
  unit: Type.Literal("ns", { description: "The unit of all values.", wanted: '"ns"' }),
  count: count("All values, those that rank at +∞ included."),
  min: nullable(ns("The smallest value.")),
  max: nullable(ns("The largest value; null also where some rank at +∞.")),
  mean: nullable(ns("The exact mean, censored values at their age; null also at +∞.")),
  stdDev: nullable(ns("The standard deviation about the mean; null also at +∞.")),
  percentiles: byPercentile(percentileValue, "The percentiles that the spec asks for."),
  censored: count("Values that are only known to lie above something."),
  saturated: count("Values above the histogram's range, counted in its top bucket."),
  encoded: Type.Optional(
    Type.String({
      description:
        "The histogram: HdrHistogram V2, compressed, base64; lowest value 1 ns, 3 significant digits.",
      wanted: "a text in base64",
    }),
  ),
};

/** The schema of a latency histogram's statistics. */
export const latencyStatistics = object(
  statisticsFields,
  "What is reported of a histogram of times.",
  "LatencyStatistics",
);

/** The schema of {@link latencyStatistics} that were interpolated. */
export const correctedStatistics = object(
  {
    ...statisticsFields,
    expectedIntervalNs: ns("The interval of a connection's share of the rate."),
  },
  "Paced runs only: service with HdrHistogram's correction for what a waiting connection did not send.",
);

/** The schema of the part of the statistics that a series has. */
export const briefStatistics = object(
  { count: statisticsFields.count, percentiles: statisticsFields.percentiles },
  "What a series tells of a histogram of times.",
  "BriefStatistics",
);

/** What a series tells of a histogram that it can keep. */
export const seriesStatistics = object(
  {
    count: statisticsFields.count,
    percentiles: statisticsFields.percentiles,
    encoded: statisticsFields.encoded,
  },
  "What a series tells of a histogram of times; with the histogram where the spec's seriesHistograms asks for it.",
  "SeriesStatistics",
);

/** From which clock to which each histogram runs. */
export const LATENCY_MEANINGS: Readonly<Record<LatencyName, string>> = {
  response: "Intended start to completion: what a user of the service would feel.",
  responseSuccess: "The same of successes only.",
  outcome: "The same over all planned requests, with every one that was no success at +∞.",
  service: "Sent to completion: what most tools report.",
  lateness: "Intended start to dispatch: the generator's own fault. Closed model: turnaround.",
  queue: "Dispatch to sending: the wait for a connection.",
  firstByte: "Sent to the first byte of the response.",
  readDelay: "How long the bytes lay unread in the kernel, at most.",
  connect: "Opening of a connection.",
  tlsHandshake: "The TLS handshake of a connection.",
  dns: "The look-up of the host's address.",
};

/** @returns the schema of the statistics of some of the latency histograms */
export function latencies<Name extends LatencyName>(
  names: readonly Name[],
  description: string,
): TObject<Record<Name, typeof latencyStatistics>> {
  return latenciesOf(latencyStatistics, names, description);
}

/** @returns the same with another schema of statistics */
export function latenciesOf<Name extends LatencyName, Statistics extends TSchema>(
  statistics: Statistics,
  names: readonly Name[],
  description: string,
): TObject<Record<Name, Statistics>> {
  const fields = names.map((name) => [name, described(statistics, LATENCY_MEANINGS[name])]);
  // Made of the very list whose names are the keys.
  return object(Object.fromEntries(fields) as Record<Name, Statistics>, description);
}

const stageTimes = Object.fromEntries(
  STAGES.map((stage) => [stage, ns(`The mean time in ${stage}.`)]),
  // Made of the very list whose names are the keys.
) as Record<(typeof STAGES)[number], ReturnType<typeof ns>>;

const tailAttribution = object(
  {
    from: ns("The response time from which on requests are counted."),
    count: count("Requests that are counted."),
    response: ns("Their mean response time."),
    parts: object(stageTimes, "What it is made of: the parts add up to it."),
  },
  "Where requests spent their time.",
  "TailAttribution",
);

/** The schema of where time was spent. */
export const attribution = object(
  {
    unit: Type.Literal("ns", { wanted: '"ns"' }),
    all: nullable(described(tailAttribution, "All requests; null without any.")),
    percentiles: byPercentile(
      nullable(tailAttribution),
      "The requests at or beyond each percentile of response.",
    ),
  },
  "Where the requests of each tail spent their time.",
);

const percentilePrecision = object(
  {
    low: nullable(ns("The lower end of the confidence interval; null: not known.")),
    high: nullable(ns("The upper end; null: not known, or there is none.")),
    confidence: Type.Literal(0.95, {
      description: "How often such an interval holds the percentile of a run without end.",
      wanted: "0.95",
    }),
    support: count("Requests at the percentile's rank or beyond it."),
    effectiveSamples: nullable(
      positive("As many independent requests would know it as precisely; null: not known."),
    ),
    batches: count("Batches that the interval was computed from."),
    batchSeconds: seconds("How long each of them is."),
    unreliable: nullable(
      oneOf(
        ["fewBatches", "littleSupport", "correlated"],
        "Why the interval is not known, or too narrow; null: it can be relied on.",
      ),
    ),
  },
  "How precisely a run knows a percentile.",
  "PercentilePrecision",
);

/** The schema of how precise the percentiles are. */
export const precision = object(
  {
    outcome: byPercentile(percentilePrecision, "Of outcome."),
    response: byPercentile(percentilePrecision, "Of response."),
    service: byPercentile(percentilePrecision, "Of service."),
    stationarity: object(
      {
        stationary: nullable(
          Type.Boolean({
            description: "False: the response time has a trend. Null: the run can't say.",
            wanted: "true or false",
          }),
        ),
        pValue: nullable(
          positive("How often a run without a trend looks at least as much like one. 0 to 1."),
        ),
        trend: nullable(
          oneOf(["rising", "falling"], "Where the response time went; null without a trend."),
        ),
      },
      "Whether the response time changed over the run.",
    ),
  },
  "Confidence intervals of the percentiles.",
);

/** The schema of whether a run became as precise as it was to be. */
export const until = object(
  {
    expression: Type.String({ description: "As in the spec.", wanted: "a text" }),
    relativeHalfWidthPercent: nullable(
      positive("Half of the confidence interval, in percent of the percentile; null: not known."),
    ),
    reached: Type.Boolean({
      description: "Whether the half width is below the bound.",
      wanted: "true or false",
    }),
  },
  "Whether a run that goes on until it is precise became so.",
);
