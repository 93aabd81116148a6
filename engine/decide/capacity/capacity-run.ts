import { randomInt } from "node:crypto";
import { LoadError } from "../../core/errors.js";
import type { RunResult } from "../../core/frame.js";
import { createRunId } from "../../core/run-id.js";
import type { RunId } from "../../core/run-id.js";
import type { Run, StopMode } from "../../core/run.js";
import type { ResolvedSpec, RunSpec } from "../../core/spec/run-spec.js";
import { createDeferred } from "../../run/deferred.js";
import { answerOf } from "./answer.js";
import { resolveCapacity } from "./capacity-options.js";
import type { CapacityOptions, ResolvedCapacity } from "./capacity-options.js";
import { curveOf } from "./curve.js";
import { KneeSearch } from "./knee-search.js";
import { probeFactsOf } from "./probe-facts.js";
import { probeSpecOf, scalableLoadOf } from "./probe-spec.js";
import type { CapacitySpec } from "./probe-spec.js";
import type { Probe, ProbeRequest } from "./probe.js";
import type { CapacityReport } from "./report.js";

const MS_PER_SECOND = 1000;
const RUN_ID_SPACE = 36 ** 6;
const SEED_LIMIT = 2 ** 32;

/** One search for a capacity. Iterating gives every probe as soon as it is judged, from the first one on. */
export interface Capacity extends AsyncIterable<Probe> {
  readonly id: RunId;
  /** Always resolves once the search has ended, however it ended. */
  readonly result: Promise<CapacityReport>;
  /** Ends the search early; the probe under way is dropped. Again, and after the end: no effect. */
  stop(): void;
}

/** A search whose probes are runs of the engine, one after the other. */
export class CapacityRun implements Capacity {
  readonly id: RunId;
  readonly result: Promise<CapacityReport>;
  readonly #spec: CapacitySpec;
  readonly #slo: readonly string[];
  readonly #resolved: ResolvedCapacity;
  readonly #start: (spec: RunSpec) => Run;
  readonly #search: KneeSearch;
  readonly #startedAt = new Date();
  readonly #resolvedSpec: ResolvedSpec;
  #run: Run;
  #isStopped = false;
  #failure: string | undefined;
  #isEnded = false;
  #changed = createDeferred<undefined>();

  /**
   * Starts the first probe.
   *
   * @param start - starts a run
   * @throws LoadError MB_SPEC_INVALID and all that `start` throws
   */
  constructor(spec: CapacitySpec, options: CapacityOptions, start: (spec: RunSpec) => Run) {
    scalableLoadOf(spec);
    this.id = createRunId(this.#startedAt, randomInt(RUN_ID_SPACE));
    this.#spec = { seed: randomInt(SEED_LIMIT), ...spec };
    this.#slo = options.slo;
    this.#resolved = resolveCapacity(options);
    this.#start = start;
    this.#search = new KneeSearch(this.#resolved.search);
    const first = this.#search.next();
    if (first === undefined) throw new Error("a search begins with a probe");
    this.#run = this.#startProbe(first);
    this.#resolvedSpec = this.#run.status.spec;
    this.result = this.#execute(first);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Probe> {
    const { probes } = this.#search;
    for (let at = 0; ; at++) {
      while (at >= probes.length) {
        if (this.#isEnded) return;
        await this.#changed.promise;
      }
      const probe = probes[at];
      if (probe !== undefined) yield probe;
    }
  }

  stop(): void {
    if (this.#isStopped || this.#isEnded) return;
    this.#isStopped = true;
    stopRun(this.#run, "abort");
  }

  async #execute(first: ProbeRequest): Promise<CapacityReport> {
    try {
      for (let request: ProbeRequest | undefined = first; request !== undefined;) {
        const result = await this.#run.result;
        if (!this.#take(request, result)) break;
        request = this.#search.next();
        if (request !== undefined) this.#run = this.#startProbe(request);
      }
    } catch (error) {
      // The engine was closed meanwhile, or all of its threads are taken.
      this.#failure = error instanceof Error ? error.message : String(error);
    }
    const report = this.#report();
    this.#isEnded = true;
    this.#tell();
    return report;
  }

  /** @returns whether the search goes on: a probe that was cut short is none */
  #take(request: ProbeRequest, result: RunResult): boolean {
    if (this.#isStopped) return false;
    if (result.state !== "completed") {
      this.#failure = result.reason ?? `a probe has ended as ${result.state}`;
      return false;
    }
    const tookSeconds = (Date.parse(result.endedAt) - Date.parse(result.startedAt)) / MS_PER_SECOND;
    const { ratePerSecond } = request;
    const circumstances = { ratePerSecond, tookSeconds };
    this.#search.record(request, probeFactsOf(result, this.#resolved.objectives, circumstances));
    this.#tell();
    return true;
  }

  #startProbe(request: ProbeRequest): Run {
    const index = this.#search.probes.length;
    return this.#start(probeSpecOf(this.#spec, this.#resolved.objectives, request, index));
  }

  #tell(): void {
    const { resolve } = this.#changed;
    this.#changed = createDeferred();
    resolve(undefined);
  }

  #report(): CapacityReport {
    const { probes } = this.#search;
    const state =
      this.#failure !== undefined ? "failed" : this.#isStopped ? "stopped" : "completed";
    return {
      schema: "mesh-bench/capacity/v1",
      id: this.id,
      state,
      ...(this.#failure === undefined ? {} : { reason: this.#failure }),
      startedAt: this.#startedAt.toISOString(),
      endedAt: new Date().toISOString(),
      // Every probe has a seed of its own, from this one.
      spec: { ...this.#resolvedSpec, seed: this.#spec.seed ?? this.#resolvedSpec.seed },
      slo: this.#slo,
      search: this.#resolved.search,
      answer: answerOf(this.#search, this.#resolved.search),
      curve: curveOf(probes),
      probes,
    };
  }
}

/** Ends a run early; one that has ended by itself meanwhile is left as it is. */
function stopRun(run: Run, mode: StopMode): void {
  try {
    run.stop(mode);
  } catch (error) {
    if (!(error instanceof LoadError && error.code === "MB_RUN_STATE")) throw error;
  }
}
