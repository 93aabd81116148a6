import type { AnyResult, AnyStatistics } from "../../core/any-result.js";
import { LATENCY_NAMES } from "../../core/frame.js";
import type { LatencyName } from "../../core/frame.js";

/** A histogram of which nothing is known, not even how many values it has. */
const UNKNOWN_STATISTICS: AnyStatistics = {
  unit: "ns",
  count: null,
  min: null,
  max: null,
  mean: null,
  stdDev: null,
  percentiles: {},
  censored: null,
  saturated: null,
};

/** The parts of a result in which no other tool has anything to say. */
export type UnknownParts = Pick<
  AnyResult,
  "serviceBy" | "errorSamples" | "warmupBacklog" | "series" | "environment"
> &
  Pick<AnyResult["generator"], "workers" | "process">;

/** Those parts, with null for every number. */
export const UNKNOWN_PARTS: UnknownParts = {
  serviceBy: {
    firstOnConnection: UNKNOWN_STATISTICS,
    laterOnConnection: UNKNOWN_STATISTICS,
    statusClass: {},
  },
  errorSamples: {},
  warmupBacklog: null,
  series: [],
  workers: [],
  process: {
    seconds: null,
    cpuUserSeconds: null,
    cpuSystemSeconds: null,
    mainUtilization: null,
    memoryPeakBytes: null,
  },
  environment: {
    version: null,
    node: null,
    cpu: null,
    cores: null,
    kernel: null,
    cgroup: { version: null, cpuLimit: null, throttledSeconds: null, throttledCount: null },
    stealPercent: null,
    busyPercent: null,
    othersPercent: null,
    limits: { descriptorLimit: null, descriptorsOpen: null, portCount: null, timeWaitCount: null },
  },
};

/** @returns all latencies, those that are not given unknown */
export function latenciesWith(
  known: Readonly<Partial<Record<LatencyName, AnyStatistics>>>,
): Readonly<Record<LatencyName, AnyStatistics>> {
  const unknown = Object.fromEntries(LATENCY_NAMES.map((name) => [name, UNKNOWN_STATISTICS]));
  // Every name of the list is there, which `fromEntries` can't tell.
  return { ...(unknown as Record<LatencyName, AnyStatistics>), ...known };
}

/**
 * Names what is null in a value: each field, or in its place the object that holds nothing else.
 *
 * @param path - the value's own name; empty for the whole
 * @returns `requests.planned`, `environment`
 */
export function nullsIn(value: unknown, path = ""): readonly string[] {
  if (value === null) return [path];
  if (typeof value !== "object" || Array.isArray(value)) return [];
  // A unit says nothing of the values that it would be of.
  const fields = Object.entries(value).filter(([name]) => name !== "unit");
  const nulls = fields.map(([name, field]) =>
    nullsIn(field, path === "" ? name : `${path}.${name}`),
  );
  const isNothing =
    path !== "" && fields.length > 0 && fields.every(([, field]) => holdsNothing(field));
  return isNothing ? [path] : nulls.flat();
}

function holdsNothing(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === null;
  return Object.entries(value).every(([name, field]) => name === "unit" || holdsNothing(field));
}
