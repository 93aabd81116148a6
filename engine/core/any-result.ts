import type { Converted } from "./converted.js";
import type {
  ErrorCounts,
  GeneratorVerdict,
  LatencyName,
  RequestCounts,
  RunResult,
} from "./frame.js";
import type { EnvironmentReport, ProcessReport, ResourceLimits } from "./generator-report.js";
import type { LatencyStatistics, PercentileValue } from "./histogram/index.js";

type OrUnknown<Block> = { readonly [Field in keyof Block]: Block[Field] | null };

/** Statistics of a histogram; each number that is not known is null, and percentiles that are not are not there. */
export interface AnyStatistics extends OrUnknown<
  Omit<LatencyStatistics, "unit" | "percentiles" | "encoded">
> {
  readonly unit: "ns";
  readonly percentiles: LatencyStatistics["percentiles"];
  readonly encoded?: string;
}

/** What is known of a run's input. */
export interface AnySpec {
  readonly target: { readonly url: string | null; readonly method?: string };
  readonly load: {
    readonly model: "open" | "closed" | "paced" | null;
    readonly ratePerSecond?: number;
    readonly catchUp?: string;
  };
  readonly connections: number | null;
  readonly duration?: string;
  readonly requests?: number;
  readonly timeout: string | null;
  readonly percentiles: readonly number[];
  readonly labels: Readonly<Record<string, string>>;
}

/** What became of an objective, whoever judged it. */
export interface AnyObjective {
  /** In the language of the tool that judged it. */
  readonly expression: string;
  readonly verdict: "passed" | "failed" | "inconclusive";
  /** Of `observed` and `bound`. */
  readonly unit: "ns" | "percent" | "perSecond";
  readonly comparison: "<" | "<=" | ">" | ">=";
  readonly bound: number;
  /** Null: not known. */
  readonly observed: PercentileValue;
}

type Unchanged = "schema" | "id" | "labels" | "state" | "reason" | "clock" | "rate";
type Optional =
  | "attribution"
  | "precision"
  | "until"
  | "scenarios"
  | "correctedService"
  | "serverTiming"
  | "floor"
  | "truth";

/**
 * A result of ours or of another tool. In one of ours all is known; in a converted one a number that the tool does not tell is
 * null, never 0, and `converted.missing` names it.
 */
export interface AnyResult extends Pick<RunResult, Unchanged>, Pick<RunResult, Optional> {
  /** Another tool has made this result, and it was converted. */
  readonly converted?: Converted;
  readonly spec: AnySpec;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly measuredSeconds: number | null;
  readonly requests: OrUnknown<RequestCounts>;
  readonly latency: Readonly<Record<LatencyName, AnyStatistics>>;
  readonly serviceBy: {
    readonly firstOnConnection: AnyStatistics;
    readonly laterOnConnection: AnyStatistics;
    readonly statusClass: Readonly<Record<string, AnyStatistics>>;
  };
  readonly load: OrUnknown<Omit<RunResult["load"], "rateChanges" | "skippedBy">> & {
    readonly rateChanges: RunResult["load"]["rateChanges"];
    readonly skippedBy: OrUnknown<RunResult["load"]["skippedBy"]>;
  };
  readonly status: Readonly<Record<string, number>>;
  readonly errors: ErrorCounts;
  readonly errorSamples: RunResult["errorSamples"];
  readonly bytes: OrUnknown<RunResult["bytes"]>;
  readonly connections: OrUnknown<RunResult["connections"]>;
  readonly warmupBacklog: RunResult["warmupBacklog"];
  readonly generator: GeneratorVerdict &
    Omit<RunResult["generator"], "process" | "verdict" | "reasons"> & {
      readonly process: OrUnknown<ProcessReport>;
    };
  readonly slo: readonly AnyObjective[];
  readonly series: RunResult["series"];
  readonly environment: OrUnknown<Omit<EnvironmentReport, "cgroup" | "limits">> & {
    readonly cgroup: OrUnknown<EnvironmentReport["cgroup"]>;
    readonly limits: ResourceLimits;
  };
}

/** A result that another tool has made: none of the blocks in which only we have something to say. */
export interface ConvertedResult extends Omit<AnyResult, Optional | "clock" | "converted"> {
  readonly converted: Converted;
}
