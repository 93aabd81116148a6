import { parseDurationNs } from "../duration.js";
import { ERROR_KINDS } from "../outcome.js";
import type { ErrorKind } from "../outcome.js";
import { parseStatusRange } from "./status-range.js";
import type { StatusRange } from "./status-range.js";

const SLO_VIEWS = [
  "outcome",
  "response",
  "responseSuccess",
  "service",
  "lateness",
  "queue",
  "firstByte",
  "readDelay",
] as const;

/** A latency that an objective can be about: those of connections belong to no request. */
export type SloView = (typeof SLO_VIEWS)[number];

/** Ends of requests whose share of the planned ones an objective can bound. */
export type SloOutcome =
  "completed" | "failed" | "timedOut" | "unfinished" | "skipped" | "unsuccessful";

/** How what is observed must compare with the bound. */
export type SloComparison = "<" | "<=" | ">" | ">=";

/** What an objective is about, with its bound. */
export type SloGoal =
  | {
      readonly kind: "percentile";
      readonly view: SloView;
      /** Above 0 and up to 100; 100 is the maximum. */
      readonly percentile: number;
      readonly comparison: "<" | "<=";
      readonly boundNs: number;
    }
  | {
      readonly kind: "mean";
      readonly view: SloView;
      readonly comparison: "<" | "<=";
      readonly boundNs: number;
    }
  | {
      readonly kind: "share";
      /** `unsuccessful` are all but the completed ones. */
      readonly of: SloOutcome;
      readonly comparison: SloComparison;
      readonly boundPercent: number;
    }
  | {
      /** Responses with one of these statuses, of all planned requests. */
      readonly kind: "status";
      readonly statuses: StatusRange;
      readonly comparison: SloComparison;
      readonly boundPercent: number;
    }
  | {
      /** Errors of this kind, of all planned requests. */
      readonly kind: "error";
      readonly error: ErrorKind;
      readonly comparison: SloComparison;
      readonly boundPercent: number;
    }
  | {
      readonly kind: "rate";
      readonly comparison: SloComparison;
      /** Of successfully completed requests. */
      readonly boundPerSecond: number;
    };

/** A service level objective: what must hold of a run, in any stretch of a given length if it names one. */
export interface Slo {
  /** As in the spec. */
  readonly expression: string;
  readonly goal: SloGoal;
  /** Null: over the whole measured window. */
  readonly windowNs: number | null;
  /** Null: over all requests. */
  readonly scenario: string | null;
}

/** Completes "… it must be". */
export const SLO_WANTED =
  'an objective such as "p99 < 10ms", "service.p99.9 <= 5ms", "response.mean < 2ms", "failed < 0.1%", "completed >= 99.9%", "status.5xx < 0.1%", "errors.timeout < 0.1%" or "rate >= 990/s", where need be with " over <duration>" and then " in <scenario>" behind it';

const EXPRESSION =
  /^\s*(?<subject>[A-Za-z0-9.]+)\s*(?<comparison><=|>=|<|>)\s*(?<bound>[0-9.]+\s*[^\s]*)(?:\s+over\s+(?<window>\S+))?(?:\s+in\s+(?<scenario>\S.*?))?\s*$/;
const LATENCY_SUBJECT =
  /^(?:(?<view>[A-Za-z]+)\.)?(?:p(?<percentile>\d+(?:\.\d+)?)|(?<word>mean|max))$/;
const OUTCOMES: ReadonlySet<string> = new Set<SloOutcome>([
  "completed",
  "failed",
  "timedOut",
  "unfinished",
  "skipped",
  "unsuccessful",
]);
const COMPARISONS: ReadonlySet<string> = new Set<SloComparison>(["<", "<=", ">", ">="]);
const VIEWS: ReadonlySet<string> = new Set(SLO_VIEWS);

/** The named parts of a match, of which some may not be there. */
type Groups = Readonly<Record<string, string | undefined>>;

/** Most objectives of one run: each is a line of the summary, and one over a window costs every request a little. */
export const MAX_SLOS = 32;

/**
 * @returns the objectives of a spec whose schema has let them pass, in its order
 * @throws RangeError if one is none after all
 */
export function slosOf({ slo = [] }: { readonly slo?: readonly string[] }): readonly Slo[] {
  return slo.map((expression) => {
    const parsed = parseSlo(expression);
    if (parsed === undefined) throw new RangeError(`not an objective: ${expression}`);
    return parsed;
  });
}

/** @returns the largest latency in whole nanoseconds that keeps a percentile's bound */
export function limitNsOf({
  comparison,
  boundNs,
}: Extract<SloGoal, { readonly kind: "percentile" }>): number {
  return comparison === "<" ? boundNs - 1 : boundNs;
}

/** @returns the objective that a text says, of `outcome` unless it names another view; undefined when it says none */
export function parseSlo(expression: string): Slo | undefined {
  const groups: Groups | undefined = EXPRESSION.exec(expression)?.groups;
  if (groups === undefined) return undefined;
  const { window, scenario } = groups;
  const goal = parseGoal(groups);
  const windowNs = window === undefined ? null : parseDurationNs(window);
  if (goal === undefined || windowNs === undefined || windowNs === 0) return undefined;
  return { expression, goal, windowNs, scenario: scenario ?? null };
}

/** @returns what an objective is about: `p99` of `p99 < 10ms` */
export function sloSubjectOf(expression: string): string {
  return expression.split(/\s*[<>]/, 1)[0]?.trim() ?? "";
}

function parseGoal({ subject = "", comparison = "", bound = "" }: Groups): SloGoal | undefined {
  if (!isComparison(comparison)) return undefined;
  return (
    parseLatencyGoal(subject, comparison, bound) ??
    parseShareGoal(subject, comparison, bound) ??
    parseRateGoal(subject, comparison, bound)
  );
}

function parseLatencyGoal(
  subject: string,
  comparison: SloComparison,
  bound: string,
): SloGoal | undefined {
  const groups: Groups | undefined = LATENCY_SUBJECT.exec(subject)?.groups;
  const boundNs = parseDurationNs(bound) ?? 0;
  if (groups === undefined || boundNs === 0) return undefined;
  const {
    view = "outcome",
    word,
    percentile,
  }: Readonly<Record<string, string | undefined>> = groups;
  // A latency that is to be long is no objective.
  if (!isView(view) || !isCeiling(comparison)) return undefined;
  if (word === "mean") return { kind: "mean", view, comparison, boundNs };
  const rank = word === "max" ? 100 : Number(percentile);
  if (!(rank > 0 && rank <= 100)) return undefined;
  return { kind: "percentile", view, percentile: rank, comparison, boundNs };
}

function parseShareGoal(of: string, comparison: SloComparison, bound: string): SloGoal | undefined {
  const [, text] = /^(\d+(?:\.\d+)?)\s*%$/.exec(bound) ?? [];
  const boundPercent = Number(text);
  if (!(boundPercent >= 0 && boundPercent <= 100)) return undefined;
  if (isOutcome(of)) return { kind: "share", of, comparison, boundPercent };
  const [, group = "", name = ""] = /^(status|errors)\.(\w+)$/.exec(of) ?? [];
  const statuses = group === "status" ? parseStatusRange(name) : undefined;
  if (statuses !== undefined) return { kind: "status", statuses, comparison, boundPercent };
  const error = group === "errors" ? ERROR_KINDS.find((kind) => kind === name) : undefined;
  return error === undefined ? undefined : { kind: "error", error, comparison, boundPercent };
}

function parseRateGoal(
  subject: string,
  comparison: SloComparison,
  bound: string,
): SloGoal | undefined {
  const [, text] = /^(\d+(?:\.\d+)?)\s*\/s$/.exec(bound) ?? [];
  if (subject !== "rate" || text === undefined) return undefined;
  return { kind: "rate", comparison, boundPerSecond: Number(text) };
}

function isCeiling(comparison: SloComparison): comparison is "<" | "<=" {
  return comparison === "<" || comparison === "<=";
}

function isComparison(text: string): text is SloComparison {
  return COMPARISONS.has(text);
}

function isView(text: string): text is SloView {
  return VIEWS.has(text);
}

function isOutcome(text: string): text is SloOutcome {
  return OUTCOMES.has(text);
}
