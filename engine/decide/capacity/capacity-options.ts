import { NS_PER_SECOND, parseDurationNs } from "../../core/duration.js";
import { LoadError } from "../../core/errors.js";
import type { SpecIssue } from "../../core/errors.js";
import { MAX_RATE_PER_SECOND } from "../../core/spec/arrivals-schema.js";
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
const PRECISION_PERCENT_MIN = 2;
const PRECISION_PERCENT_MAX = 50;
/** Twenty of a worker's ticks: fewer than ten batches have no interval, and the first and the last may be cut short. */
const PROBE_SECONDS_MIN = 2;
const PROBE_LENGTHENING_MAX = 8;

/** @throws LoadError MB_SPEC_INVALID; its issues name each option, what it got and what it wants */
export function resolveCapacity(options: CapacityOptions): ResolvedCapacity {
  const objectives = parseObjectives(options.slo);
  const toPerSecond = options.toPerSecond ?? MAX_RATE_PER_SECOND;
  const fromPerSecond =
    options.fromPerSecond ?? Math.min(DEFAULT_FROM_PER_SECOND, toPerSecond / DEFAULT_RANGE);
  const precisionPercent = options.precisionPercent ?? DEFAULT_PRECISION_PERCENT;
  const probeSeconds = secondsOf(options.probeDuration ?? "10s");
  const secondsMax = secondsOf(options.maxDuration ?? "10m");
  const issues = [
    ...rateIssues({ fromPerSecond, toPerSecond }),
    ...precisionIssues(precisionPercent),
    ...durationIssues(options, probeSeconds, secondsMax),
  ];
  if (issues.length > 0) {
    const message = issues.map((issue) => issue.message).join("; ");
    throw new LoadError("MB_SPEC_INVALID", message, { issues });
  }
  return {
    objectives,
    search: {
      fromPerSecond,
      toPerSecond,
      precisionPercent,
      probeSeconds,
      probeSecondsMax: PROBE_LENGTHENING_MAX * probeSeconds,
      requestsMin: Math.max(...objectives.map(requestsNeeded)),
      secondsMax,
    },
  };
}

function rateIssues({
  fromPerSecond,
  toPerSecond,
}: Pick<SearchOptions, "fromPerSecond" | "toPerSecond">): readonly SpecIssue[] {
  const wanted = `a number above 0 and up to ${MAX_RATE_PER_SECOND}`;
  const isRate = (rate: number): boolean => rate > 0 && rate <= MAX_RATE_PER_SECOND;
  if (!isRate(toPerSecond)) {
    return [issue("/toPerSecond", `is ${toPerSecond}; it must be ${wanted}`)];
  }
  if (!isRate(fromPerSecond)) {
    return [issue("/fromPerSecond", `is ${fromPerSecond}; it must be ${wanted}`)];
  }
  if (fromPerSecond < toPerSecond) return [];
  return [
    issue("/fromPerSecond", `is ${fromPerSecond}; it must be below toPerSecond (${toPerSecond})`),
  ];
}

function precisionIssues(precisionPercent: number): readonly SpecIssue[] {
  if (precisionPercent >= PRECISION_PERCENT_MIN && precisionPercent <= PRECISION_PERCENT_MAX) {
    return [];
  }
  const wanted = `a number from ${PRECISION_PERCENT_MIN} to ${PRECISION_PERCENT_MAX}`;
  return [issue("/precisionPercent", `is ${precisionPercent}; it must be ${wanted}`)];
}

function durationIssues(
  { probeDuration, maxDuration }: CapacityOptions,
  probeSeconds: number,
  secondsMax: number,
): readonly SpecIssue[] {
  const issues: SpecIssue[] = [];
  if (!(probeSeconds >= PROBE_SECONDS_MIN)) {
    const wanted = `a duration from ${PROBE_SECONDS_MIN}s on, with a unit, such as "10s"`;
    issues.push(
      issue("/probeDuration", `is ${JSON.stringify(probeDuration)}; it must be ${wanted}`),
    );
  }
  if (!(secondsMax > 0)) {
    const wanted = 'a duration above zero with a unit, such as "10m"';
    issues.push(issue("/maxDuration", `is ${JSON.stringify(maxDuration)}; it must be ${wanted}`));
  }
  return issues;
}

function issue(pointer: string, message: string): SpecIssue {
  return { pointer, message: `${pointer.slice(1)} ${message}` };
}

/** @returns NaN where the text is no duration */
function secondsOf(text: string): number {
  return (parseDurationNs(text) ?? Number.NaN) / NS_PER_SECOND;
}
