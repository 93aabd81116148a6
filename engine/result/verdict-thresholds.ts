import { NS_PER_MS } from "../core/duration.js";
import { LoadError } from "../core/errors.js";
import type { VerdictThresholds, VerdictThresholdsInput } from "../core/verdict-thresholds.js";

/** The defaults. */
export const VERDICT_THRESHOLDS: VerdictThresholds = {
  ownShare: {
    valid: { share: 0.05, floorNs: 20_000 },
    suspect: { share: 0.25, floorNs: 100_000 },
  },
  notSentShare: 0.01,
  throttledShare: 0.01,
  stealPercent: 2,
  boundUtilization: 0.95,
  gcPauseNs: 50 * NS_PER_MS,
  loopDelayNs: 50 * NS_PER_MS,
  runDelayShare: 0.05,
  machineBusyPercent: 95,
  machineOthersPercent: 10,
};

/**
 * Completes thresholds with the default ones.
 *
 * @throws LoadError MB_SPEC_INVALID when a name is none of them, or a value is not a finite number of at least 0
 */
export function resolveThresholds(given: VerdictThresholdsInput): VerdictThresholds {
  // Every name and value of the input is checked against the defaults, so what comes out has their shape.
  return merge("verdictThresholds", VERDICT_THRESHOLDS, given) as VerdictThresholds;
}

function merge(name: string, base: unknown, given: unknown): unknown {
  if (given === undefined) return base;
  if (typeof base === "number") {
    // Infinity has no form in JSON, and the thresholds are part of the result.
    if (typeof given === "number" && given >= 0 && given < Infinity) return given;
    throw invalid(name, given, "a finite number of at least 0");
  }
  if (!isRecord(base) || !isRecord(given)) throw invalid(name, given, "an object");
  const unknownName = Object.keys(given).find((each) => !Object.hasOwn(base, each));
  if (unknownName !== undefined) {
    const names = Object.keys(base).join(", ");
    throw new LoadError(
      "MB_SPEC_INVALID",
      `${name}.${unknownName} is not known; ${name} has ${names}`,
    );
  }
  return Object.fromEntries(
    Object.entries(base).map(([each, value]) => [
      each,
      merge(`${name}.${each}`, value, given[each]),
    ]),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function invalid(name: string, given: unknown, wanted: string): LoadError {
  const text = typeof given === "number" ? String(given) : JSON.stringify(given);
  return new LoadError("MB_SPEC_INVALID", `${name} is ${text}; it must be ${wanted}`);
}
