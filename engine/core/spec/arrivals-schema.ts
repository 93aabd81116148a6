import { Type } from "@sinclair/typebox";
import type { TNumber } from "@sinclair/typebox";
import { closedObject, durationAboveZero, text } from "./schema-parts.js";

/** Largest rate that the schedule arithmetic keeps exact to the nanosecond. */
export const MAX_RATE_PER_SECOND = 1e7;
/** Largest number of arrivals at one instant. */
const MAX_BURST_SIZE = 1e6;
/** Above it half of all gaps are too short to be told from none. */
const MAX_CV2 = 100;
const MIN_CV2 = 0.01;
const MAX_STAGES = 1000;
const MAX_SPEED = 1e6;

/** @returns the schema of a rate above 0 */
export function rateAboveZero(): TNumber {
  return Type.Number({
    exclusiveMinimum: 0,
    maximum: MAX_RATE_PER_SECOND,
    wanted: `a number above 0 and up to ${MAX_RATE_PER_SECOND}`,
  });
}

const rateOrNone = (): TNumber =>
  Type.Number({
    minimum: 0,
    maximum: MAX_RATE_PER_SECOND,
    wanted: `a number from 0 to ${MAX_RATE_PER_SECOND}`,
  });

const spacing = Type.Union([Type.Literal("even"), Type.Literal("poisson")], {
  default: "even",
  wanted: '"even" or "poisson"',
});

const constant = Type.Object(
  { kind: Type.Literal("constant"), ratePerSecond: rateAboveZero() },
  { ...closedObject, wanted: 'an object such as {"kind": "constant", "ratePerSecond": 1000}' },
);

const poisson = Type.Object(
  { kind: Type.Literal("poisson"), ratePerSecond: rateAboveZero() },
  { ...closedObject, wanted: 'an object such as {"kind": "poisson", "ratePerSecond": 1000}' },
);

const gamma = Type.Object(
  {
    kind: Type.Literal("gamma"),
    ratePerSecond: rateAboveZero(),
    cv2: Type.Number({
      minimum: MIN_CV2,
      maximum: MAX_CV2,
      wanted: `a number from ${MIN_CV2} to ${MAX_CV2}`,
    }),
  },
  {
    ...closedObject,
    wanted: 'an object such as {"kind": "gamma", "ratePerSecond": 1000, "cv2": 4}',
  },
);

const burst = Type.Object(
  {
    kind: Type.Literal("burst"),
    ratePerSecond: rateAboveZero(),
    size: Type.Integer({
      minimum: 1,
      maximum: MAX_BURST_SIZE,
      wanted: `a whole number from 1 to ${MAX_BURST_SIZE}`,
    }),
  },
  {
    ...closedObject,
    wanted: 'an object such as {"kind": "burst", "ratePerSecond": 1000, "size": 50}',
  },
);

const ramp = Type.Object(
  {
    kind: Type.Literal("ramp"),
    fromPerSecond: rateOrNone(),
    toPerSecond: rateOrNone(),
    over: Type.Optional(durationAboveZero()),
    spacing,
  },
  {
    ...closedObject,
    wanted: 'an object such as {"kind": "ramp", "fromPerSecond": 10, "toPerSecond": 1000}',
  },
);

const heldStage = Type.Object(
  { ratePerSecond: rateOrNone(), duration: durationAboveZero() },
  closedObject,
);
const slopedStage = Type.Object(
  { fromPerSecond: rateOrNone(), toPerSecond: rateOrNone(), duration: durationAboveZero() },
  closedObject,
);

const stages = Type.Object(
  {
    kind: Type.Literal("stages"),
    stages: Type.Array(
      Type.Union([heldStage, slopedStage], {
        wanted:
          'an object such as {"ratePerSecond": 100, "duration": "10s"} or {"fromPerSecond": 0, "toPerSecond": 100, "duration": "10s"}, with rates from 0 to 10000000',
      }),
      { minItems: 1, maxItems: MAX_STAGES, wanted: `a list of 1 to ${MAX_STAGES} stages` },
    ),
    spacing,
  },
  {
    ...closedObject,
    wanted:
      'an object such as {"kind": "stages", "stages": [{"ratePerSecond": 100, "duration": "10s"}]}',
  },
);

const sine = Type.Object(
  {
    kind: Type.Literal("sine"),
    meanPerSecond: rateAboveZero(),
    amplitudePerSecond: rateOrNone(),
    period: durationAboveZero(),
    spacing,
  },
  {
    ...closedObject,
    wanted:
      'an object such as {"kind": "sine", "meanPerSecond": 1000, "amplitudePerSecond": 500, "period": "60s"}',
  },
);

const replay = Type.Object(
  {
    kind: Type.Literal("replay"),
    file: text("the path of a file with a timestamp per line, and perhaps a request"),
    speed: Type.Number({
      exclusiveMinimum: 0,
      maximum: MAX_SPEED,
      default: 1,
      wanted: `a number above 0 and up to ${MAX_SPEED}`,
    }),
    unit: Type.Union(
      [Type.Literal("s"), Type.Literal("ms"), Type.Literal("us"), Type.Literal("ns")],
      { default: "s", wanted: '"s", "ms", "us" or "ns"' },
    ),
    timestampsOnly: Type.Optional(Type.Boolean({ wanted: "true or false" })),
  },
  { ...closedObject, wanted: 'an object such as {"kind": "replay", "file": "arrivals.csv"}' },
);

/** The schema of the open model's arrivals. */
export const arrivalsSchema = Type.Union(
  [constant, poisson, gamma, burst, ramp, stages, sine, replay],
  {
    discriminator: { propertyName: "kind" },
    wanted:
      'an object with "kind": "constant", "poisson", "gamma", "burst", "ramp", "stages", "sine" or "replay"',
  },
);
