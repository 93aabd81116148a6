import { plannedRateOf } from "../engine/index.js";
import type { ResolvedSpec, StopMode } from "../engine/index.js";
import { fieldProblem, fieldsOf } from "./body-fields.js";

/** What a caller wants a live run's rate to be. */
export type RateRequest =
  | { readonly field: "ratePerSecond"; readonly value: number }
  | { readonly field: "rateFactor"; readonly value: number };

const RATE_FIELDS = ["ratePerSecond", "rateFactor"] as const;
const RATE_EXAMPLE = 'an object such as {"ratePerSecond": 500} or {"rateFactor": 2}';

/**
 * Reads the body of a call that stops a run.
 *
 * @returns undefined where it leaves the mode to the engine
 * @throws HttpProblem 400 that names the field
 */
export function parseStopMode(body: unknown): StopMode | undefined {
  if (body === undefined) return undefined;
  const { mode } = fieldsOf(body, ["mode"], 'an object such as {"mode": "drain"}');
  if (mode === undefined || mode === "drain" || mode === "abort") return mode;
  throw fieldProblem("/mode", `mode is ${JSON.stringify(mode)}; it must be "drain" or "abort"`);
}

/**
 * Reads the body of a call that changes the rate of a run.
 *
 * @throws HttpProblem 400 that names the field
 */
export function parseRateRequest(body: unknown): RateRequest {
  const fields = fieldsOf(body, RATE_FIELDS, RATE_EXAMPLE);
  const [field, ...more] = RATE_FIELDS.filter((name) => fields[name] !== undefined);
  if (field === undefined) throw fieldProblem("", `the body is empty; it must be ${RATE_EXAMPLE}`);
  if (more.length > 0) {
    throw fieldProblem("", "ratePerSecond and rateFactor are both given; only one of them can be");
  }
  const value = fields[field];
  if (typeof value === "number") return { field, value };
  throw fieldProblem(
    `/${field}`,
    `${field} is ${JSON.stringify(value)}; it must be a number, at least 0`,
  );
}

/**
 * @returns the rate as a run takes it: per second where its plan has one rate, otherwise a factor
 * @throws HttpProblem 400 when a shape is asked for one rate
 */
export function rateFor({ field, value }: RateRequest, load: ResolvedSpec["load"]): number {
  const base = plannedRateOf(load);
  if (field === "rateFactor") return base === null ? value : base * value;
  if (base !== null || load.model !== "open") return value;
  throw fieldProblem(
    "/ratePerSecond",
    `ratePerSecond can't be set: the plan is a shape (${load.arrivals.kind}); give rateFactor`,
  );
}
