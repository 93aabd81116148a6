import { randomInt } from "node:crypto";
import { hrtime } from "node:process";
import { NS_PER_SECOND } from "../../core/duration.js";
import { LoadError } from "../../core/errors.js";
import type { RunResult } from "../../core/frame.js";
import { createRunId } from "../../core/run-id.js";
import type { RunId } from "../../core/run-id.js";
import type { FrameOptions, Run, StopMode } from "../../core/run.js";
import type { ResolvedSpec, RunSpec } from "../../core/spec/run-spec.js";
import { createDeferred } from "../../run/deferred.js";
import { answerOf } from "./answer.js";
import { eventsOf } from "./capacity-events.js";
import type { CapacityEvent, ProbeRun, WatchedSearch } from "./capacity-events.js";
import { resolveCapacity } from "./capacity-options.js";
import type { CapacityOptions, ResolvedCapacity } from "./capacity-options.js";
import { parseCapacitySpec } from "./capacity-spec.js";
import type { CapacitySpec } from "./capacity-spec.js";
import type { CapacityState, CapacityStatus, RunningProbe } from "./capacity-status.js";
import { curveOf } from "./curve.js";
import type { KneeInterval } from "./knee-interval.js";
import { KneeSearch } from "./knee-search.js";
import { probeFactsOf } from "./probe-facts.js";
import { probeSpecOf } from "./probe-spec.js";
import type { Probe, ProbeRequest } from "./probe.js";
import type { CapacityReport } from "./report.js";

const MS_PER_SECOND = 1000;
const RUN_ID_SPACE = 36 ** 6;
const SEED_LIMIT = 2 ** 32;
/** Between the live views of a probe, unless told otherwise. */
const FRAME_INTERVAL = "1s";
const STOP_REASON = "it was stopped before it was over";

/** One search for a capacity. Iterating gives every probe as soon as it is judged, from the first one on. */
export interface Capacity extends AsyncIterable<Probe> {
  readonly id: RunId;
  readonly status: CapacityStatus;
  /** Always resolves once the search has ended, however it ended. */
  readonly result: Promise<CapacityReport>;
  /**
   * @returns the status at once, then probes as they begin and end with live views of them in between, and at last the report
   * @throws LoadError MB_STREAM_INTERVAL on iterating, when the interval is not one that frames can come at. Default: 1s
   */
  events(options?: FrameOptions): AsyncIterableIterator<CapacityEvent>;
  /** Ends the search early; the probe under way is dropped. Again, and after the end: no effect. */
  stop(): void;
}

/** A search whose probes are runs of the engine, one after the other. */
export class CapacityRun implements Capacity, WatchedSearch {
  readonly id: RunId;
  readonly result: Promise<CapacityReport>;
  readonly #spec: CapacitySpec;
  readonly #slo: readonly string[];
  readonly #resolved: ResolvedCapacity;
  readonly #start: (spec: RunSpec) => Run;
  readonly #search: KneeSearch;
  readonly #startedAt = new Date();
  readonly #startedNs = hrtime.bigint();
  readonly #resolvedSpec: ResolvedSpec;
  #current: ProbeRun | undefined;
  #stopReason: string | undefined;
  #failure: string | undefined;
  #report: CapacityReport | undefined;
  #endedNs: bigint | undefined;
  #changed = createDeferred<undefined>();

  /**
   * Starts the first probe.
   *
   * @param start - starts a run
   * @throws LoadError MB_SPEC_INVALID and all that `start` throws
   */
  constructor(spec: CapacitySpec, options: CapacityOptions, start: (spec: RunSpec) => Run) {
    this.id = createRunId(this.#startedAt, randomInt(RUN_ID_SPACE));
    this.#spec = { seed: randomInt(SEED_LIMIT), ...parseCapacitySpec(spec) };
    this.#slo = options.slo;
    this.#resolved = resolveCapacity(options);
    this.#start = start;
    this.#search = new KneeSearch(this.#resolved.search);
    const first = this.#search.next();
    if (first === undefined) throw new Error("a search begins with a probe");
    const probe = this.#startProbe(first);
    this.#resolvedSpec = probe.run.status.spec;
    this.#current = probe;
    this.result = this.#execute(probe);
  }

  get status(): CapacityStatus {
    const { current, elapsedSeconds, interval, probes } = this;
    const reason = this.#failure ?? this.#stopReason;
    return {
      id: this.id,
      state: this.#state,
      ...(reason === undefined ? {} : { reason }),
      labels: this.#resolvedSpec.labels,
      spec: this.#shownSpec,
      slo: this.#slo,
      search: this.#resolved.search,
      startedAt: this.#startedAt.toISOString(),
      elapsedSeconds,
      interval,
      probes: [...probes],
      ...(current === undefined ? {} : { running: runningOf(current) }),
    };
  }

  get elapsedSeconds(): number {
    return Number((this.#endedNs ?? hrtime.bigint()) - this.#startedNs) / NS_PER_SECOND;
  }

  get probes(): readonly Probe[] {
    return this.#search.probes;
  }

  get interval(): KneeInterval {
    return this.#search.end.interval;
  }

  get current(): ProbeRun | undefined {
    return this.#current;
  }

  get changed(): Promise<undefined> {
    return this.#changed.promise;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Probe> {
    const { probes } = this;
    for (let at = 0; ; at++) {
      while (at >= probes.length) {
        if (this.#current === undefined) return;
        await this.changed;
      }
      const probe = probes[at];
      if (probe !== undefined) yield probe;
    }
  }

  events(options: FrameOptions = {}): AsyncIterableIterator<CapacityEvent> {
    return eventsOf(this, { interval: FRAME_INTERVAL, ...options });
  }

  /** @param reason - in a sentence, without the full stop */
  stop(reason = STOP_REASON): void {
    const current = this.#current;
    if (this.#stopReason !== undefined || current === undefined) return;
    this.#stopReason = reason;
    stopRun(current.run, "abort");
  }

  async #execute(first: ProbeRun): Promise<CapacityReport> {
    try {
      for (let probe: ProbeRun | undefined = first; probe !== undefined;) {
        const result = await probe.run.result;
        if (!this.#take(probe.request, result)) break;
        const request = this.#search.next();
        // In the turn in which the run before has ended: nobody else can take its place, and its threads.
        probe = request === undefined ? undefined : this.#startProbe(request);
        this.#current = probe;
      }
    } catch (error) {
      // The engine was closed meanwhile, or all of its threads are taken.
      this.#failure = error instanceof Error ? error.message : String(error);
    }
    this.#endedNs = hrtime.bigint();
    this.#current = undefined;
    const report = this.#toReport();
    this.#report = report;
    this.#tell();
    return report;
  }

  /** @returns whether the search goes on: a probe that was cut short is none */
  #take(request: ProbeRequest, result: RunResult): boolean {
    if (this.#stopReason !== undefined) return false;
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

  #startProbe(request: ProbeRequest): ProbeRun {
    const index = this.probes.length;
    const spec = probeSpecOf(this.#spec, this.#resolved.objectives, request, index);
    return { index, request, run: this.#start(spec) };
  }

  #tell(): void {
    const { resolve } = this.#changed;
    this.#changed = createDeferred();
    resolve(undefined);
  }

  get #state(): CapacityState {
    if (this.#report !== undefined) return this.#report.state;
    return this.#stopReason === undefined ? "running" : "stopping";
  }

  /** Every probe has a seed of its own, from this one. */
  get #shownSpec(): ResolvedSpec {
    return { ...this.#resolvedSpec, seed: this.#spec.seed ?? this.#resolvedSpec.seed };
  }

  #toReport(): CapacityReport {
    const { probes } = this;
    const reason = this.#failure ?? this.#stopReason;
    const early = this.#stopReason === undefined ? "completed" : "stopped";
    return {
      schema: "mesh-bench/capacity/v1",
      id: this.id,
      state: this.#failure === undefined ? early : "failed",
      ...(reason === undefined ? {} : { reason }),
      startedAt: this.#startedAt.toISOString(),
      endedAt: new Date().toISOString(),
      spec: this.#shownSpec,
      slo: this.#slo,
      search: this.#resolved.search,
      answer: answerOf(this.#search, this.#resolved.search),
      curve: curveOf(probes),
      probes,
    };
  }
}

function runningOf({ index, request, run }: ProbeRun): RunningProbe {
  const { state, frame } = run.status;
  return { index, request, state, ...(frame === undefined ? {} : { frame }) };
}

/** Ends a run early; one that has ended by itself meanwhile is left as it is. */
function stopRun(run: Run, mode: StopMode): void {
  try {
    run.stop(mode);
  } catch (error) {
    if (!(error instanceof LoadError && error.code === "MB_RUN_STATE")) throw error;
  }
}
