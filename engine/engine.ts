import { randomInt } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Writable } from "node:stream";
import { setTimeout } from "node:timers/promises";
import { LoadError } from "./core/errors.js";
import type { RunResult } from "./core/frame.js";
import { createRunId } from "./core/run-id.js";
import type { Run } from "./core/run.js";
import { parseRunSpec } from "./core/spec/parse-run-spec.js";
import type { RunSpec } from "./core/spec/run-spec.js";
import type { VerdictThresholdsInput } from "./core/verdict-thresholds.js";
import { SLO_DECISIONS } from "./decide/slo/judge-slos.js";
import { compareTargets } from "./decide/comparison/compare-targets.js";
import type { CompareTargetsOptions } from "./decide/comparison/compare-targets.js";
import type { Comparison } from "./decide/comparison/comparison.js";
import type { PlannedRun } from "./decide/comparison/plan.js";
import { CapacityRun } from "./decide/capacity/index.js";
import type { Capacity, CapacityOptions, CapacitySpec } from "./decide/capacity/index.js";
import { createReporter } from "./result/run-result.js";
import { resolveThresholds } from "./result/verdict-thresholds.js";
import { ACCESS_CHUNK_COUNT_MAX } from "./run/access-log.js";
import { LocalRun } from "./run/local-run.js";
import type { Reporter } from "./run/run-facts.js";
import { planRun } from "./run/worker-plans.js";
import { PiscinaPool } from "./run/worker-pool.js";
import type { WorkerPool } from "./run/worker-pool.js";

const DEFAULT_MAX_RUNS = 8;
/** How long workers have to end by themselves when the engine is closed. */
const CLOSE_PATIENCE_MS = 5000;
const RUN_ID_SPACE = 36 ** 6;

/** How large an engine may grow, and how strictly it judges itself. */
export interface EngineOptions {
  /** Worker threads at most, over all runs. Default: (cores − 1, at least 1) × maxRuns. */
  readonly workers?: number;
  /** Runs at once at most. Default: 8. */
  readonly maxRuns?: number;
  /** From where on a result is not to be believed; what is not given keeps its default. */
  readonly verdictThresholds?: VerdictThresholdsInput;
}

/** What a run is given beside its spec. */
export interface StartOptions {
  /**
   * Takes the access log: lines of JSON, one for each planned request of the measured window (`docs/access-log.md`). It is
   * ended with the last line, which can be after the run's result; `finished(stream)` of `node:stream` tells. A stream that
   * fails ends the log, not the run.
   */
  readonly accessLog?: Writable;
}

/** How an engine compares two targets. */
export interface CompareOptions extends CompareTargetsOptions {
  /** Told of each run as it begins; stopping it ends the comparison. */
  readonly onRun?: (run: Run, planned: PlannedRun) => void;
}

/**
 * Makes load, and measures it.
 *
 * Threads are started when a run first needs them and kept for the runs that follow.
 */
export class Engine {
  readonly #maxRuns: number;
  readonly #pool: WorkerPool;
  readonly #reporter: Reporter;
  readonly #running = new Set<LocalRun>();
  readonly #searches = new Set<CapacityRun>();
  #closing: Promise<void> | undefined;

  /** @throws LoadError MB_SPEC_INVALID when a limit is not a whole number above 0, or a threshold not one of those known */
  constructor(options: EngineOptions = {}) {
    this.#maxRuns = wholeNumber("maxRuns", options.maxRuns ?? DEFAULT_MAX_RUNS);
    this.#reporter = createReporter(
      resolveThresholds(options.verdictThresholds ?? {}),
      SLO_DECISIONS,
    );
    const threadsPerRun = Math.max(1, availableParallelism() - 1);
    this.#pool = new PiscinaPool(
      wholeNumber("workers", options.workers ?? threadsPerRun * this.#maxRuns),
    );
  }

  /**
   * Starts a run.
   *
   * @param options - what is no part of the spec; not touched when nothing is started
   * @returns the run, already under way: its connections are being opened
   * @throws LoadError MB_SPEC_INVALID (its issues name each field; none for an option), MB_SPEC_FILE (a file that the spec
   * names can't be used), MB_RUN_LIMIT (too many runs, or not enough free threads), MB_ENGINE_CLOSED
   */
  start(spec: RunSpec, options: StartOptions = {}): Run {
    if (this.#closing !== undefined) {
      throw new LoadError("MB_ENGINE_CLOSED", "the engine is closed: nothing more can be started");
    }
    const resolved = parseRunSpec(spec);
    const accessLog = writableOrNone("accessLog", options.accessLog);
    const accessChunkCountMax = accessLog === undefined ? undefined : ACCESS_CHUNK_COUNT_MAX;
    const plan = planRun(resolved, this.#pool.threadLimit, { accessChunkCountMax });
    if (this.#running.size >= this.#maxRuns) {
      throw new LoadError(
        "MB_RUN_LIMIT",
        `${this.#running.size} runs are under way and maxRuns is ${this.#maxRuns}: wait for one to end`,
      );
    }
    const threads = this.#pool.reserve(plan.workers.length);
    const id = createRunId(new Date(), randomInt(RUN_ID_SPACE));
    const run = new LocalRun({
      id,
      spec: resolved,
      plan,
      threads,
      reporter: this.#reporter,
      accessLog,
    });
    this.#running.add(run);
    const forget = (): void => {
      this.#running.delete(run);
    };
    // Whoever holds the run hears of a failure; here it only ends.
    run.result.then(forget, forget);
    return run;
  }

  /**
   * Says whether a target is slower than another one under the same load.
   *
   * It makes quads of runs, one run after the other, in the drawn order A B B A or B A A B, so that drift cancels;
   * `docs/comparison.md` says how they are judged. It ends with the first run that is not completed, such as one of a
   * target that can't be reached, or one stopped by whoever holds it: what is whole until then is compared.
   *
   * @param a - what was
   * @param b - what is asked about; the same load, but for the target's address. Its seed is not used
   * @returns `slower` is that `b` is slower
   * @throws LoadError MB_COMPARISON when the loads differ or an option is not what it must be, and those of {@link start}
   */
  async compare(a: RunSpec, b: RunSpec, options: CompareOptions = {}): Promise<Comparison> {
    const { onRun, ...rest } = options;
    const execute = (planned: PlannedRun): Promise<RunResult> => {
      const run = this.start(planned.spec);
      onRun?.(run, planned);
      return run.result;
    };
    return compareTargets(execute, parseRunSpec(a), parseRunSpec(b), rest);
  }

  /**
   * Searches the highest rate at which objectives hold in steady state: run after run, each at another rate. It takes the
   * place of one run from its start to its end.
   *
   * @param spec - of every run, but for its length and the rate of its arrivals; the model is open
   * @returns the search, already under way
   * @throws LoadError MB_SPEC_INVALID for an option, an objective without a confidence interval, a model that is not open;
   * and all that {@link start} throws
   */
  capacity(spec: CapacitySpec, options: CapacityOptions): Capacity {
    const search = new CapacityRun(spec, options, (probe) => this.start(probe));
    this.#searches.add(search);
    void search.result.then(() => this.#searches.delete(search));
    return search;
  }

  /** Aborts what is under way, waits for it, and ends the threads. Again: no further effect. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const searches = [...this.#searches];
    for (const search of searches) search.stop("the engine was closed");
    const running = [...this.#running];
    for (const run of running) run.stop("abort");
    const ended = Promise.all(running.map((run) => run.result));
    // A worker that hangs can't be asked: with its thread its share of the run is lost, and the run ends as failed.
    await Promise.race([ended, setTimeout(CLOSE_PATIENCE_MS, undefined, { ref: false })]);
    await this.#pool.close();
    await ended;
    await Promise.all(searches.map((search) => search.result));
  }
}

function writableOrNone(name: string, stream: Writable | undefined): Writable | undefined {
  if (stream?.writable !== false) return stream;
  const message = `${name} is a stream that has ended or failed; it must be one that can be written to`;
  throw new LoadError("MB_SPEC_INVALID", message);
}

function wholeNumber(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new LoadError("MB_SPEC_INVALID", `${name} is ${value}; it must be a whole number above 0`);
}
