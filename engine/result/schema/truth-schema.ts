import { Type } from "@sinclair/typebox";
import { percentileValue } from "./latency-schema.js";
import {
  byPercentile,
  count,
  nullable,
  ns,
  object,
  seconds,
  signed,
  words,
} from "./schema-parts.js";
import { runId } from "./run-id-schema.js";

const trueTimes = object(
  {
    unit: Type.Literal("ns", { wanted: '"ns"' }),
    count: count("All requests, those without an end included."),
    unanswered: count("Requests that nothing was ever done with; they rank at +∞."),
    min: nullable(ns("The smallest time.")),
    max: nullable(ns("The largest; null also where a request has no end.")),
    mean: nullable(ns("The mean; null also where a request has no end.")),
    percentiles: byPercentile(percentileValue, "The value at the rank itself."),
  },
  "Times as the target's log has them, to the nanosecond and without buckets.",
);

const timeError = object(
  {
    ns: nullable(signed("Reported − true. Nanoseconds.")),
    percent: nullable(signed("The same by the true one. Percent.")),
  },
  "How far a reported time is from the true one; null where one of them is not one number.",
  "TimeError",
);

const comparedTimes = object(
  {
    reportedCount: count("Requests of the histogram."),
    truth: trueTimes,
    error: object(
      { percentiles: byPercentile(timeError, "Of each percentile."), max: timeError },
      "How far the reported times are from the true ones.",
    ),
  },
  "What a histogram reports against what the target saw.",
  "ComparedTimes",
);

const bins = object(
  {
    seconds: seconds("The length of a stretch."),
    count: count("Stretches."),
    withinCount: count("Those with no more than the tolerance above or below the plan."),
    tolerance: count("Arrivals."),
    deviationMax: count("The most arrivals that a stretch was above or below the plan."),
  },
  "The measured window in stretches of equal length, arrivals against the plan.",
  "ArrivalBins",
);

const kind = <Kind extends string>(name: Kind) =>
  Type.Literal(name, { description: "What could be compared.", wanted: JSON.stringify(name) });
const plannedCount = count("Of the whole schedule, warm-up included.");
const arrivedCount = count("In the target's log.");
const measuredCount = count("Planned in the measured window.");

const matched = object(
  {
    kind: kind("matched"),
    plannedCount,
    arrivedCount,
    measuredCount,
    offset: object(
      {
        percentiles: byPercentile(ns("Without sign."), "How far arrivals were off the plan."),
        max: ns("The most that one was off."),
        cumulativeMax: ns("The most as seen from the first arrival."),
      },
      "How far arrivals were from the instants that the plan gave them.",
    ),
    bins,
  },
  "As many arrivals as were planned.",
);

const mismatched = object(
  {
    kind: kind("mismatched"),
    plannedCount,
    arrivedCount,
    measuredCount,
    reason: words("Why they don't match."),
    bins,
  },
  "More arrivals than planned, or fewer.",
);

const unplanned = object(
  {
    kind: kind("unplanned"),
    sentCount: count("Sent in the measured window, as the generator counted."),
    arrivedCount,
    reason: nullable(words("Why the two are not those of the same requests.")),
  },
  "The closed model, which has no plan.",
);

/** The schema of a result held against its target's own log. */
export const truth = object(
  {
    runId,
    arrivals: Type.Union([matched, mismatched, unplanned], {
      discriminator: { propertyName: "kind" },
      description: "The arrivals in the target's log against those of the run.",
      wanted: 'an object whose kind is "matched", "mismatched" or "unplanned"',
    }),
    response: nullable(comparedTimes),
    service: comparedTimes,
  },
  "What the target's own log says.",
);
