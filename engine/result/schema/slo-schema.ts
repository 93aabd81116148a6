import { Type } from "@sinclair/typebox";
import { count, nullable, ns, object, oneOf, positive, seconds, words } from "./schema-parts.js";

/** Not a percentile's: its unit is the objective's. */
const observed = (description: string) =>
  Type.Union(
    [
      Type.Number({ minimum: 0 }),
      object(
        {
          low: positive("Certainly not below this."),
          high: nullable(positive("Certainly not above this; null: there is no upper bound.")),
        },
        "Both ends of what is known.",
      ),
      Type.Null(),
    ],
    { description, wanted: "a number, null, or an object of low and high" },
  );

const window = object(
  {
    seconds: seconds("How long each of them is."),
    judged: count("One a tick of 100 ms, those that lie in the measured window as a whole."),
    failed: count("Those in which it did not hold."),
    inconclusive: count("Those that can't tell."),
    worst: nullable(
      object(
        {
          fromSeconds: seconds("Since the run's start."),
          toSeconds: seconds("Since the run's start."),
        },
        "The one that is furthest from holding; null where none was judged.",
      ),
    ),
  },
  "Of an objective over a window: in how many it held. What was observed is of the worst one.",
);

const interval = object(
  {
    low: nullable(ns("The lower end; null: not known.")),
    high: nullable(ns("The upper end; null: not known, or there is none.")),
    confidence: Type.Literal(0.95, {
      description: "How often such an interval holds what a run without end would show.",
      wanted: "0.95",
    }),
  },
  "Of a percentile whose precision is known. The verdict is about this run, and does not depend on it.",
);

/** The schema of what became of an objective. */
export const sloReport = object(
  {
    expression: words("As in the spec."),
    verdict: oneOf(
      ["passed", "failed", "inconclusive"],
      "inconclusive: what was measured can't tell.",
    ),
    unit: oneOf(["ns", "percent", "perSecond"], "Of what was observed, and of the bound."),
    comparison: oneOf(["<", "<=", ">", ">="], "How what was observed must compare with the bound."),
    bound: positive("In the unit."),
    observed: observed(
      "In the unit; two ends where requests without an end leave a range; null where there was nothing to see.",
    ),
    withinPercent: Type.Optional(
      observed("Of a percentile: the share of the requests within the bound. Percent."),
    ),
    interval: Type.Optional(interval),
    scenario: Type.Optional(words("Of a single scenario: its name.")),
    window: Type.Optional(window),
  },
  "What became of an objective.",
  "SloReport",
);

/** The schema of what became of the run's objectives. */
export const sloReports = Type.Array(sloReport, {
  description: "What became of each objective, in the order of the spec.",
  wanted: "a list",
});

/** The schema of what has ended a run early. */
export const abort = object(
  {
    condition: words("As in the spec."),
    atSeconds: seconds("When it was seen, since the run's start."),
  },
  "The condition of the spec that has ended the run.",
);
