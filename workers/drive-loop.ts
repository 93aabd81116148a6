import type {
  Clock,
  Gauges,
  Transport,
  TransportErrorKind,
  TransportListener,
} from "../engine/core/index.js";
import { PopulationIntegral } from "./in-flight-audit.js";
import type { LoopWatch } from "./loop-watch.js";
import type { DriveLoopParts } from "./drive-loop-parts.js";
import { OpeningTally } from "./opening-tally.js";
import type { OpeningCounts } from "./opening-tally.js";
import type { Pacer } from "./pacer.js";
import { isMeasured } from "./recorder.js";
import type { Recorder } from "./recorder.js";
import {
  FLAG_MEASURED,
  FLAG_RESENT,
  FLAG_WAITED,
  SLOT_BUSY,
  SLOT_LOST,
  SLOT_READY,
  Slots,
} from "./slots.js";
import { WaitingLine } from "./waiting-line.js";

/** After so many dispatches in a row the loop looks at its sockets again, however many more are due. */
const DISPATCHES_PER_PASS = 128;

/**
 * Brings together when (pacer), where (transport) and what is remembered (recorder). The same loop drives every model,
 * transport and clock.
 *
 * ```
 *   pacer ──due──▶ dispatch ──ready slot?──▶ send ──▶ transport
 *                     │ no                     ▲          │ completed / failed
 *                     ▼                        │          ▼
 *                  backlog ────────────────── slot ready ◀┘──▶ recorder
 * ```
 */
export class DriveLoop implements TransportListener {
  readonly #clock: Clock;
  readonly #pacer: Pacer;
  readonly #transport: Transport;
  readonly #recorder: Recorder;
  readonly #watch: LoopWatch;
  readonly #isClosedModel: boolean;
  readonly #slots: Slots;
  readonly #waiting: WaitingLine;
  readonly #inFlight: PopulationIntegral;
  readonly #requestTimeoutNs: number;
  readonly #maxPending: number;
  readonly #opening: OpeningTally;
  #isStarted = false;
  #isOver = false;
  #readDelayNs = 0;
  /** When a request last ended: the end of a closed run that is limited by count. */
  lastEndedNs = 0;
  /** The clock as the last pass read it last. */
  passEndNs = 0;
  /** Called once every slot has been opened or refused for the first time. */
  onOpened: (() => void) | null = null;

  constructor(parts: DriveLoopParts) {
    this.#clock = parts.clock;
    this.#pacer = parts.pacer;
    this.#transport = parts.transport;
    this.#recorder = parts.recorder;
    this.#watch = parts.watch;
    this.#isClosedModel = parts.model === "closed";
    this.#slots = new Slots(parts.transport.slotCount);
    this.#inFlight = new PopulationIntegral(parts.windowStartNs, parts.windowEndNs);
    // In the closed model at most one request per slot waits: for its slot's new connection.
    this.#waiting = new WaitingLine(
      this.#isClosedModel ? 2 * this.#slots.count : parts.maxPending + this.#slots.count,
      new PopulationIntegral(parts.windowStartNs, parts.windowEndNs),
      parts.recorder,
    );
    this.#requestTimeoutNs = parts.requestTimeoutNs;
    this.#opening = new OpeningTally(this.#slots.count);
    this.#maxPending = parts.maxPending;
  }

  /** Opens the connections. Nothing is sent before {@link DriveLoop.start}. */
  open(): void {
    this.#transport.open(this);
  }

  /** How opening went so far. */
  get opening(): OpeningCounts {
    return this.#opening.countsWith(this.#slots.connectedCount);
  }

  /** The schedule begins. In the closed model every ready slot gets its first request now. */
  start(): void {
    this.#isStarted = true;
    if (!this.#isClosedModel) return;
    for (let slot = 0; slot < this.#slots.count; slot++) {
      if (this.#slots.state[slot] !== SLOT_READY) continue;
      const nowNs = this.#clock.nowNs();
      this.#followOn(slot, nowNs, nowNs);
    }
  }

  /**
   * Dispatches every arrival that is due.
   *
   * @param passNs - the clock, read just now: a turn without arrivals reads it once, for each reading is 60 bytes of garbage
   * @returns when the next one is due: in the past when the pass was long enough, Infinity when none is left
   */
  pass(passNs: number): number {
    const pacer = this.#pacer;
    let nowNs = passNs;
    let budgetCount = DISPATCHES_PER_PASS;
    while (pacer.nextDueNs <= nowNs && budgetCount > 0) {
      const intendedStartNs = pacer.nextIntendedStartNs;
      if (pacer.take(nowNs)) this.#dispatch(intendedStartNs, nowNs);
      else this.#skipLate(intendedStartNs, nowNs);
      nowNs = this.#clock.nowNs();
      budgetCount--;
    }
    this.passEndNs = nowNs;
    return pacer.nextDueNs;
  }

  /** Whether nothing is under way. */
  get isIdle(): boolean {
    return this.#inFlight.count === 0 && this.#waiting.count === 0;
  }

  /** @returns whether the schedule is over and nothing is under way */
  isDone(nowNs: number): boolean {
    return this.isScheduleOver(nowNs) && this.isIdle;
  }

  /** @returns whether no further request will be begun */
  isScheduleOver(nowNs: number): boolean {
    if (!this.#isClosedModel) {
      return this.#pacer.nextDueNs === Infinity && nowNs >= this.#pacer.endNs;
    }
    const isOver = this.#pacer.followOnNs(nowNs) < 0;
    if (isOver && !this.#isOver) this.#waiting.keepOnlyResent(this.#clock.nowNs(), FLAG_RESENT);
    this.#isOver = isOver;
    return isOver;
  }

  /** Ends the schedule and the measured window at this instant, which has not passed yet. */
  stopAt(endNs: number): void {
    this.#pacer.stopAt(endNs);
    this.#moveWindowEnd(endNs);
  }

  /**
   * Multiplies the planned rate from an instant on. The measured window goes with the schedule's end.
   *
   * @returns when the schedule ends now
   */
  changeRate(atNs: number, factor: number): number {
    this.#pacer.changeRate(atNs, factor);
    this.#moveWindowEnd(this.#pacer.endNs);
    return this.#pacer.endNs;
  }

  /** Ends what is still under way as unfinished, and closes the transport. */
  finish(): void {
    this.#isOver = true;
    const nowNs = this.#clock.nowNs();
    for (let slot = 0; slot < this.#slots.count; slot++) {
      if (this.#slots.state[slot] === SLOT_BUSY) this.#endInFlight(slot, "unfinished", nowNs);
    }
    while (this.#waiting.count > 0) {
      this.#waiting.take(nowNs);
      if (isMeasured(this.#waiting.backlog.takenFlags)) this.#endInQueue("unfinished", nowNs);
    }
    this.#transport.close();
  }

  /**
   * Times out every request that was sent `timeout` before the instant. The caller has let a whole poll pass since that
   * instant, so that a blocked loop does not turn delivered answers into timeouts.
   */
  expire(instantNs: number): void {
    const sentBeforeNs = instantNs - this.#requestTimeoutNs;
    const slots = this.#slots;
    for (let slot = 0; slot < slots.count; slot++) {
      if (slots.state[slot] !== SLOT_BUSY || slots.sentNs[slot]! > sentBeforeNs) continue;
      const nowNs = this.#clock.nowNs();
      if (isMeasured(slots.flags[slot]!)) this.#recorder.onError("timeout", TIMEOUT_MESSAGE);
      this.#endInFlight(slot, "timedOut", nowNs);
      this.#loseConnection(slot);
      this.#transport.abandon(slot);
      this.#queueFollowOn(nowNs);
    }
    this.#transport.expireConnects();
  }

  /** Ends a stretch of recording; the recorder then reads it out piece by piece. */
  cutDelta(): void {
    const nowNs = this.#clock.nowNs();
    this.#recorder.cut(nowNs, this.#inFlight.take(nowNs), this.#waiting.takeIntegral(nowNs));
  }

  /** @returns what is under way now */
  gauges(): Gauges {
    return {
      inFlight: this.#inFlight.count,
      queued: this.#waiting.count,
      oldestIntendedStartNs: Math.min(
        this.#waiting.backlog.oldestIntendedStartNs(),
        this.#slots.oldestIntendedStartNs(),
      ),
    };
  }

  onRead(nowNs: number): void {
    this.#readDelayNs = this.#watch.onRead(nowNs);
  }

  onFirstByte(slot: number, nowNs: number): void {
    this.#slots.firstByteNs[slot] = nowNs;
    this.#slots.readDelayNs[slot] = this.#readDelayNs;
  }

  onSlotReady(slot: number, isNewConnection: boolean, nowNs: number): void {
    const slots = this.#slots;
    if (isNewConnection) {
      slots.connectedCount++;
      slots.isNewConnection[slot] = 1;
    } else {
      slots.isNewConnection[slot] = 0;
    }
    if (!this.#isStarted) {
      slots.putReady(slot);
      if (this.#opening.onTried(slot)) this.onOpened?.();
    } else if (this.#waiting.count > 0) {
      this.#sendFromBacklog(slot);
    } else if (this.#isClosedModel) {
      this.#followOn(slot, nowNs, this.#clock.nowNs());
    } else {
      slots.putReady(slot);
    }
  }

  onSlotLost(slot: number): void {
    this.#loseConnection(slot);
  }

  onCompleted(
    slot: number,
    status: number,
    bytesReceived: number,
    isReusable: boolean,
    nowNs: number,
  ): void {
    const slots = this.#slots;
    // The bytes of a long body lay unread as well: the bound of the last read bounds `completed`, the first `firstByte`.
    if (this.#readDelayNs > slots.readDelayNs[slot]!) slots.readDelayNs[slot] = this.#readDelayNs;
    this.#inFlight.change(-1, nowNs);
    this.#recorder.onLeftFlight(slots.sentNs[slot]!, nowNs);
    this.lastEndedNs = nowNs;
    if ((slots.flags[slot]! & FLAG_MEASURED) !== 0) {
      this.#recorder.onCompleted(slots, slot, status, bytesReceived, nowNs);
    }
    if (isReusable) {
      slots.state[slot] = SLOT_READY;
    } else {
      this.#loseConnection(slot);
      this.#queueFollowOn(nowNs);
    }
  }

  onAttemptFailed(
    slot: number,
    kind: TransportErrorKind,
    message: string,
    canResend: boolean,
    nowNs: number,
  ): void {
    const slots = this.#slots;
    const flags = slots.flags[slot]!;
    this.#loseConnection(slot);
    if (canResend && !this.#isOver) {
      this.#resend(slot, flags, nowNs);
      return;
    }
    if (isMeasured(flags)) this.#recorder.onError(kind, message);
    this.#endInFlight(slot, "failed", nowNs);
    this.#queueFollowOn(nowNs);
  }

  onConnectFailed(slot: number, kind: TransportErrorKind, message: string, nowNs: number): void {
    if (!this.#isStarted) {
      if (this.#opening.onFailed(slot, kind, message)) this.onOpened?.();
      return;
    }
    if (this.#isClosedModel) {
      if (this.#waiting.count === 0) return;
      this.#failFromBacklog(kind, message, nowNs);
      this.#queueFollowOn(nowNs);
      return;
    }
    // Other connections still serve the queue; without any, whoever waits has just been refused.
    if (this.#slots.connectedCount > 0) return;
    while (this.#waiting.count > 0) this.#failFromBacklog(kind, message, nowNs);
  }

  onConnectTiming(phase: "dns" | "connect" | "tlsHandshake", durationNs: number): void {
    this.#recorder.onConnectTiming(phase, durationNs);
  }

  #moveWindowEnd(endNs: number): void {
    this.#recorder.moveWindowEnd(endNs);
    this.#inFlight.moveWindowEnd(endNs);
    this.#waiting.moveWindowEnd(endNs);
  }

  #dispatch(intendedStartNs: number, nowNs: number): void {
    const recorder = this.#recorder;
    let flags = 0;
    if (recorder.isInWindow(intendedStartNs)) {
      flags = FLAG_MEASURED;
      recorder.onPlanned(nowNs);
    }
    const slot = this.#slots.takeReady();
    if (slot >= 0) {
      this.#send(slot, intendedStartNs, nowNs, 0, flags, nowNs);
      return;
    }
    if (this.#waiting.count >= this.#maxPending) {
      if (flags !== 0) recorder.onSkipped("queueFull");
      return;
    }
    if (flags !== 0) recorder.onWaited();
    this.#waiting.join(intendedStartNs, nowNs, 0, flags | FLAG_WAITED, nowNs);
  }

  #skipLate(intendedStartNs: number, nowNs: number): void {
    if (!this.#recorder.isInWindow(intendedStartNs)) return;
    this.#recorder.onPlanned(nowNs);
    this.#recorder.onSkipped("late");
  }

  #send(
    slot: number,
    intendedStartNs: number,
    dispatchedNs: number,
    requestIndex: number,
    flags: number,
    nowNs: number,
  ): void {
    const slots = this.#slots;
    slots.state[slot] = SLOT_BUSY;
    slots.flags[slot] = flags;
    slots.requestIndex[slot] = requestIndex;
    slots.intendedStartNs[slot] = intendedStartNs;
    slots.dispatchedNs[slot] = dispatchedNs;
    slots.sentNs[slot] = nowNs;
    slots.firstByteNs[slot] = -1;
    slots.readDelayNs[slot] = 0;
    this.#inFlight.change(1, nowNs);
    if ((flags & FLAG_MEASURED) !== 0) {
      this.#recorder.onSent(
        nowNs,
        (flags & FLAG_RESENT) !== 0,
        this.#transport.requestBytes(requestIndex),
      );
    }
    this.#transport.send(slot, requestIndex, nowNs);
  }

  /** The closed model's next request on a slot that is ready now. */
  #followOn(slot: number, slotFreedNs: number, nowNs: number): void {
    const intendedStartNs = this.#pacer.followOnNs(slotFreedNs);
    // The end may lie between the completion and this instant: a request that begins after it would belong to no window.
    if (intendedStartNs < 0 || nowNs >= this.#pacer.endNs) {
      this.#slots.putReady(slot);
      return;
    }
    this.#send(slot, intendedStartNs, nowNs, 0, this.#beginClosed(nowNs), nowNs);
  }

  /** The closed model's next request on a slot that has to be connected again: it waits for that. */
  #queueFollowOn(slotFreedNs: number): void {
    if (!this.#isClosedModel || this.#isOver) return;
    const intendedStartNs = this.#pacer.followOnNs(slotFreedNs);
    if (intendedStartNs < 0) return;
    const nowNs = this.#clock.nowNs();
    this.#waiting.join(intendedStartNs, nowNs, 0, FLAG_WAITED, nowNs);
  }

  /** @returns the flags of a closed-model request that is begun at this instant */
  #beginClosed(nowNs: number): number {
    if (!this.#recorder.isInWindow(nowNs)) return 0;
    this.#pacer.onBegun();
    this.#recorder.onPlanned(nowNs);
    return FLAG_MEASURED;
  }

  #sendFromBacklog(slot: number): void {
    const { backlog } = this.#waiting;
    const nowNs = this.#clock.nowNs();
    const flags = this.#takeToBegin(nowNs);
    if (flags < 0) {
      this.#slots.putReady(slot);
      return;
    }
    this.#send(
      slot,
      backlog.takenIntendedStartNs,
      backlog.takenDispatchedNs,
      backlog.takenRequestIndex,
      flags,
      nowNs,
    );
  }

  /**
   * Takes the request that has waited for longest; in the closed model it is only begun now.
   *
   * @returns its flags; −1 when it is not begun any more, because others have made up the count or the end has come
   */
  #takeToBegin(nowNs: number): number {
    this.#waiting.take(nowNs);
    const flags = this.#waiting.backlog.takenFlags;
    if (!this.#isClosedModel || (flags & FLAG_RESENT) !== 0) return flags;
    if (this.#pacer.followOnNs(nowNs) < 0) return -1;
    const begunFlags = flags | this.#beginClosed(nowNs);
    if (isMeasured(begunFlags)) this.#recorder.onWaited();
    return begunFlags;
  }

  #resend(slot: number, flags: number, nowNs: number): void {
    const slots = this.#slots;
    this.#inFlight.change(-1, nowNs);
    this.#recorder.onLeftFlight(slots.sentNs[slot]!, nowNs);
    if (isMeasured(flags)) this.#recorder.onResent();
    this.#waiting.joinFirst(
      slots.intendedStartNs[slot]!,
      slots.dispatchedNs[slot]!,
      slots.requestIndex[slot]!,
      flags | FLAG_RESENT,
      nowNs,
    );
    const freeSlot = slots.takeReady();
    if (freeSlot >= 0) this.#sendFromBacklog(freeSlot);
  }

  #failFromBacklog(kind: TransportErrorKind, message: string, nowNs: number): void {
    const flags = this.#takeToBegin(nowNs);
    if (flags < 0 || !isMeasured(flags)) return;
    this.#recorder.onError(kind, message);
    this.#endInQueue("failed", nowNs);
  }

  /** The arrival that was taken from the backlog ends unsent. */
  #endInQueue(ending: "failed" | "unfinished", nowNs: number): void {
    const { takenIntendedStartNs, takenDispatchedNs } = this.#waiting.backlog;
    this.#recorder.onEndedInQueue(takenIntendedStartNs, takenDispatchedNs, ending, nowNs);
    this.lastEndedNs = nowNs;
  }

  #endInFlight(slot: number, ending: "failed" | "timedOut" | "unfinished", nowNs: number): void {
    const slots = this.#slots;
    this.#inFlight.change(-1, nowNs);
    this.#recorder.onLeftFlight(slots.sentNs[slot]!, nowNs);
    if (isMeasured(slots.flags[slot]!)) {
      this.#recorder.onEndedInFlight(slots, slot, ending, nowNs);
    }
    slots.state[slot] = SLOT_LOST;
    this.lastEndedNs = nowNs;
  }

  #loseConnection(slot: number): void {
    this.#slots.connectedCount--;
    this.#slots.state[slot] = SLOT_LOST;
  }
}

const TIMEOUT_MESSAGE = "no complete response within the timeout";
