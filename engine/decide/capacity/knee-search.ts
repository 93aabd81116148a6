import { judgeProbe } from "./judge-probe.js";
import { KneeBelief } from "./knee-belief.js";
import type { KneeRange } from "./knee-belief.js";
import { intervalOf } from "./knee-interval.js";
import type { KneeInterval } from "./knee-interval.js";
import { confirmRate, isNarrow, nextRate } from "./next-rate.js";
import type { Standing, Widening } from "./next-rate.js";
import type { Probe, ProbeFacts, ProbePurpose, ProbeRequest } from "./probe.js";

/** From one probe of the bracket to the next. */
const BRACKET_FACTOR = 2;
/** Once may be chance: a core that was taken away for a moment. */
const LIMITED_TO_BELIEVE = 2;
/** Uncertain may be chance, too: the knee of one run may lie just where it is probed. */
const UNCERTAIN_TO_LENGTHEN = 2;
const UNCERTAIN_TO_WIDEN = 3;
/** One step at one end leaves the answer within the width that was asked for. */
const WIDENING_FACTOR = 1.2;
const WIDENING_FACTOR_LATER = 1.5;
const WIDENING_MAX = 16;
/** Attempts at a confirmation that stays uncertain, and confirmations that may fail. */
const CONFIRM_TRIES_MAX = 3;
const CONFIRM_FAILURES_MAX = 3;
/** Warm-up and drain, as shares of a probe's length, for what is not known beforehand. */
const OVERHEAD = 1.25;

/** What is searched, and what it may cost. */
export interface SearchOptions extends KneeRange {
  /** Length of a probe, unless it turns out to be too short. */
  readonly probeSeconds: number;
  readonly probeSecondsMax: number;
  /** Requests below which no probe can tell: slow ones are longer. */
  readonly requestsMin: number;
  /** Length of the whole search. */
  readonly secondsMax: number;
}

/** What a search has come to. */
export interface SearchEnd {
  readonly interval: KneeInterval;
  /** The last confirmation; undefined: there was nothing to confirm, or no time. */
  readonly confirmation: Probe | undefined;
  /** The first rate at which the generator could not be relied on; null: it could. */
  readonly generatorLimitPerSecond: number | null;
  readonly isOutOfTime: boolean;
}

type Phase = ProbePurpose | "over";

/**
 * The search for the highest rate at which the objectives hold, one probe at a time: it says which probe is next, and is told
 * what that has found. It knows neither clocks nor targets.
 *
 * ```
 *   bracket ──────▶ narrow ──────▶ confirm ──▶ over
 *   from, × 2, …      ▲  │            │
 *                     │  └─ no end ───┼───────▶
 *                     └── it failed ──┘
 * ```
 *
 * A probe that stays uncertain is made again, twice as long; one that still is at the greatest length leaves the search where
 * it is, and makes the answer wider.
 */
export class KneeSearch {
  readonly #options: SearchOptions;
  readonly #belief: KneeBelief;
  readonly #probes: Probe[] = [];
  #phase: Phase = "bracket";
  #bracketPerSecond: number;
  #seconds: number;
  #spentSeconds = 0;
  #widening: Widening = { low: 1, high: 1 };
  #uncertainInARow = 0;
  #limitedInARow = 0;
  #generatorCeilingPerSecond = Infinity;
  #confirmCeilingPerSecond = Infinity;
  #confirmTries = 0;
  #confirmFailures = 0;
  #interval: KneeInterval = { lowPerSecond: null, highPerSecond: null };
  #confirmation: Probe | undefined;
  #isOutOfTime = false;

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#belief = new KneeBelief(options);
    this.#bracketPerSecond = options.fromPerSecond;
    this.#seconds = options.probeSeconds;
  }

  /** All probes so far. */
  get probes(): readonly Probe[] {
    return this.#probes;
  }

  /** By how much runs seem to scatter about the knee, in percent of it. */
  get scatterPercent(): number {
    return this.#belief.scatterPercent;
  }

  /** What the search has come to, or would if it ended now. */
  get end(): SearchEnd {
    const limit = this.#generatorCeilingPerSecond;
    return {
      interval: this.#interval,
      confirmation: this.#confirmation,
      generatorLimitPerSecond: limit === Infinity ? null : limit,
      isOutOfTime: this.#isOutOfTime,
    };
  }

  /** @returns the probe to make; undefined: the search is over */
  next(): ProbeRequest | undefined {
    if (this.#phase === "narrow" && this.#isSettled()) this.#settle();
    if (this.#phase !== "over" && !this.#hasTimeFor(this.#request(this.#phase))) {
      this.#isOutOfTime = true;
      if (this.#phase === "confirm") this.#phase = "over";
      else this.#settle();
    }
    return this.#phase === "over" ? undefined : this.#request(this.#phase);
  }

  /** Takes in what the probe that was asked for has found. @returns it, judged */
  record(request: ProbeRequest, facts: ProbeFacts): Probe {
    const probe = { index: this.#probes.length, request, facts, ...judgeProbe(facts) };
    this.#probes.push(probe);
    this.#spentSeconds += facts.tookSeconds;
    if (probe.verdict !== "uncertain") {
      this.#belief.observe(request.ratePerSecond, probe.verdict === "passed");
    }
    if (request.purpose !== "confirm") {
      this.#interval = intervalOf(this.#probes, this.#belief, this.#confirmCeilingPerSecond);
    }
    this.#noteLimit(probe);
    this.#advance(probe);
    return probe;
  }

  #advance(probe: Probe): void {
    switch (probe.request.purpose) {
      case "bracket":
        this.#advanceBracket(probe);
        return;
      case "narrow":
        this.#advanceNarrow(probe);
        return;
      case "confirm":
        this.#advanceConfirm(probe);
    }
  }

  #advanceBracket({ verdict, isGeneratorLimited }: Probe): void {
    const { toPerSecond, probeSeconds } = this.#options;
    const isLast = this.#bracketPerSecond >= toPerSecond;
    if (isGeneratorLimited) {
      if (this.#generatorCeilingPerSecond < Infinity) this.#phase = "narrow";
      return;
    }
    if (verdict === "uncertain" && this.#lengthen()) return;
    if (verdict === "failed" || isLast) {
      this.#phase = "narrow";
      return;
    }
    this.#bracketPerSecond = Math.min(toPerSecond, BRACKET_FACTOR * this.#bracketPerSecond);
    this.#seconds = probeSeconds;
  }

  #advanceNarrow({ verdict, isGeneratorLimited, request }: Probe): void {
    if (isGeneratorLimited) return;
    this.#uncertainInARow = verdict === "uncertain" ? this.#uncertainInARow + 1 : 0;
    const end = request.ratePerSecond < this.#belief.quantile(0.5) ? "low" : "high";
    const isFirst = this.#widening[end] === 1;
    const isLongest = request.seconds >= this.#options.probeSecondsMax;
    const enough = isLongest && isFirst ? UNCERTAIN_TO_WIDEN : UNCERTAIN_TO_LENGTHEN;
    if (this.#uncertainInARow < enough) return;
    this.#uncertainInARow = 0;
    if (this.#lengthen()) return;
    const factor = isFirst ? WIDENING_FACTOR : WIDENING_FACTOR_LATER;
    const widened = Math.min(WIDENING_MAX, factor * this.#widening[end]);
    this.#widening = { ...this.#widening, [end]: widened };
  }

  #advanceConfirm(probe: Probe): void {
    this.#confirmation = probe;
    if (probe.verdict === "passed") {
      this.#phase = "over";
    } else if (probe.verdict === "uncertain") {
      this.#lengthen();
      this.#confirmTries++;
      if (this.#confirmTries === CONFIRM_TRIES_MAX) this.#phase = "over";
    } else {
      this.#confirmCeilingPerSecond = probe.request.ratePerSecond;
      this.#interval = intervalOf(this.#probes, this.#belief, this.#confirmCeilingPerSecond);
      this.#confirmFailures++;
      this.#phase = this.#confirmFailures === CONFIRM_FAILURES_MAX ? "over" : "narrow";
    }
  }

  #noteLimit({ isGeneratorLimited, request }: Probe): void {
    this.#limitedInARow = isGeneratorLimited ? this.#limitedInARow + 1 : 0;
    if (this.#limitedInARow < LIMITED_TO_BELIEVE || request.purpose === "confirm") return;
    this.#generatorCeilingPerSecond = request.ratePerSecond;
    this.#limitedInARow = 0;
  }

  /** Whether narrowing has nothing left to find. */
  #isSettled(): boolean {
    const { fromPerSecond, toPerSecond, precisionPercent } = this.#options;
    const { lowPerSecond, highPerSecond } = this.#interval;
    const usablePerSecond = this.#generatorCeilingPerSecond / (1 + precisionPercent / 100);
    return (
      isNarrow(this.#standing) ||
      (highPerSecond ?? Infinity) <= fromPerSecond ||
      (lowPerSecond ?? 0) >= Math.min(toPerSecond, usablePerSecond) ||
      Math.min(this.#generatorCeilingPerSecond, this.#confirmCeilingPerSecond) <= fromPerSecond
    );
  }

  #settle(): void {
    const hasAnswer = this.#interval.lowPerSecond !== null;
    this.#phase = hasAnswer ? "confirm" : "over";
    this.#confirmTries = 0;
    if (hasAnswer && !this.#hasTimeFor(this.#request("confirm"))) {
      this.#isOutOfTime = true;
      this.#phase = "over";
    }
  }

  #request(purpose: ProbePurpose): ProbeRequest {
    const ratePerSecond = this.#rateFor(purpose);
    const { requestsMin, probeSecondsMax } = this.#options;
    const seconds = Math.min(
      probeSecondsMax,
      Math.max(this.#seconds, Math.ceil(requestsMin / ratePerSecond)),
    );
    return { purpose, ratePerSecond, seconds };
  }

  #rateFor(purpose: ProbePurpose): number {
    switch (purpose) {
      case "bracket":
        return this.#bracketPerSecond;
      case "narrow":
        return nextRate(this.#standing);
      case "confirm":
        return confirmRate(this.#belief, this.#interval.lowPerSecond ?? 0, this.#options);
    }
  }

  get #standing(): Standing {
    return {
      range: this.#options,
      belief: this.#belief,
      interval: this.#interval,
      ceilings: {
        generatorPerSecond: this.#generatorCeilingPerSecond,
        confirmPerSecond: this.#confirmCeilingPerSecond,
      },
      widening: this.#widening,
    };
  }

  /** The first probe is always made; before a confirmation, time is left for it. */
  #hasTimeFor({ purpose, seconds }: ProbeRequest): boolean {
    if (this.#probes.length === 0) return true;
    const probesToCome = purpose === "confirm" ? 1 : 2;
    return this.#spentSeconds + probesToCome * OVERHEAD * seconds <= this.#options.secondsMax;
  }

  /** @returns false where probes are as long as they may be */
  #lengthen(): boolean {
    const last = this.#probes.at(-1)?.request.seconds ?? 0;
    if (last >= this.#options.probeSecondsMax) return false;
    this.#seconds = Math.min(this.#options.probeSecondsMax, 2 * last);
    return true;
  }
}
