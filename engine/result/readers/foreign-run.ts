import type { AnyObjective, AnySpec, AnyStatistics } from "../../core/any-result.js";
import type { ForeignSource } from "../../core/converted.js";
import type { LatencyName, Rates, RequestCounts, RunResult } from "../../core/frame.js";
import type { RunId } from "../../core/run-id.js";

/** A histogram that another tool tells of. */
export interface ForeignHistogram {
  readonly statistics: AnyStatistics;
  /** The widest stretch of values that are counted together; undefined where there are no counts, only statistics. */
  readonly resolutionNs?: number;
}

/** What another tool tells of a run. What it does not tell is not there. */
export interface ForeignRun {
  readonly from: ForeignSource;
  /** Of a result that was ours before; default: made of the start and the text. */
  readonly id?: RunId;
  /** Default: `completed`; a tool that has written its result has ended. */
  readonly state?: "stopped";
  readonly labels?: Readonly<Record<string, string>>;
  readonly startedAt?: Date;
  readonly measuredSeconds?: number;
  readonly url?: string;
  readonly method?: string;
  readonly load?: AnySpec["load"];
  readonly connectionCount?: number;
  readonly duration?: string;
  readonly requestCount?: number;
  readonly timeout?: string;
  readonly requests?: Partial<RequestCounts>;
  readonly rate?: Partial<Rates>;
  readonly latency: Readonly<Partial<Record<LatencyName, ForeignHistogram>>>;
  readonly status?: Readonly<Record<string, number>>;
  readonly errors?: RunResult["errors"];
  readonly bytes?: Partial<RunResult["bytes"]>;
  readonly openedConnectionCount?: number;
  readonly objectives?: readonly AnyObjective[];
  /** Further things to tell of fields that are not known, beside their names. */
  readonly missingBecause?: Readonly<Record<string, string>>;
}

/** @returns the fields that are there: a tool that does not tell a thing says nothing of it, or null */
export function told<Fields extends object>(
  fields: Fields,
): { readonly [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  const known = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  // The names and types are those of the argument, of which some are left out.
  return Object.fromEntries(known) as { [Name in keyof Fields]?: NonNullable<Fields[Name]> };
}
