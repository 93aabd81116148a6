import { isDeepStrictEqual } from "node:util";
import type {
  BundleCheck,
  BundleDifference,
  BundleVerification,
  RunBundle,
} from "../../core/bundle.js";
import { LoadError } from "../../core/errors.js";
import type { RunResult } from "../../core/frame.js";
import type { VerdictThresholds } from "../../core/verdict-thresholds.js";
import type { RunFacts } from "../../run/run-facts.js";
import { resolveThresholds } from "../verdict-thresholds.js";
import { planAnalysis } from "./analysis-plan.js";
import { DIFFERENCES_MAX, differencesOf } from "./differences.js";
import { fromFactsRecord } from "./facts-record.js";
import { addUp } from "./interval-record.js";
import { noBundle } from "./read-bundle.js";
import type { BundleRecord } from "./read-bundle.js";
import { recordedInstantsOf, toScheduleRecord } from "./schedule-record.js";

/** Computes a result from facts, by these thresholds. */
export type ResultMaker = (facts: RunFacts, thresholds: VerdictThresholds) => RunResult;

/**
 * Computes every figure of a bundle's result again, from what the workers recorded, and compares; and holds the result against
 * its books, its plan and its analysis plan.
 *
 * @param name - what the bundle is called in messages
 * @throws LoadError MB_BUNDLE_FILE if what is in it can't be read
 */
export function verifyBundleRecord(
  bundle: BundleRecord,
  name: string,
  toResult: ResultMaker,
): BundleVerification {
  const { facts, thresholds } = readAs("its facts can't be read", name, () => factsOf(bundle));
  // As it is in the file: what has no form in JSON is not told by a result either.
  const result = readAs("no result comes out of its facts", name, () =>
    throughJson(toResult(facts, thresholds)),
  );
  const differences = differencesOf(bundle.result, result);
  const checks = [
    checkFigures(differences),
    checkBooks(result, facts, bundle.facts),
    checkSchedule(bundle, result),
    checkAnalysis(bundle, facts, thresholds),
  ];
  return {
    id: result.id,
    verified: checks.every(({ passed }) => passed),
    checks,
    differences,
    result,
  };
}

/** The bundle's schema says what its parts are, not what is in each of them: that shows when they are used. */
function readAs<T>(fault: string, name: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw noBundle(name, `${fault}: ${cause.message}`, cause);
  }
}

function factsOf(bundle: BundleRecord): {
  readonly facts: RunFacts;
  readonly thresholds: VerdictThresholds;
} {
  const { verdictThresholds } = bundle.analysis as Partial<RunBundle["analysis"]>;
  return {
    facts: fromFactsRecord(bundle.facts),
    thresholds: resolveThresholds(verdictThresholds ?? {}),
  };
}

function throughJson(result: RunResult): RunResult {
  return JSON.parse(JSON.stringify(result)) as RunResult;
}

function checkFigures(differences: readonly BundleDifference[]): BundleCheck {
  const [first] = differences;
  return {
    name: "figures",
    passed: first === undefined,
    finding:
      first === undefined
        ? "every figure of the result is what comes out of the recorded histograms and counts"
        : `${countText(differences.length)}, the first at ${first.pointer}: ${JSON.stringify(first.stored)} is stored, ${JSON.stringify(first.recomputed)} comes out`,
  };
}

function countText(count: number): string {
  if (count === 1) return "1 figure differs";
  return `${count === DIFFERENCES_MAX ? "at least " : ""}${count} figures differ`;
}

function checkBooks(
  { requests, latency }: RunResult,
  { recorded }: RunFacts,
  { intervals }: BundleRecord["facts"],
): BundleCheck {
  const { planned, completed, failed, timedOut, unfinished, skipped } = requests;
  const sum = completed + failed + timedOut + unfinished + skipped;
  const fault =
    planned !== sum
      ? `${planned} were planned, and ${sum} are accounted for`
      : latency.response.count !== planned - skipped
        ? `response holds ${latency.response.count} requests; ${planned - skipped} were not skipped`
        : addUp(intervals, recorded)
          ? undefined
          : "the intervals do not add up to the run";
  return {
    name: "books",
    passed: fault === undefined,
    finding:
      fault ??
      `${planned} planned requests are all accounted for, and the intervals add up to the run`,
  };
}

function checkSchedule(bundle: BundleRecord, result: RunResult): BundleCheck {
  const { schedule } = bundle;
  const named = { name: "schedule" } as const;
  if (schedule === null) {
    const isClosed = result.spec.load.model === "closed";
    const finding = isClosed
      ? "a closed run has no plan"
      : "the schedule is missing: an open run has one";
    return { ...named, passed: isClosed, finding };
  }
  try {
    const again = toScheduleRecord(result, recordedInstantsOf(schedule));
    if (again?.sha256 === schedule.sha256) return checkPlannedCount(again.measuredCount, result);
    const found = again === null ? "no hash" : `the hash ${shortOf(again.sha256)}`;
    const finding = `the plan that follows from spec, seed and changes of the rate has ${found}, not ${shortOf(schedule.sha256)}`;
    return { ...named, passed: false, finding };
  } catch (cause) {
    if (!(cause instanceof LoadError)) throw cause;
    return { ...named, passed: false, finding: `the plan can't be computed: ${cause.message}` };
  }
}

function shortOf(sha256: string): string {
  return `${sha256.slice(0, 12)}…`;
}

function checkPlannedCount(measuredCount: number, { requests, generator }: RunResult): BundleCheck {
  // A run whose worker was lost has not told what became of that worker's share.
  const isWhole = !generator.reasons.some(({ code }) => code === "workerLost");
  const passed = !isWhole || measuredCount === requests.planned;
  return {
    name: "schedule",
    passed,
    finding: passed
      ? `${measuredCount} arrivals, instant by instant as spec, seed and changes of the rate plan them`
      : `the plan has ${measuredCount} arrivals, the result ${requests.planned}`,
  };
}

function checkAnalysis(
  { analysis }: BundleRecord,
  { spec, startedAt }: RunFacts,
  thresholds: VerdictThresholds,
): BundleCheck {
  const fixedAt = new Date(analysis.fixedAt);
  const wanted = JSON.parse(JSON.stringify(planAnalysis(spec, thresholds, fixedAt))) as unknown;
  const isSame = isDeepStrictEqual(analysis, wanted);
  const isBefore = fixedAt <= startedAt;
  return {
    name: "analysis",
    passed: isSame && isBefore,
    finding: isSame
      ? isBefore
        ? "what was to be read off was fixed before the start"
        : `the analysis plan is of ${analysis.fixedAt}, after the start`
      : "the analysis plan is not that of the spec",
  };
}
