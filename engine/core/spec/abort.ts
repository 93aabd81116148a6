import { NS_PER_SECOND } from "../duration.js";
import { ERROR_KINDS } from "../outcome.js";
import type { ErrorKind } from "../outcome.js";
import { parseSlo } from "./slo.js";
import type { Slo } from "./slo.js";
import { parseStatusRange } from "./status-range.js";
import type { StatusRange } from "./status-range.js";

/** What ends a run as soon as it is seen, in the measured window. */
export type AbortCondition = { readonly expression: string } & (
  | {
      /** The first response with one of these statuses. */
      readonly kind: "status";
      readonly statuses: StatusRange;
    }
  | {
      /** The first error of this kind. */
      readonly kind: "error";
      readonly error: ErrorKind;
    }
  | {
      /** Too many of a window's requests are no success: what must hold in every window. */
      readonly kind: "errors";
      readonly slo: Slo & { readonly windowNs: number };
    }
  /** Any of the run's objectives over a window fails. */
  | { readonly kind: "slo" }
);

/** Most conditions of one run. */
export const MAX_ABORT_CONDITIONS = 32;

/** Completes "… it must be". */
export const ABORT_WANTED = `a condition such as "status 503", "status 5xx", "error connectionLost" (or another of ${ERROR_KINDS.join(", ")}), "errors > 5%", "errors > 5% over 10s" or "slo"`;

/** Of a ratio of errors that names no window. */
const DEFAULT_WINDOW_NS = NS_PER_SECOND;
const STATUS = /^\s*status\s+(\S+)\s*$/;
const ERROR = /^\s*error\s+(\w+)\s*$/;
const ERRORS = /^\s*errors\s*(>=?)\s*(\S.*)$/;
const SLO = /^\s*slo\s*$/;

/** @returns what a text says is to end a run; undefined when it says nothing of the kind */
export function parseAbortCondition(expression: string): AbortCondition | undefined {
  if (SLO.test(expression)) return { expression, kind: "slo" };
  const [, code = ""] = STATUS.exec(expression) ?? [];
  const statuses = parseStatusRange(code);
  if (statuses !== undefined) return { expression, kind: "status", statuses };
  const [, name] = ERROR.exec(expression) ?? [];
  const error = ERROR_KINDS.find((kind) => kind === name);
  return error === undefined ? parseErrors(expression) : { expression, kind: "error", error };
}

/** @returns the conditions of a spec whose schema has let them pass, in its order */
export function abortConditionsOf({
  abortOn = [],
}: {
  readonly abortOn?: readonly string[];
}): readonly AbortCondition[] {
  return abortOn.map((expression) => {
    const parsed = parseAbortCondition(expression);
    if (parsed === undefined) throw new RangeError(`not a condition: ${expression}`);
    return parsed;
  });
}

/** A ratio that ends a run when it is above a bound is an objective that must stay at or below it. */
function parseErrors(expression: string): AbortCondition | undefined {
  const [, comparison, rest = ""] = ERRORS.exec(expression) ?? [];
  if (comparison === undefined) return undefined;
  const slo = parseSlo(`unsuccessful ${comparison === ">" ? "<=" : "<"} ${rest}`);
  if (slo?.goal.kind !== "share" || slo.scenario !== null) return undefined;
  const windowNs = slo.windowNs ?? DEFAULT_WINDOW_NS;
  return { expression, kind: "errors", slo: { ...slo, expression, windowNs } };
}
