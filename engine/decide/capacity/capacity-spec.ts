import { Type } from "@sinclair/typebox";
import type { TSchema } from "@sinclair/typebox";
import { LoadError } from "../../core/errors.js";
import type { SpecIssue } from "../../core/errors.js";
import { arrivalsSchema } from "../../core/spec/arrivals-schema.js";
import { parseRunSpec } from "../../core/spec/parse-run-spec.js";
import { runSpecSchema } from "../../core/spec/run-spec-schema.js";
import type { ArrivalsSpec, RunSpec } from "../../core/spec/run-spec.js";
import { closedObject, duration } from "../../core/spec/schema-parts.js";
import { shown, toField } from "../../core/spec/spec-issue.js";

type OpenLoad = Extract<NonNullable<RunSpec["load"]>, { model: "open" }>;
type SteadyArrivals = Extract<ArrivalsSpec, { kind: (typeof STEADY)[number] }>;
type WithoutRate<Arrivals> = Arrivals extends unknown ? Omit<Arrivals, "ratePerSecond"> : never;

/** When the arrivals of a probe are due, but for how many there are: the search decides that. */
export type CapacityArrivals = WithoutRate<SteadyArrivals>;

/** The load of a probe: open, because only its rate does not depend on the target. */
export type CapacityLoad = Omit<OpenLoad, "arrivals"> & { readonly arrivals: CapacityArrivals };

/** A run's input without its length and its rate: the search decides those for each probe. */
export type CapacitySpec = Omit<RunSpec, (typeof DECIDED)[number] | "load"> & {
  /** Default: constant arrivals. */
  readonly load?: CapacityLoad;
};

/** Arrivals whose rate is one number, and stays what it is. */
const STEADY = ["constant", "poisson", "gamma", "burst"] as const;
/** How long a probe is, what it must keep, how often one looks at it, and what ends it. */
const DECIDED = ["duration", "requests", "until", "slo", "abortOn", "bundle", "interval"] as const;
const DECIDED_TEXT = "it must be left out: the search decides it for each probe";

const [, openLoad] = runSpecSchema.properties.load.anyOf;
const isSteady = (kind: unknown): boolean => STEADY.some((steady) => steady === kind);
const steadyArrivals = arrivalsSchema.anyOf
  .filter((arrivals) => isSteady(arrivals.properties.kind.const))
  .map((arrivals: TSchema) =>
    Type.Omit(arrivals, ["ratePerSecond"], { description: "at the rate of each probe" }),
  );

/** The schema of {@link CapacitySpec}. */
export const capacitySpecSchema = Type.Object(
  {
    ...Type.Omit(runSpecSchema, [...DECIDED, "load", "warmup", "drain"]).properties,
    load: Type.Optional(
      Type.Object(
        { ...openLoad.properties, arrivals: Type.Union(steadyArrivals) },
        { ...closedObject, description: "default: constant arrivals" },
      ),
    ),
    warmup: Type.Optional(duration({ description: "default: 20 % of a probe's measured part" })),
    drain: Type.Optional(
      duration({ description: "default: twice the largest bound of the objectives, 500ms to 10s" }),
    ),
  },
  { ...closedObject, description: "what each probe is, but for its length and its rate" },
);

/**
 * Checks the input of a search's probes.
 *
 * @param input - anything: a part of a parsed JSON text, a caller's object
 * @returns it as it is: each probe is filled in on its own
 * @throws LoadError MB_SPEC_INVALID; its issues name each field, what it got and what it wants
 */
export function parseCapacitySpec(input: unknown): CapacitySpec {
  const issues = isObject(input) ? [...decidedIssues(input), ...loadIssues(input["load"])] : [];
  if (issues.length > 0) {
    const message = issues.map((issue) => issue.message).join("; ");
    throw new LoadError("MB_SPEC_INVALID", message, { issues });
  }
  parseRunSpec(isObject(input) ? { ...input, load: atSomeRate(input["load"]) } : input);
  // What a run takes, with the fields that are the search's own left out.
  return input as CapacitySpec;
}

/** @returns the load of a spec with a rate, which all of them must have */
function atSomeRate(load: unknown = { model: "open", arrivals: { kind: "constant" } }): unknown {
  if (!isObject(load) || !isObject(load["arrivals"])) return load;
  return { ...load, arrivals: { ...load["arrivals"], ratePerSecond: 1 } };
}

function decidedIssues(input: Fields): readonly SpecIssue[] {
  return DECIDED.filter((field) => input[field] !== undefined).map((field) =>
    issue(`/${field}`, `is given; ${DECIDED_TEXT}`),
  );
}

/** What is no object at all is the run's own schema to refuse. */
function loadIssues(load: unknown): readonly SpecIssue[] {
  if (!isObject(load)) return [];
  const { model, arrivals } = load;
  if (model !== "open") {
    const wanted = 'it must be "open": only its rate does not depend on the target';
    return [issue("/load/model", `${found(model)}; ${wanted}`)];
  }
  if (!isObject(arrivals)) return [];
  const { kind, ratePerSecond } = arrivals;
  if (!isSteady(kind)) {
    const wanted =
      'it must be "constant", "poisson", "gamma" or "burst": others are no steady state';
    return [issue("/load/arrivals/kind", `${found(kind)}; ${wanted}`)];
  }
  if (ratePerSecond === undefined) return [];
  return [issue("/load/arrivals/ratePerSecond", `${found(ratePerSecond)}; ${DECIDED_TEXT}`)];
}

function found(value: unknown): string {
  return value === undefined ? "is missing" : `is ${shown(value)}`;
}

function issue(pointer: string, text: string): SpecIssue {
  return { pointer, message: `${toField(pointer)} ${text}` };
}

type Fields = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
