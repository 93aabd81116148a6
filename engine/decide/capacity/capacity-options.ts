import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { NS_PER_SECOND, parseDurationNs } from "../../core/duration.js";
import { LoadError } from "../../core/errors.js";
import type { SpecIssue } from "../../core/errors.js";
import { MAX_RATE_PER_SECOND, rateAboveZero } from "../../core/spec/arrivals-schema.js";
import { closedObject } from "../../core/spec/schema-parts.js";
import { shapeIssuesOf } from "../../core/spec/shape-issues.js";
import { MAX_SLOS } from "../../core/spec/slo.js";
import type { SearchOptions } from "./knee-search.js";
import { parseObjectives, requestsNeeded } from "./objectives.js";
import type { Objective } from "./objectives.js";

/** What a capacity search looks for, and what it may cost. Only `slo` has no default. */
export interface CapacityOptions {
  /** Objectives that must hold, such as `p99 < 10ms` and `failed < 0.1%`. */
  readonly slo: readonly string[];
  /** The lowest rate; default: 100, or a hundredth of `toPerSecond` where that is less. */
  readonly fromPerSecond?: number;
  /** The highest rate; default: 10 000 000, which no target has. */
  readonly toPerSecond?: number;
  /** Width of the answer, in percent of its lower end: 2 to 50; default: 5. */
  readonly precisionPercent?: number;
  /** Measured part of a probe, from 2 s on; default: 10s. Probes that can't tell are made again, up to 8 times as long. */
  readonly probeDuration?: string;
  /** Of the whole search; default: 10m. */
  readonly maxDuration?: string;
}

/** The same, read and filled in. */
export interface ResolvedCapacity {
  readonly objectives: readonly Objective[];
  readonly search: SearchOptions;
}

const DEFAULT_FROM_PER_SECOND = 100;
/** Where the upper end alone is given. */
const DEFAULT_RANGE = 100;
const DEFAULT_PRECISION_PERCENT = 5;
const DEFAULT_PROBE_DURATION = "10s";
const DEFAULT_MAX_DURATION = "10m";
const PRECISION_PERCENT_MIN = 2;
const PRECISION_PERCENT_MAX = 50;
/** Twenty of a worker's ticks: fewer than ten batches have no interval, and the first and the last may be cut short. */
const PROBE_SECONDS_MIN = 2;
const PROBE_LENGTHENING_MAX = 8;

const PROBE_DURATION_WANTED = `a duration from ${PROBE_SECONDS_MIN}s on, with a unit, such as "10s"`;
const MAX_DURATION_WANTED = 'a duration above zero with a unit, such as "10m"';
const PRECISION_WANTED = `a number from ${PRECISION_PERCENT_MIN} to ${PRECISION_PERCENT_MAX}`;

/** The schema of {@link CapacityOptions}. */
export const capacityOptionsSchema = Type.Object(
  {
    slo: Type.Array(Type.String({ wanted: 'an objective such as "p99 < 10ms"' }), {
      minItems: 1,
      maxItems: MAX_SLOS,
      wanted: `a list of 1 to ${MAX_SLOS} objectives such as "p99 < 10ms"`,
    }),
    fromPerSecond: Type.Optional(rateAboveZero()),
    toPerSecond: Type.Optional(rateAboveZero()),
    precisionPercent: Type.Optional(
      Type.Number({
        minimum: PRECISION_PERCENT_MIN,
        maximum: PRECISION_PERCENT_MAX,
        wanted: PRECISION_WANTED,
      }),
    ),
    probeDuration: Type.Optional(Type.String({ wanted: PROBE_DURATION_WANTED })),
    maxDuration: Type.Optional(Type.String({ wanted: MAX_DURATION_WANTED })),
  },
  closedObject,
);

/**
 * Checks the options of a search.
 *
 * @param input - anything: a part of a parsed JSON text, a caller's object
 * @throws LoadError MB_SPEC_INVALID; its issues name each option, what it got and what it wants
 */
export function parseCapacityOptions(input: unknown): CapacityOptions {
  const shapeIssues = shapeIssuesOf(capacityOptionsSchema, input);
  if (shapeIssues.length > 0) throw invalid(shapeIssues);
  // Every error was turned into an issue: what is left has the schema's shape.
  const options: CapacityOptions = input as Static<typeof capacityOptionsSchema>;
  const issues = [...rangeIssues(options), ...durationIssues(options)];
  if (issues.length > 0) throw invalid(issues);
  parseObjectives(options.slo);
  return options;
}

/** @throws LoadError MB_SPEC_INVALID; its issues name each option, what it got and what it wants */
export function resolveCapacity(options: CapacityOptions): ResolvedCapacity {
  const { slo, precisionPercent, probeDuration, maxDuration } = parseCapacityOptions(options);
  const objectives = parseObjectives(slo);
  const probeSeconds = secondsOf(probeDuration ?? DEFAULT_PROBE_DURATION);
  return {
    objectives,
    search: {
      ...rangeOf(options),
      precisionPercent: precisionPercent ?? DEFAULT_PRECISION_PERCENT,
      probeSeconds,
      probeSecondsMax: PROBE_LENGTHENING_MAX * probeSeconds,
      requestsMin: Math.max(...objectives.map(requestsNeeded)),
      secondsMax: secondsOf(maxDuration ?? DEFAULT_MAX_DURATION),
    },
  };
}

type Range = Pick<SearchOptions, "fromPerSecond" | "toPerSecond">;

function rangeOf({ fromPerSecond, toPerSecond = MAX_RATE_PER_SECOND }: CapacityOptions): Range {
  const lowest = Math.min(DEFAULT_FROM_PER_SECOND, toPerSecond / DEFAULT_RANGE);
  return { fromPerSecond: fromPerSecond ?? lowest, toPerSecond };
}

function rangeIssues(options: CapacityOptions): readonly SpecIssue[] {
  const { fromPerSecond, toPerSecond } = rangeOf(options);
  if (fromPerSecond < toPerSecond) return [];
  return [
    issue("/fromPerSecond", `is ${fromPerSecond}; it must be below toPerSecond (${toPerSecond})`),
  ];
}

function durationIssues({
  probeDuration = DEFAULT_PROBE_DURATION,
  maxDuration = DEFAULT_MAX_DURATION,
}: CapacityOptions): readonly SpecIssue[] {
  const issues: SpecIssue[] = [];
  if (!(secondsOf(probeDuration) >= PROBE_SECONDS_MIN)) {
    const found = `is ${JSON.stringify(probeDuration)}`;
    issues.push(issue("/probeDuration", `${found}; it must be ${PROBE_DURATION_WANTED}`));
  }
  if (!(secondsOf(maxDuration) > 0)) {
    const found = `is ${JSON.stringify(maxDuration)}`;
    issues.push(issue("/maxDuration", `${found}; it must be ${MAX_DURATION_WANTED}`));
  }
  return issues;
}

function invalid(issues: readonly SpecIssue[]): LoadError {
  const message = issues.map((each) => each.message).join("; ");
  return new LoadError("MB_SPEC_INVALID", message, { issues });
}

function issue(pointer: string, message: string): SpecIssue {
  return { pointer, message: `${pointer.slice(1)} ${message}` };
}

/** @returns NaN where the text is no duration */
function secondsOf(text: string): number {
  return (parseDurationNs(text) ?? Number.NaN) / NS_PER_SECOND;
}
