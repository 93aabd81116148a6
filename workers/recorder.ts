import {
  COUNTERS,
  COUNTER_INDEX,
  ERROR_INDEX,
  ERROR_KINDS,
  RecordingStages,
} from "../engine/core/index.js";
import type {
  ErrorKind,
  HistogramDelta,
  RecordingDelta,
  RecordingHistogram,
  SkipReason,
  WindowDelta,
} from "../engine/core/index.js";
import { UPSTREAM_MISSING, compileStatusSet } from "../wire/index.js";
import { HistogramSet } from "./histogram-set.js";
import { FLAG_BODY_LATE, FLAG_CHECK_FAILED, FLAG_MEASURED } from "./slots.js";
import type { Slots } from "./slots.js";

const STATUS_LIMIT = 1000;
const DEFAULT_SUCCESS = compileStatusSet(["2xx"]);
/**
 * The last arrival of a recording is planned for the last nanosecond of its window, and no generator is that punctual. What is
 * late by less than this is no fault by any other rule either (docs/verdict.md, generatorOwnShare).
 */
const AFTER_WINDOW_NS = 100_000;

/** What became of a request that never reached the wire, or whose answer never became complete. */
export type Ending = "failed" | "timedOut" | "unfinished";

/**
 * Records what happened to requests of the measured window: counters, histograms, stages, errors, status codes, since the last
 * {@link Recorder.cut}. Requests outside the window leave no trace but in the Little audit.
 */
export class Recorder {
  readonly #counters = new Float64Array(COUNTERS.length);
  readonly #errors = new Float64Array(ERROR_KINDS.length);
  readonly #statuses = new Float64Array(STATUS_LIMIT);
  readonly #stages = new RecordingStages();
  // Two sets: while one records, what the other holds is read out piece by piece, between requests.
  #histograms = new HistogramSet();
  #resting = new HistogramSet();
  #cut: RecordingDelta | null = null;
  #readOut: (HistogramDelta | undefined)[] = [];
  readonly #windowStartNs: number;
  #windowEndNs: number;
  readonly #successes: Uint8Array;
  readonly #errorSampleSeen = new Set<ErrorKind>();
  #errorSamples: (readonly [ErrorKind, string])[] = [];

  /**
   * @param windowStartNs - end of the warm-up
   * @param windowEndNs - end of the schedule, Infinity while unknown
   * @param successes - entry `status` is 1 where that is a success; 2xx unless given
   */
  constructor(windowStartNs: number, windowEndNs: number, successes: Uint8Array = DEFAULT_SUCCESS) {
    this.#windowStartNs = windowStartNs;
    this.#windowEndNs = windowEndNs;
    this.#successes = successes;
  }

  /** @returns whether an instant lies in the measured window */
  isInWindow(ns: number): boolean {
    return ns >= this.#windowStartNs && ns < this.#windowEndNs;
  }

  /** @returns whether a complete response of this status is a success, if it passes the checks */
  isSuccess(status: number): boolean {
    return this.#successes[status] === 1;
  }

  /** The window ends at another instant: a stop, or another rate of a run with a count. Only before its old end. */
  moveWindowEnd(windowEndNs: number): void {
    this.#windowEndNs = windowEndNs;
  }

  /** An arrival of the window was noticed by the pacer, at this instant. */
  onPlanned(nowNs: number, _intendedStartNs: number): void {
    this.#counters[COUNTER_INDEX.planned]!++;
    if (nowNs >= this.#windowEndNs + AFTER_WINDOW_NS) {
      this.#counters[COUNTER_INDEX.noticedAfterWindow]!++;
    }
  }

  /** An arrival of the window is not sent. */
  onSkipped(
    reason: SkipReason,
    _intendedStartNs: number,
    _dispatchedNs: number,
    _arrivalIndex: number,
  ): void {
    const isLate = reason === "late";
    this.#counters[isLate ? COUNTER_INDEX.skippedLate : COUNTER_INDEX.skippedQueueFull]!++;
  }

  /** A request of the window has to wait for a slot. */
  onWaited(): void {
    this.#counters[COUNTER_INDEX.waitedForSlot]!++;
  }

  /** A request of the window goes back to be sent again. */
  onResent(): void {
    this.#counters[COUNTER_INDEX.resent]!++;
  }

  /** A request of the window is about to be written. */
  onSent(sentNs: number, isResent: boolean, requestBytes: number): void {
    const counters = this.#counters;
    counters[COUNTER_INDEX.bytesSent]! += requestBytes;
    if (isResent) return;
    counters[COUNTER_INDEX.sent]!++;
    if (sentNs < this.#windowEndNs) counters[COUNTER_INDEX.sentInWindow]!++;
  }

  /** A request left the wire, whatever its end and whether or not it is of the window: the audit's other side. */
  onLeftFlight(sentNs: number, nowNs: number): void {
    this.#counters[COUNTER_INDEX.serviceClippedNs]! += this.#clamp(nowNs) - this.#clamp(sentNs);
  }

  /** A request left the backlog. */
  onLeftQueue(dispatchedNs: number, nowNs: number): void {
    this.#counters[COUNTER_INDEX.queueClippedNs]! += this.#clamp(nowNs) - this.#clamp(dispatchedNs);
  }

  /** The response of a slot's request is complete. */
  onCompleted(
    slots: Slots,
    slot: number,
    status: number,
    bytesReceived: number,
    nowNs: number,
  ): void {
    const counters = this.#counters;
    const isSuccessStatus = this.#successes[status] === 1;
    const isSuccess = isSuccessStatus && (slots.flags[slot]! & FLAG_CHECK_FAILED) === 0;
    counters[COUNTER_INDEX.bytesReceived]! += bytesReceived;
    this.#statuses[status < STATUS_LIMIT ? status : 0]!++;
    if (isSuccess) {
      counters[COUNTER_INDEX.completed]!++;
      if (nowNs < this.#windowEndNs) counters[COUNTER_INDEX.achievedInWindow]!++;
    } else {
      counters[COUNTER_INDEX.failed]!++;
      if (!isSuccessStatus) this.#errors[ERROR_INDEX.status]!++;
    }
    const sentNs = slots.sentNs[slot]!;
    const firstByteNs = slots.firstByteNs[slot]!;
    const serviceNs = nowNs - sentNs;
    const statusClass = (status / 100) | 0;
    (this.#histograms.serviceByClass[statusClass] ?? this.#histograms.serviceOther).record(
      serviceNs,
    );
    if (slots.isNewConnection[slot] === 1) this.#histograms.serviceFirst.record(serviceNs);
    this.#histograms.firstByte.record(firstByteNs - sentNs);
    // The bytes cannot have lain unread since before the request was sent.
    const readDelayNs = Math.min(slots.readDelayNs[slot]!, serviceNs);
    this.#histograms.readDelay.record(readDelayNs);
    this.#recordStages(
      slots.intendedStartNs[slot]!,
      slots.dispatchedNs[slot]!,
      sentNs,
      firstByteNs,
      nowNs,
      isSuccess ? this.#histograms.responseSuccess : this.#histograms.responseOther,
      readDelayNs,
      (slots.flags[slot]! & FLAG_BODY_LATE) !== 0,
    );
  }

  /**
   * A complete response of the window says what its upstream took.
   *
   * @param upstreamNs - or one of `UPSTREAM_MISSING` and `UPSTREAM_INVALID`
   */
  onUpstreamTime(serviceNs: number, upstreamNs: number): void {
    const counters = this.#counters;
    if (upstreamNs < 0) {
      const isMissing = upstreamNs === UPSTREAM_MISSING;
      counters[isMissing ? COUNTER_INDEX.upstreamMissing : COUNTER_INDEX.upstreamInvalid]!++;
      return;
    }
    const overheadNs = serviceNs - upstreamNs;
    this.#histograms.upstream.record(upstreamNs);
    this.#histograms.proxyOverhead.record(Math.max(0, overheadNs));
    if (overheadNs < 0) counters[COUNTER_INDEX.overheadNegative]!++;
  }

  /** A request that was sent ended without a complete response. */
  onEndedInFlight(slots: Slots, slot: number, ending: Ending, nowNs: number): void {
    const sentNs = slots.sentNs[slot]!;
    const serviceNs = nowNs - sentNs;
    this.#count(ending);
    this.#histograms.serviceOther.record(serviceNs);
    if (slots.isNewConnection[slot] === 1) this.#histograms.serviceFirst.record(serviceNs);
    const firstByteNs = slots.firstByteNs[slot]!;
    if (firstByteNs >= 0) {
      this.#histograms.firstByte.record(firstByteNs - sentNs);
    } else if (ending !== "failed") {
      this.#histograms.firstByte.record(serviceNs);
      this.#histograms.firstByteCensored.record(serviceNs);
    }
    const intendedStartNs = slots.intendedStartNs[slot]!;
    this.#recordStages(
      intendedStartNs,
      slots.dispatchedNs[slot]!,
      sentNs,
      firstByteNs >= 0 ? firstByteNs : nowNs,
      nowNs,
      this.#histograms.responseOther,
      0,
      false,
    );
    if (ending === "failed") return;
    this.#histograms.serviceCensored.record(serviceNs);
    if (slots.isNewConnection[slot] === 1) this.#histograms.serviceFirstCensored.record(serviceNs);
    this.#histograms.responseCensored.record(nowNs - intendedStartNs);
  }

  /** A request ended before it was ever sent: its queue ends at its outcome, and it has no service time. */
  onEndedInQueue(
    intendedStartNs: number,
    dispatchedNs: number,
    ending: Ending,
    nowNs: number,
    _arrivalIndex: number,
    _flags: number,
  ): void {
    this.#count(ending);
    this.#recordStages(
      intendedStartNs,
      dispatchedNs,
      nowNs,
      nowNs,
      nowNs,
      this.#histograms.responseOther,
      0,
      false,
    );
    if (ending === "failed") return;
    this.#histograms.queueCensored.record(nowNs - dispatchedNs);
    this.#histograms.responseCensored.record(nowNs - intendedStartNs);
  }

  /** @returns whether an error of this kind has been seen: its message was kept, further ones are not */
  hasSample(kind: ErrorKind): boolean {
    return this.#errorSampleSeen.has(kind);
  }

  /** Why a request of the window fails: its end is told right after this, before anything of another request. */
  onError(kind: ErrorKind, message: string): void {
    this.#errors[ERROR_INDEX[kind]]!++;
    if (this.#errorSampleSeen.has(kind)) return;
    this.#errorSampleSeen.add(kind);
    this.#errorSamples.push([kind, message]);
  }

  /** A phase of opening a connection took this long; connections count over the whole run. */
  onConnectTiming(phase: "dns" | "connect" | "tlsHandshake", durationNs: number): void {
    this.#histograms[phase].record(durationNs);
  }

  /** A turn of the event loop in the window took this long, while something waited for it. */
  onLoopDelay(turnNs: number): void {
    this.#histograms.loopDelay.record(turnNs);
  }

  /**
   * Ends a stretch of recording: what was recorded until now waits to be read out, and recording goes on in the other set.
   * Only when the last stretch has been taken.
   *
   * @param plannedUntilNs - every arrival that was intended before it has been told as planned
   */
  cut(
    atNs: number,
    inFlightIntegralNs: number,
    queuedIntegralNs: number,
    plannedUntilNs: number,
  ): void {
    const counters = this.#counters;
    counters[COUNTER_INDEX.inFlightIntegralNs] = inFlightIntegralNs;
    counters[COUNTER_INDEX.queuedIntegralNs] = queuedIntegralNs;
    this.#readOut = [];
    this.#cut = {
      atNs,
      counters: Float64Array.from(counters),
      errors: Float64Array.from(this.#errors),
      statuses: this.#takeStatuses(),
      stages: this.#stages.takeRows(),
      histograms: this.#readOut,
      errorSamples: this.#errorSamples,
      windows: this.takeWindows(plannedUntilNs),
    };
    counters.fill(0);
    this.#errors.fill(0);
    this.#errorSamples = [];
    const resting = this.#resting;
    this.#resting = this.#histograms;
    this.#histograms = resting;
  }

  /**
   * Reads out the next histogram of the stretch that was cut: about 10 µs.
   *
   * @returns whether there is another one
   */
  readOutNext(): boolean {
    const column = this.#readOut.length;
    const histogram = this.#resting.byColumn[column];
    if (histogram === undefined) return false;
    this.#readOut.push(histogram.takeDelta());
    return column + 1 < this.#resting.byColumn.length;
  }

  /** @returns the stretch that was cut, read out to its end; null when there is none */
  takeCut(): RecordingDelta | null {
    const delta = this.#cut;
    if (delta === null) return null;
    while (this.readOutNext());
    this.#cut = null;
    return delta;
  }

  /** @returns what was counted for objectives over windows since the last cut; a plain recorder counts nothing */
  protected takeWindows(_plannedUntilNs: number): WindowDelta | undefined {
    return undefined;
  }

  #count(ending: Ending): void {
    this.#counters[COUNTER_INDEX[ending]]!++;
  }

  #recordStages(
    intendedStartNs: number,
    dispatchedNs: number,
    sentNs: number,
    firstByteNs: number,
    endNs: number,
    response: RecordingHistogram,
    readDelayNs: number,
    isBodyLate: boolean,
  ): void {
    const histograms = this.#histograms;
    const responseNs = endNs - intendedStartNs;
    const latenessNs = dispatchedNs - intendedStartNs;
    const queueNs = sentNs - dispatchedNs;
    response.record(responseNs);
    histograms.lateness.record(latenessNs);
    histograms.queue.record(queueNs);
    histograms.withoutLateness.record(endNs - dispatchedNs);
    histograms.withoutReadDelay.record(responseNs - readDelayNs);
    this.#stages.record(
      latenessNs,
      queueNs,
      firstByteNs - sentNs,
      endNs - firstByteNs,
      readDelayNs,
      isBodyLate,
    );
  }

  #takeStatuses(): Float64Array {
    const pairs: number[] = [];
    for (let status = 0; status < STATUS_LIMIT; status++) {
      if (this.#statuses[status]! > 0) pairs.push(status, this.#statuses[status]!);
    }
    this.#statuses.fill(0);
    return Float64Array.from(pairs);
  }

  #clamp(ns: number): number {
    if (ns < this.#windowStartNs) return this.#windowStartNs;
    return ns > this.#windowEndNs ? this.#windowEndNs : ns;
  }
}

/** @returns whether a request's flags say that it belongs to the measured window */
export function isMeasured(flags: number): boolean {
  return (flags & FLAG_MEASURED) !== 0;
}
