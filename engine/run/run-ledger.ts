import { NS_PER_SECOND } from "../core/duration.js";
import type { FinalState, Phase, RunState, SeriesPoint } from "../core/frame.js";
import { LoadError } from "../core/errors.js";
import type { EnvironmentReport, ProcessReport } from "../core/generator-report.js";
import { TotalHistogram } from "../core/histogram/index.js";
import type { ErrorKind } from "../core/outcome.js";
import { HISTOGRAM_INDEX } from "../core/recording.js";
import type {
  Gauges,
  RecordingDelta,
  SelfObservation,
  WorkerHistogramName,
} from "../core/recording.js";
import type { RateChange } from "../core/rate-change.js";
import type { RunClock } from "../core/run-clock.js";
import type { RunId } from "../core/run-id.js";
import { maskSecrets } from "../core/spec/mask-secrets.js";
import { nameOfScenario } from "../core/spec/scenario-name.js";
import type { ResolvedSpec } from "../core/spec/run-spec.js";
import type { ConnectionCounts } from "../core/transport.js";
import type { AbortReport } from "../core/slo.js";
import type { MetCondition } from "./abort-watch.js";
import { Accumulator } from "./accumulator.js";
import { BatchCollector } from "./batches.js";
import { objectivesOf } from "./objectives.js";
import { RunRate } from "./run-rate.js";
import type { RunFacts, VerdictFacts, WorkerFacts, WorstMoment } from "./run-facts.js";
import type { RunPlan } from "./worker-plans.js";
import { WindowBooks } from "./window-books.js";
import type { KnownTicks } from "./window-books.js";
import type { WarmupEnded, WorkerDelta, WorkerDone } from "./worker-group.js";

const NO_SELF: SelfObservation = {
  cpuNs: Number.NaN,
  runDelayNs: Number.NaN,
  loopActiveNs: 0,
  loopIdleNs: 0,
  gcPauseCount: 0,
  gcPauseNsTotal: 0,
  gcPauseNsMax: -1,
  gcPauseAtNs: 0,
  loopDelayNsMax: -1,
  loopDelayAtNs: 0,
};

/** Histograms that are kept by worker as well: the generator's own delays. */
const WORKERS_OWN = ["lateness", "readDelay", "loopDelay"] as const;

interface WorkerAccount {
  readonly lateness: TotalHistogram;
  readonly readDelay: TotalHistogram;
  readonly loopDelay: TotalHistogram;
  gauges: Gauges;
  self: SelfObservation;
  isDraining: boolean;
  lastDeltaNs: number;
}

/** The books of one run: what its workers recorded, where it stands, what became of it. */
export class RunLedger {
  readonly id: RunId;
  readonly spec: ResolvedSpec;
  /** Everything recorded so far. */
  readonly total = new Accumulator();
  /** The same by scenario; empty in a run that has none. */
  readonly #scenarios: readonly Accumulator[];
  /** The ends of requests in it, by batch of time. */
  readonly batches: BatchCollector;
  /** What counts for objectives over windows. */
  readonly windows: WindowBooks;
  readonly series: SeriesPoint[] = [];
  /** Of a run whose bundle is asked for: what each point of the series was computed from, as the reporter writes it. */
  readonly intervals: unknown[] = [];
  readonly #plan: RunPlan;
  /** Null in the closed model. */
  readonly rate: RunRate | null;
  readonly #workers: readonly WorkerAccount[];
  readonly #errorSamples = new Map<ErrorKind, string>();
  #state: RunState = "preparing";
  #reason: string | undefined;
  #startedAt: Date | undefined;
  #initialConnectionCount: number | undefined;
  #firstConnectFailure: string | undefined;
  #nowNs = 0;
  #endNs: number;
  #stopNs = Infinity;
  #worst: WorstMoment | undefined;
  #done: readonly (WorkerDone | undefined)[] = [];
  #warmups: readonly WarmupEnded[] = [];
  #isClosed = false;
  #abort: AbortReport | undefined;

  constructor(id: RunId, spec: ResolvedSpec, plan: RunPlan) {
    this.id = id;
    this.spec = spec;
    this.#plan = plan;
    this.rate = plan.schedule === null ? null : new RunRate(plan.schedule);
    this.#endNs = plan.endNs ?? Infinity;
    this.#scenarios = (spec.scenarios ?? []).map(() => new Accumulator());
    this.batches = new BatchCollector(plan.warmupNs);
    this.windows = new WindowBooks(objectivesOf(spec), plan.warmupNs, plan.workers.length);
    this.#workers = plan.workers.map(() => ({
      lateness: new TotalHistogram(),
      readDelay: new TotalHistogram(),
      loopDelay: new TotalHistogram(),
      gauges: { inFlight: 0, queued: 0, oldestIntendedStartNs: Infinity },
      self: NO_SELF,
      isDraining: false,
      lastDeltaNs: 0,
    }));
  }

  get state(): RunState {
    return this.#state;
  }

  get reason(): string | undefined {
    return this.#reason;
  }

  get startedAt(): Date | undefined {
    return this.#startedAt;
  }

  /** The run's time as of the last tick, in seconds since its start. */
  get nowSeconds(): number {
    return this.#nowNs / NS_PER_SECOND;
  }

  /** @returns the rate that was asked for, as the mean over the measured part of a stretch of the run */
  requestedPerSecondBetween(fromSeconds: number, toSeconds: number): number | null {
    const [from, to] = this.#measuredPartOf(fromSeconds, toSeconds);
    return this.rate?.between(from, to) ?? null;
  }

  /** When the measured window ends; Infinity while that is not known. */
  get endNs(): number {
    return this.#endNs;
  }

  get phase(): Phase {
    if (this.#nowNs <= this.#plan.warmupNs && this.#plan.warmupNs > 0) return "warm-up";
    return this.#state === "draining" || this.#isClosed ? "drain" : "measured";
  }

  /** The schedule begins, with so many connections. */
  start(initialConnectionCount: number, firstConnectFailure?: string): void {
    this.#initialConnectionCount = initialConnectionCount;
    this.#firstConnectFailure = firstConnectFailure;
    this.#startedAt = new Date();
    this.#state = this.#plan.warmupNs > 0 ? "warmup" : "running";
  }

  /** The schedule and the measured window end at this instant. */
  stopAt(endNs: number): void {
    this.#stopNs = Math.min(this.#stopNs, endNs);
    this.#endNs = Math.min(this.#endNs, endNs);
  }

  /**
   * The planned rate is another one from an instant on. The end of the schedule may move with it.
   *
   * @throws LoadError MB_RUN_RATE when it can't be that, MB_RUN_STATE in the closed model and when the schedule is over
   */
  changeRate(atNs: number, rate: number): RateChange {
    if (this.rate === null) {
      throw new LoadError("MB_RUN_STATE", `run ${this.id} is closed: it has no planned rate`);
    }
    this.rate.assertPossible(rate);
    if (this.#isClosed || atNs >= this.#endNs) {
      throw new LoadError("MB_RUN_STATE", `the schedule of run ${this.id} is over`);
    }
    const change = this.rate.change(atNs, rate);
    this.#endNs = Math.min(this.#stopNs, this.rate.endNs);
    return change;
  }

  /** The run can't go on. The first reason counts. */
  fail(reason: string): void {
    if (this.#state === "failed") return;
    this.#state = "failed";
    this.#reason = reason;
  }

  /** A condition was met that is to end the run. The first one counts. */
  abort({ condition, reason }: MetCondition): void {
    if (this.#abort !== undefined || this.#state === "failed") return;
    this.#abort = { condition, atSeconds: this.nowSeconds };
    this.#reason = reason;
  }

  /** How far what is in the windows is known by now. */
  get knownTicks(): KnownTicks {
    return this.windows.knownBefore(Math.min(this.#nowNs, this.#endNs));
  }

  /** Time passes. */
  advance(nowNs: number): void {
    this.#nowNs = nowNs;
    if (this.#state === "warmup" && nowNs > this.#plan.warmupNs) this.#state = "running";
    const isDraining = this.#workers.every((worker) => worker.isDraining);
    if (this.#state === "running" && isDraining) this.#state = "draining";
  }

  /** A worker has told what it recorded. */
  add(index: number, message: WorkerDelta): void {
    const worker = this.#workers[index];
    for (const [scenarioIndex, delta] of message.deltas.entries()) {
      this.total.add(delta);
      this.#scenarios[scenarioIndex]?.add(delta);
      this.batches.add(delta, this.#endNs);
      this.windows.add(index, scenarioIndex, delta);
      this.#addSamples(scenarioIndex, delta);
      if (worker !== undefined) this.#addOwn(worker, delta);
    }
    if (worker === undefined) return;
    worker.gauges = message.gauges;
    worker.self = message.self;
    worker.isDraining = message.isDraining;
    if (hasNothingLeft(message)) this.windows.settle(index);
    worker.lastDeltaNs = Math.max(worker.lastDeltaNs, ...message.deltas.map(({ atNs }) => atNs));
  }

  /** Checks are numbered by scenario: whose it is has to be said. */
  #addSamples(scenarioIndex: number, { errorSamples }: RecordingDelta): void {
    const scenario = this.spec.scenarios?.[scenarioIndex];
    for (const [kind, sample] of errorSamples) {
      if (this.#errorSamples.has(kind)) continue;
      const isNamed = kind === "check" && scenario !== undefined;
      const name = isNamed
        ? `${nameOfScenario(scenario, maskSecrets(this.spec).target.url)}: `
        : "";
      this.#errorSamples.set(kind, `${name}${sample}`);
    }
  }

  #addOwn(worker: WorkerAccount, delta: RecordingDelta): void {
    for (const name of WORKERS_OWN) {
      const histogram = delta.histograms[HISTOGRAM_INDEX[name]];
      if (histogram !== undefined) worker[name].add(histogram);
    }
    this.#watchWorst(worker.lastDeltaNs, delta);
  }

  /** @returns what is under way now, over all workers */
  gauges(): Gauges {
    return sumGauges(this.#workers.map(({ gauges }) => gauges));
  }

  /** @returns the part of a stretch of the run that lies in the measured window, in seconds */
  measuredSecondsBetween(fromSeconds: number, toSeconds: number): number {
    const [from, to] = this.#measuredPartOf(fromSeconds, toSeconds);
    return Math.max(0, to - from);
  }

  /** @returns how much of the run is done, 0 to 1; null when its end is not known */
  progress(elapsedNs: number): number | null {
    if (this.#isClosed) return 1;
    if (this.#endNs !== Infinity) {
      return this.#endNs === 0 ? 1 : Math.min(1, Math.max(0, elapsedNs / this.#endNs));
    }
    const { requests } = this.spec;
    return requests === undefined ? null : Math.min(1, this.total.counter("planned") / requests);
  }

  /** @returns what a verdict can be passed on now */
  verdictFacts(): VerdictFacts {
    return {
      spec: this.spec,
      recorded: this.total,
      measuredSeconds: this.#measuredSeconds(),
      workers: this.#workerFacts(),
      worst: this.#worst,
      connections: this.#connections(),
      initialConnectionCount: this.#initialConnectionCount,
      firstConnectFailure: this.#firstConnectFailure,
      warmupBacklog: this.#warmupBacklog(),
      warmupOldestAgeNs: this.#warmupOldestAgeNs(),
      environment: undefined,
      isFinal: this.#isClosed,
    };
  }

  /** Closes the books. @returns all facts */
  close(ending: {
    readonly state: FinalState;
    readonly done: readonly (WorkerDone | undefined)[];
    readonly warmups: readonly WarmupEnded[];
    readonly clock: RunClock | undefined;
    readonly environment: EnvironmentReport;
    readonly process: ProcessReport;
  }): RunFacts {
    this.#done = ending.done;
    this.#warmups = ending.warmups;
    const state = this.#state === "failed" ? "failed" : ending.state;
    this.#state = state;
    this.#isClosed = true;
    this.#endNs = this.#finalEndNs();
    this.#nowNs = Math.max(this.#nowNs, ...this.#workers.map(({ lastDeltaNs }) => lastDeltaNs));
    const endedAt = new Date();
    return {
      ...this.verdictFacts(),
      spec: maskSecrets(this.spec),
      id: this.id,
      state,
      reason: this.#reason,
      startedAt: this.#startedAt ?? endedAt,
      endedAt,
      clock: ending.clock,
      requestedPerSecond: this.requestedPerSecondBetween(0, this.#untilSeconds()),
      pacing: this.#plan.pacing,
      rateChanges: this.rate?.changes ?? [],
      errorSamples: this.#errorSamples,
      scenarios: this.#scenarios,
      series: this.series,
      intervals: this.intervals,
      recordedNs: recordedNsOf(this.#plan),
      batches: this.batches,
      windows: this.windows.ticks,
      windowStartNs: this.#plan.warmupNs,
      abort: this.#abort,
      environment: ending.environment,
      process: ending.process,
    };
  }

  /** A run that is limited by a count in the closed model ends with its last request. */
  #finalEndNs(): number {
    if (this.#startedAt === undefined) return 0;
    const ends = this.#done.map((done) =>
      done === undefined ? 0 : Math.min(done.endNs, Math.max(done.lastEndedNs, 0)),
    );
    const isCounted = this.spec.load.model === "closed" && this.spec.requests !== undefined;
    if (!isCounted && this.#endNs !== Infinity) {
      // A worker that heard of a stop late has planned up to its own end.
      const cuts = this.#done.map((done) => done?.endNs ?? 0).filter((ns) => ns !== Infinity);
      return Math.max(0, ...cuts);
    }
    return Math.max(0, ...ends);
  }

  #measuredSeconds(): number {
    return this.measuredSecondsBetween(0, this.#untilSeconds());
  }

  #untilSeconds(): number {
    return this.#isClosed ? Infinity : this.nowSeconds;
  }

  #measuredPartOf(
    fromSeconds: number,
    toSeconds: number,
  ): [fromSeconds: number, toSeconds: number] {
    const startSeconds = this.#plan.warmupNs / NS_PER_SECOND;
    const endSeconds = this.#endNs / NS_PER_SECOND;
    return [Math.max(fromSeconds, startSeconds), Math.min(toSeconds, endSeconds)];
  }

  #watchWorst(fromNs: number, delta: RecordingDelta): void {
    const delayNs = Math.max(maxNsOf(delta, "lateness"), maxNsOf(delta, "readDelay"));
    if (delayNs < 0 || delayNs <= (this.#worst?.delayNs ?? -1)) return;
    // A request is recorded at its end and was delayed before it: not before the oldest one of the stretch was intended.
    const responseNs = Math.max(
      maxNsOf(delta, "responseSuccess"),
      maxNsOf(delta, "responseOther"),
      0,
    );
    this.#worst = {
      delayNs,
      fromSeconds: Math.max(0, fromNs - responseNs) / NS_PER_SECOND,
      toSeconds: delta.atNs / NS_PER_SECOND,
    };
  }

  #workerFacts(): WorkerFacts[] {
    return this.#workers.map(({ self, lateness, readDelay, loopDelay }, index) => ({
      index,
      self,
      lateness,
      readDelay,
      loopDelay,
      isLost: this.#isClosed && this.#done[index] === undefined,
    }));
  }

  #connections(): ConnectionCounts {
    const counts = this.#done.map((done) => done?.connections);
    const sum = (of: (connections: ConnectionCounts) => number): number =>
      counts.reduce((total, each) => total + (each === undefined ? 0 : of(each)), 0);
    return {
      opened: sum(({ opened }) => opened),
      reused: sum(({ reused }) => reused),
      closedByPeer: sum(({ closedByPeer }) => closedByPeer),
      retired: sum(({ retired }) => retired),
    };
  }

  #warmupBacklog(): Gauges | undefined {
    if (this.#warmups.length === 0) return undefined;
    return sumGauges(this.#warmups.map(({ gauges }) => gauges));
  }

  #warmupOldestAgeNs(): number | null {
    const ages = this.#warmups.map(({ gauges, atNs }) => atNs - gauges.oldestIntendedStartNs);
    const oldestNs = Math.max(-Infinity, ...ages);
    return oldestNs === -Infinity ? null : oldestNs;
  }
}

function sumGauges(all: readonly Gauges[]): Gauges {
  return {
    inFlight: all.reduce((sum, { inFlight }) => sum + inFlight, 0),
    queued: all.reduce((sum, { queued }) => sum + queued, 0),
    oldestIntendedStartNs: Math.min(
      Infinity,
      ...all.map(({ oldestIntendedStartNs }) => oldestIntendedStartNs),
    ),
  };
}

function recordedNsOf({ schedule }: RunPlan): Float64Array | undefined {
  const spacing = schedule?.arrivals.spacing;
  return spacing?.kind === "recorded" ? spacing.instantsNs : undefined;
}

/** Its schedule is over, and all it began has ended. */
function hasNothingLeft({ isDraining, gauges }: WorkerDelta): boolean {
  return isDraining && gauges.inFlight === 0 && gauges.queued === 0;
}

/** @returns the largest value of one of a delta's histograms; -1 when there is none */
function maxNsOf(delta: RecordingDelta, name: WorkerHistogramName): number {
  return delta.histograms[HISTOGRAM_INDEX[name]]?.maxNs ?? -1;
}
