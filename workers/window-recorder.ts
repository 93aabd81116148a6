import {
  SLO_TICK_NS,
  STANDINGS,
  TICK_COLUMNS,
  assertNever,
  rowLengthOf,
} from "../engine/core/index.js";
import type { ObjectivePlan, SkipReason, WindowDelta } from "../engine/core/index.js";
import { Recorder } from "./recorder.js";
import type { Ending } from "./recorder.js";
import { FLAG_CHECK_FAILED } from "./slots.js";
import type { Slots } from "./slots.js";
import { TickCounts } from "./tick-counts.js";

const PLANNED = TICK_COLUMNS.indexOf("planned");
const FIRST_STANDING = TICK_COLUMNS.length;
const WITHIN = STANDINGS.indexOf("within");
const BEYOND = STANDINGS.indexOf("beyond");
const UNDECIDED = STANDINGS.indexOf("undecided");
const EXCLUDED = STANDINGS.indexOf("excluded");

/** What an objective is about. */
const OUTCOME = 0;
const RESPONSE = 1;
const SERVICE = 2;
const SHARE = 3;
const RATE = 4;

/** How a request ended: a bit each, for shares of several. */
const COMPLETED = 1;
const FAILED = 2;
const TIMED_OUT = 4;
const UNFINISHED = 8;
const SKIPPED = 16;
const ENDING_BITS = { failed: FAILED, timedOut: TIMED_OUT, unfinished: UNFINISHED } as const;
const SHARE_BITS = {
  completed: COMPLETED,
  failed: FAILED,
  timedOut: TIMED_OUT,
  unfinished: UNFINISHED,
  skipped: SKIPPED,
  unsuccessful: FAILED | TIMED_OUT | UNFINISHED | SKIPPED,
} as const;
const NEVER_SENT_NS = -1;

/**
 * A recorder that also counts, by tick of the intended start, how requests stand to objectives over a window. Runs without
 * such objectives have the plain one: they pay nothing.
 */
export class WindowRecorder extends Recorder {
  readonly #startNs: number;
  readonly #counts: TickCounts;
  readonly #kinds: Uint8Array;
  /** The largest latency that keeps an objective's bound. */
  readonly #limitsNs: Float64Array;
  /** The endings whose share an objective asks for. */
  readonly #shareBits: Uint8Array;

  /** @param objectives - in the order of the columns */
  constructor(
    windowStartNs: number,
    windowEndNs: number,
    successes: Uint8Array,
    objectives: readonly ObjectivePlan[],
  ) {
    super(windowStartNs, windowEndNs, successes);
    this.#startNs = windowStartNs;
    this.#counts = new TickCounts(rowLengthOf(objectives.length));
    this.#kinds = Uint8Array.from(objectives, kindOf);
    this.#limitsNs = Float64Array.from(objectives, limitNsOf);
    this.#shareBits = Uint8Array.from(objectives, shareBitsOf);
  }

  override onPlanned(nowNs: number, intendedStartNs: number): void {
    super.onPlanned(nowNs, intendedStartNs);
    // Who counts for no objective would count for ever: nothing takes the rows.
    if (this.#kinds.length === 0) return;
    this.#counts.add(this.#tickOf(intendedStartNs), PLANNED);
  }

  override onSkipped(
    reason: SkipReason,
    intendedStartNs: number,
    dispatchedNs: number,
    arrivalIndex: number,
  ): void {
    super.onSkipped(reason, intendedStartNs, dispatchedNs, arrivalIndex);
    this.#onEnded(intendedStartNs, SKIPPED, NEVER_SENT_NS, NEVER_SENT_NS);
  }

  override onCompleted(
    slots: Slots,
    slot: number,
    status: number,
    bytesReceived: number,
    nowNs: number,
  ): void {
    super.onCompleted(slots, slot, status, bytesReceived, nowNs);
    const isSuccess = this.isSuccess(status) && (slots.flags[slot]! & FLAG_CHECK_FAILED) === 0;
    const intendedStartNs = slots.intendedStartNs[slot]!;
    this.#onEnded(
      intendedStartNs,
      isSuccess ? COMPLETED : FAILED,
      nowNs - intendedStartNs,
      nowNs - slots.sentNs[slot]!,
    );
    if (isSuccess) this.#countRates(nowNs);
  }

  override onEndedInFlight(slots: Slots, slot: number, ending: Ending, nowNs: number): void {
    super.onEndedInFlight(slots, slot, ending, nowNs);
    const intendedStartNs = slots.intendedStartNs[slot]!;
    this.#onEnded(
      intendedStartNs,
      ENDING_BITS[ending],
      nowNs - intendedStartNs,
      nowNs - slots.sentNs[slot]!,
    );
  }

  override onEndedInQueue(
    intendedStartNs: number,
    dispatchedNs: number,
    ending: Ending,
    nowNs: number,
    arrivalIndex: number,
    flags: number,
  ): void {
    super.onEndedInQueue(intendedStartNs, dispatchedNs, ending, nowNs, arrivalIndex, flags);
    this.#onEnded(intendedStartNs, ENDING_BITS[ending], nowNs - intendedStartNs, NEVER_SENT_NS);
  }

  protected override takeWindows(plannedUntilNs: number): WindowDelta | undefined {
    if (this.#kinds.length === 0) return undefined;
    return { plannedUntilNs, rows: this.#counts.takeRows() };
  }

  /** @param responseNs - or its age, where it has no end; −1 where it has neither */
  #onEnded(intendedStartNs: number, ending: number, responseNs: number, serviceNs: number): void {
    const tick = this.#tickOf(intendedStartNs);
    for (let index = 0; index < this.#kinds.length; index++) {
      if (this.#kinds[index] === RATE) continue;
      const standing = this.#standingOf(index, ending, responseNs, serviceNs);
      this.#counts.add(tick, FIRST_STANDING + STANDINGS.length * index + standing);
    }
  }

  #standingOf(index: number, ending: number, responseNs: number, serviceNs: number): number {
    const kind = this.#kinds[index];
    if (kind === SHARE) return (this.#shareBits[index]! & ending) !== 0 ? WITHIN : BEYOND;
    // Whatever has not succeeded ranks at +∞ in this view; what is given up might yet have.
    if (kind === OUTCOME && (ending & (FAILED | TIMED_OUT | SKIPPED)) !== 0) return BEYOND;
    const valueNs = kind === SERVICE ? serviceNs : responseNs;
    if (valueNs === NEVER_SENT_NS) return EXCLUDED;
    if (valueNs > this.#limitsNs[index]!) return BEYOND;
    return (ending & (TIMED_OUT | UNFINISHED)) !== 0 ? UNDECIDED : WITHIN;
  }

  #countRates(nowNs: number): void {
    const tick = this.#tickOf(nowNs);
    for (let index = 0; index < this.#kinds.length; index++) {
      if (this.#kinds[index] !== RATE) continue;
      this.#counts.add(tick, FIRST_STANDING + STANDINGS.length * index + WITHIN);
    }
  }

  #tickOf(ns: number): number {
    return Math.floor((ns - this.#startNs) / SLO_TICK_NS);
  }
}

function kindOf(objective: ObjectivePlan): number {
  switch (objective.kind) {
    case "latency":
      return { outcome: OUTCOME, response: RESPONSE, service: SERVICE }[objective.view];
    case "share":
      return SHARE;
    case "rate":
      return RATE;
    default:
      return assertNever(objective);
  }
}

function limitNsOf(objective: ObjectivePlan): number {
  return objective.kind === "latency" ? objective.limitNs : Infinity;
}

function shareBitsOf(objective: ObjectivePlan): number {
  return objective.kind === "share" ? SHARE_BITS[objective.of] : 0;
}
