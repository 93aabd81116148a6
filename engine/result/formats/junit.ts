import { NS_PER_MS } from "../../core/duration.js";
import { assertNever } from "../../core/errors.js";
import type { RunResult } from "../../core/frame.js";
import type { SloReport } from "../../core/slo.js";
import type { ResultFormat } from "./format.js";
import { toJunitXml } from "./junit-xml.js";
import type { JunitCase } from "./junit-xml.js";

/**
 * A test report for continuous integration: a case that the run was done, one that its generator can be believed, and one for
 * each objective.
 *
 * What is undecided is an error and not skipped: most servers show a report with skipped cases as green, and an objective that
 * nobody has proven must not be.
 */
export const junitFormat: ResultFormat = {
  name: "junit",
  endings: [".junit.xml", ".xml"],
  description: "objectives and the generator's verdict as a JUnit test report",
  write: (result) => ({
    text: toJunitXml({
      name: `mesh-bench ${result.spec.target.url}`,
      startedAt: result.startedAt,
      seconds: result.measuredSeconds,
      properties: { id: result.id, ...result.labels },
      cases: casesOf(result),
    }),
    lost: [
      "it holds verdicts on the run, its generator and its objectives, and no measurements beside them",
    ],
  }),
};

function casesOf(result: RunResult): readonly JunitCase[] {
  return [runCase(result), generatorCase(result), ...result.slo.map(objectiveCase)];
}

function runCase({ state, reason }: RunResult): JunitCase {
  const named = { group: "mesh-bench.run", name: "the run was done" };
  if (state === "completed" || state === "stopped") return named;
  return { ...named, problem: { kind: "error", type: state, message: reason ?? state } };
}

function generatorCase({ generator: { verdict, reasons } }: RunResult): JunitCase {
  const named = { group: "mesh-bench.generator", name: "the generator can be believed" };
  const message = reasons.map((reason) => `${reason.code}: ${reason.message}`).join("; ");
  switch (verdict) {
    case "valid":
      return named;
    case "suspect":
      return { ...named, remark: `suspect: ${message}` };
    case "invalid":
      return { ...named, problem: { kind: "error", type: verdict, message } };
    default:
      return assertNever(verdict);
  }
}

function objectiveCase(objective: SloReport): JunitCase {
  const { expression, verdict, unit, bound } = objective;
  const named = { group: "mesh-bench.slo", name: expression };
  const message = `observed ${observedText(objective)}, the bound is ${exactText(bound, unit)}`;
  switch (verdict) {
    case "passed":
      return { ...named, remark: message };
    case "failed":
      return { ...named, problem: { kind: "failure", type: verdict, message } };
    case "inconclusive":
      return { ...named, problem: { kind: "error", type: verdict, message } };
    default:
      return assertNever(verdict);
  }
}

function observedText({ observed, unit }: SloReport): string {
  if (observed === null) return "nothing";
  if (typeof observed === "number") return exactText(observed, unit);
  const { low, high } = observed;
  if (high === null) return `at least ${exactText(low, unit)}`;
  return `${exactText(low, unit)} to ${exactText(high, unit)}`;
}

/** With all its digits: rounded, a value just beyond its bound would look like the bound. */
function exactText(value: number, unit: SloReport["unit"]): string {
  switch (unit) {
    case "ns":
      return `${value / NS_PER_MS}ms`;
    case "percent":
      return `${value}%`;
    case "perSecond":
      return `${value}/s`;
    default:
      return assertNever(unit);
  }
}
