import { LoadError, parseCapacityOptions } from "../engine/index.js";
import type { CapacityOptions, SpecIssue } from "../engine/index.js";
import { fieldProblem, fieldsOf } from "./body-fields.js";

/** What a caller wants to be searched. */
export interface CapacityRequest {
  /** What each probe is; not yet judged. */
  readonly spec: unknown;
  readonly options: CapacityOptions;
}

const EXAMPLE =
  'an object such as {"spec": {"target": {"url": "http://127.0.0.1:8081/"}}, "slo": ["p99 < 10ms"]}';

/**
 * Reads the body of a call that starts a search.
 *
 * @throws HttpProblem 400 for what is no object; LoadError MB_SPEC_INVALID for options that are wrong
 */
export function parseCapacityRequest(body: unknown): CapacityRequest {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw fieldProblem("", `the body must be ${EXAMPLE}`);
  }
  const { spec, ...options }: Readonly<Record<string, unknown>> = { ...body };
  return { spec, options: parseCapacityOptions(options) };
}

/** @returns what the engine has against a spec, at its place in the body */
export function inSpec(error: unknown): unknown {
  if (!(error instanceof LoadError) || error.issues.length === 0) return error;
  const issues = error.issues.map(underSpec);
  const message = issues.map((issue) => issue.message).join("; ");
  return new LoadError(error.code, message, { issues, cause: error });
}

/** Issues begin with the name of their field. */
function underSpec({ pointer, message }: SpecIssue): SpecIssue {
  const sentence = pointer === "" ? message.replace(/^the run spec/, "spec") : `spec.${message}`;
  return { pointer: `/spec${pointer}`, message: sentence };
}

/** @throws HttpProblem 400 where the body of a call that stops a search says anything */
export function checkStopBody(body: unknown): void {
  if (body !== undefined) fieldsOf(body, [], "empty, or {}");
}
