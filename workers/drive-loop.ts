import type {
  CheckFailure,
  Clock,
  Gauges,
  Transport,
  TransportErrorKind,
  TransportListener,
} from "../engine/core/index.js";
import { Dispatcher } from "./dispatcher.js";
import type { DriveLoopParts } from "./drive-loop-parts.js";
import type { LoopWatch } from "./loop-watch.js";
import { OpeningTally } from "./opening-tally.js";
import type { OpeningCounts } from "./opening-tally.js";
import type { Pacer } from "./pacer.js";
import { isMeasured } from "./recorder.js";
import type { Recorder } from "./recorder.js";
import type { ScenarioBooks } from "./scenario-books.js";
import {
  FLAG_BODY_LATE,
  FLAG_CHECK_FAILED,
  FLAG_MEASURED,
  FLAG_RESENT,
  SLOT_BUSY,
  SLOT_READY,
} from "./slots.js";

/** After so many dispatches in a row the loop looks at its sockets again, however many more are due. */
const DISPATCHES_PER_PASS = 128;

/**
 * Brings together when (pacer), where (transport) and what is remembered (recorder). The same loop drives every model,
 * transport and clock; a {@link Dispatcher} moves the requests.
 *
 * ```
 *   pacer ──due──▶ dispatcher ──send──▶ transport
 *                      ▲                    │ completed / failed
 *                      └──── slot ready ────┴────────▶ recorder
 * ```
 */
export class DriveLoop implements TransportListener {
  readonly #clock: Clock;
  readonly #pacer: Pacer;
  readonly #transport: Transport;
  readonly #books: ScenarioBooks;
  readonly #watch: LoopWatch;
  readonly #dispatcher: Dispatcher;
  readonly #isClosedModel: boolean;
  readonly #requestTimeoutNs: number;
  readonly #queueTimeoutNs: number;
  readonly #opening: OpeningTally;
  #isStarted = false;
  #readDelayNs = 0;
  /** The clock as the last pass read it last. */
  passEndNs = 0;
  /** Called once every slot has been opened or refused for the first time, or at once where none is opened before the start. */
  onOpened: (() => void) | null = null;

  constructor(parts: DriveLoopParts) {
    this.#clock = parts.clock;
    this.#pacer = parts.pacer;
    this.#transport = parts.transport;
    this.#books = parts.books;
    this.#watch = parts.watch;
    this.#dispatcher = new Dispatcher(parts);
    this.#isClosedModel = parts.model === "closed";
    this.#requestTimeoutNs = parts.requestTimeoutNs;
    this.#queueTimeoutNs = parts.queueTimeoutNs;
    // Where connections are opened when they are needed, the start waits for none.
    this.#opening = new OpeningTally(parts.connect === "lazy" ? 0 : parts.transport.slotCount);
  }

  /** Opens the connections. Nothing is sent before {@link DriveLoop.start}. */
  open(): void {
    this.#transport.open(this);
    if (this.#opening.isComplete) this.onOpened?.();
  }

  /** How opening went so far. */
  get opening(): OpeningCounts {
    return this.#opening.countsWith(this.#dispatcher.slots.connectedCount);
  }

  /** When a request last ended: the end of a closed run that is limited by count. */
  get lastEndedNs(): number {
    return this.#dispatcher.lastEndedNs;
  }

  /** When something is due next; Infinity when nothing is. */
  get nextDueNs(): number {
    return this.#dispatcher.nextDueNs;
  }

  /** The schedule begins. In the closed model every slot that is ready and takes part gets its first request now. */
  start(): void {
    this.#isStarted = true;
    if (this.#isClosedModel) this.#dispatcher.beginIdle(-1);
  }

  /**
   * Dispatches every arrival that is due.
   *
   * @param passNs - the clock, read just now: a turn without arrivals reads it once, for each reading is 60 bytes of garbage
   * @returns when the next one is due: in the past when the pass was long enough, Infinity when none is left
   */
  pass(passNs: number): number {
    const dispatcher = this.#dispatcher;
    let nowNs = passNs;
    let budgetCount = DISPATCHES_PER_PASS;
    while (budgetCount > 0 && dispatcher.takeDue(nowNs)) {
      nowNs = this.#clock.nowNs();
      budgetCount--;
    }
    this.passEndNs = nowNs;
    return dispatcher.nextDueNs;
  }

  /** Whether nothing is under way. */
  get isIdle(): boolean {
    return this.#dispatcher.inFlight.count === 0 && this.#dispatcher.waiting.count === 0;
  }

  /** @returns whether the schedule is over and nothing is under way */
  isDone(nowNs: number): boolean {
    return this.isScheduleOver(nowNs) && this.isIdle;
  }

  /** @returns whether no further request will be begun */
  isScheduleOver(nowNs: number): boolean {
    const dispatcher = this.#dispatcher;
    const isOver = this.#pacer.isOver(nowNs);
    if (!this.#isClosedModel) return isOver;
    // Whoever waits for a connection now was never begun.
    if (isOver && !dispatcher.isOver) {
      dispatcher.waiting.keepOnlyResent(FLAG_RESENT, this.#clock.nowNs());
    }
    dispatcher.isOver = isOver;
    return isOver;
  }

  /** Ends the schedule and the measured window at this instant, which has not passed yet. */
  stopAt(endNs: number): void {
    this.#pacer.stopAt(endNs);
    this.#dispatcher.moveWindowEnd(endNs);
  }

  /**
   * Multiplies the planned rate from an instant on. The measured window goes with the schedule's end.
   *
   * @returns when the schedule ends now
   */
  changeRate(atNs: number, factor: number): number {
    this.#pacer.changeRate(atNs, factor);
    this.#dispatcher.moveWindowEnd(this.#pacer.endNs);
    return this.#pacer.endNs;
  }

  /** Ends what is still under way as unfinished, and closes the transport. */
  finish(): void {
    const dispatcher = this.#dispatcher;
    const { slots } = dispatcher;
    dispatcher.isOver = true;
    const nowNs = this.#clock.nowNs();
    for (let slot = 0; slot < slots.count; slot++) {
      if (slots.state[slot] === SLOT_BUSY) dispatcher.endInFlight(slot, "unfinished", nowNs);
    }
    dispatcher.dropWaiting(nowNs);
    this.#transport.close();
  }

  /**
   * Times out every request that was sent `timeout` before the instant, or has waited for a slot for `queueTimeout`. The
   * caller has let a whole poll pass since that instant, so that a blocked loop does not turn delivered answers into
   * timeouts.
   */
  expire(instantNs: number): void {
    const sentByNs = instantNs - this.#requestTimeoutNs;
    const dispatcher = this.#dispatcher;
    const { slots } = dispatcher;
    for (let slot = 0; slot < slots.count; slot++) {
      if (slots.state[slot] !== SLOT_BUSY || slots.sentNs[slot]! > sentByNs) continue;
      const nowNs = this.#clock.nowNs();
      if (isMeasured(slots.flags[slot]!)) {
        this.#recorderOf(slot).onError("timeout", TIMEOUT_MESSAGE);
      }
      dispatcher.endInFlight(slot, "timedOut", nowNs);
      dispatcher.loseConnection(slot);
      this.#transport.abandon(slot);
      dispatcher.follow(slot, nowNs, nowNs);
    }
    if (this.#queueTimeoutNs !== Infinity) {
      dispatcher.expireWaiting(instantNs - this.#queueTimeoutNs);
    }
    this.#transport.expire();
  }

  /** Ends a stretch of recording; the recorder then reads it out piece by piece. */
  cutDelta(): void {
    const nowNs = this.#clock.nowNs();
    const dispatcher = this.#dispatcher;
    this.#books.cut(
      nowNs,
      dispatcher.inFlight.takeIntegral(nowNs),
      dispatcher.waiting.takeIntegral(nowNs),
      dispatcher.plannedUntilNs(nowNs),
    );
  }

  /** @returns what is under way now */
  gauges(): Gauges {
    const { inFlight, waiting, slots } = this.#dispatcher;
    return {
      inFlight: inFlight.count,
      queued: waiting.count,
      oldestIntendedStartNs: Math.min(
        waiting.line.oldestIntendedStartNs(),
        slots.oldestIntendedStartNs(),
      ),
    };
  }

  onRead(nowNs: number): void {
    this.#readDelayNs = this.#watch.onRead(nowNs);
  }

  onFirstByte(slot: number, nowNs: number): void {
    const { slots } = this.#dispatcher;
    slots.firstByteNs[slot] = nowNs;
    slots.readDelayNs[slot] = this.#readDelayNs;
  }

  onSlotReady(slot: number, isNewConnection: boolean, nowNs: number): void {
    const dispatcher = this.#dispatcher;
    const { slots } = dispatcher;
    if (isNewConnection) {
      slots.connectedCount++;
      slots.state[slot] = SLOT_READY;
    }
    if (!this.#isStarted) {
      slots.putReady(slot);
      if (this.#opening.onTried(slot)) this.onOpened?.();
    } else if (dispatcher.waiting.line.hasFor(slot) && !dispatcher.pauses.has(slot)) {
      dispatcher.sendWaiting(slot);
    } else if (!this.#isClosedModel) {
      slots.putReady(slot);
    } else if (isNewConnection) {
      dispatcher.beginOn(slot, nowNs, this.#clock.nowNs());
    } else {
      dispatcher.follow(slot, nowNs, this.#clock.nowNs());
    }
  }

  onSlotLost(slot: number): void {
    this.#dispatcher.loseConnection(slot);
  }

  onUpstreamTime(slot: number, upstreamNs: number, nowNs: number): void {
    const { slots } = this.#dispatcher;
    if (!isMeasured(slots.flags[slot]!)) return;
    this.#recorderOf(slot).onUpstreamTime(nowNs - slots.sentNs[slot]!, upstreamNs);
  }

  onCheckFailed(slot: number, status: number, failure: CheckFailure): void {
    const { slots } = this.#dispatcher;
    const recorder = this.#recorderOf(slot);
    // A status that is no success has failed already, and says more.
    if (!isMeasured(slots.flags[slot]!) || !recorder.isSuccess(status)) return;
    slots.flags[slot]! |= FLAG_CHECK_FAILED;
    recorder.onError("check", recorder.hasSample("check") ? "" : failure.describe());
  }

  onCompleted(
    slot: number,
    status: number,
    bytesReceived: number,
    isReusable: boolean,
    nowNs: number,
  ): void {
    const dispatcher = this.#dispatcher;
    const { slots } = dispatcher;
    // The bytes of a long body lay unread as well: the bound of the last read bounds `completed`, the first `firstByte`.
    if (this.#readDelayNs > slots.readDelayNs[slot]!) {
      slots.readDelayNs[slot] = this.#readDelayNs;
      slots.flags[slot]! |= FLAG_BODY_LATE;
    }
    dispatcher.inFlight.leave(slot, nowNs);
    dispatcher.lastEndedNs = nowNs;
    if ((slots.flags[slot]! & FLAG_MEASURED) !== 0) {
      this.#recorderOf(slot).onCompleted(slots, slot, status, bytesReceived, nowNs);
    }
    if (isReusable) {
      slots.state[slot] = SLOT_READY;
    } else {
      dispatcher.loseConnection(slot);
      dispatcher.follow(slot, nowNs, nowNs);
    }
  }

  onAttemptFailed(
    slot: number,
    kind: TransportErrorKind,
    message: string,
    canResend: boolean,
    nowNs: number,
  ): void {
    const dispatcher = this.#dispatcher;
    const flags = dispatcher.slots.flags[slot]!;
    dispatcher.loseConnection(slot);
    if (canResend && !dispatcher.isOver) {
      dispatcher.resend(slot, flags, nowNs);
      return;
    }
    if (isMeasured(flags)) this.#recorderOf(slot).onError(kind, message);
    dispatcher.endInFlight(slot, "failed", nowNs);
    dispatcher.follow(slot, nowNs, nowNs);
  }

  needsConnection(firstSlot: number, slotCount: number, openingSlotCount: number): boolean {
    return this.#dispatcher.needsConnection(firstSlot, slotCount, openingSlotCount);
  }

  onConnectFailed(slot: number, kind: TransportErrorKind, message: string, nowNs: number): void {
    if (this.#isStarted) this.#dispatcher.refuse(slot, kind, message, nowNs);
    else if (this.#opening.onFailed(slot, kind, message)) this.onOpened?.();
  }

  onConnectTiming(phase: "dns" | "connect" | "tlsHandshake", durationNs: number): void {
    this.#books.first.onConnectTiming(phase, durationNs);
  }

  #recorderOf(slot: number): Recorder {
    return this.#books.recorders[this.#dispatcher.slots.scenarioIndex[slot]!]!;
  }
}

const TIMEOUT_MESSAGE = "no complete response within the timeout";
