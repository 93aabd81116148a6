import type { Clock, Transport, TransportErrorKind } from "../engine/core/index.js";
import type { DriveLoopParts } from "./drive-loop-parts.js";
import { InFlight } from "./in-flight.js";
import type { Pacer } from "./pacer.js";
import { isMeasured } from "./recorder.js";
import type { Ending, Recorder } from "./recorder.js";
import type { ScenarioBooks } from "./scenario-books.js";
import { SlotPauses } from "./slot-pauses.js";
import {
  FLAG_MEASURED,
  FLAG_RESENT,
  FLAG_WAITED,
  SLOT_AWAITED,
  SLOT_LOST,
  SLOT_READY,
  Slots,
} from "./slots.js";
import { WaitingLine } from "./waiting-line.js";

/**
 * Moves requests between those who are due, those who wait, those who pause and those in flight.
 *
 * ```
 *   due ──▶ ready slot? ──▶ in flight ──▶ ended
 *              │ no          ▲     │ closed model, or slow catch-up
 *              ▼             │     ▼
 *           waiting ─────────┘   pauses ──▶ due
 * ```
 */
export class Dispatcher {
  readonly slots: Slots;
  readonly inFlight: InFlight;
  readonly waiting: WaitingLine;
  readonly pauses: SlotPauses;
  readonly #clock: Clock;
  readonly #pacer: Pacer;
  readonly #transport: Transport;
  readonly #books: ScenarioBooks;
  readonly #isClosedModel: boolean;
  readonly #isPinned: boolean;
  readonly #isLazy: boolean;
  readonly #maxPending: number;
  #begunIndex = 0;
  /** No request of the closed model is begun any more. */
  isOver = false;
  /** When a request last ended: the end of a closed run that is limited by count. */
  lastEndedNs = 0;

  constructor(parts: DriveLoopParts) {
    const { books, transport, windowStartNs, windowEndNs } = parts;
    this.slots = new Slots(transport.slotCount, parts.choice, parts.streams);
    this.inFlight = new InFlight(this.slots, books, windowStartNs, windowEndNs);
    this.waiting = new WaitingLine(parts.line, books.first, windowStartNs, windowEndNs);
    this.pauses = new SlotPauses(transport.slotCount);
    this.#clock = parts.clock;
    this.#pacer = parts.pacer;
    this.#transport = transport;
    this.#books = books;
    this.#isClosedModel = parts.model === "closed";
    this.#isPinned = parts.model === "paced";
    this.#isLazy = parts.connect === "lazy";
    this.#maxPending = parts.maxPending;
  }

  /** When something is due next: an arrival, or the end of a pause. */
  get nextDueNs(): number {
    const { nextDueNs } = this.pauses;
    return nextDueNs < this.#pacer.nextDueNs ? nextDueNs : this.#pacer.nextDueNs;
  }

  /** Does what is due by now, one thing. @returns whether there was anything */
  takeDue(nowNs: number): boolean {
    if (this.pauses.nextDueNs <= nowNs) this.#endPause(nowNs);
    else if (this.#pacer.nextDueNs <= nowNs) this.#takePlanned(nowNs);
    else return false;
    return true;
  }

  /** The closed model begins on every slot that takes part and does nothing yet; −1: intended now. */
  beginIdle(intendedStartNs: number): void {
    const { slots } = this;
    for (let slot = 0; slot < slots.count; slot++) {
      const state = slots.state[slot];
      const isIdle = state === SLOT_READY || (this.#isLazy && state === SLOT_LOST);
      if (!isIdle || this.pauses.has(slot)) continue;
      const nowNs = this.#clock.nowNs();
      this.beginOn(slot, intendedStartNs < 0 ? nowNs : intendedStartNs, nowNs);
    }
  }

  /** The closed model begins a request on a slot; one without a connection has it wait for that. */
  beginOn(slot: number, intendedStartNs: number, nowNs: number): void {
    // The end may lie between the completion and this instant: a request that begins after it would belong to no window.
    if (!this.#pacer.mayBegin(slot, nowNs) || this.pauses.has(slot)) {
      this.#rest(slot);
    } else if (this.slots.state[slot] === SLOT_READY) {
      const flags = this.#beginClosed(intendedStartNs, nowNs);
      this.#send(slot, intendedStartNs, nowNs, this.#begunIndex, flags, nowNs);
    } else {
      this.waiting.join(slot, intendedStartNs, nowNs, 0, FLAG_WAITED, nowNs);
      if (this.#isLazy) this.#awaitConnection(slot);
    }
  }

  /** The closed model's next request on a slot whose last one has ended, now or after a pause to think. */
  follow(slot: number, slotFreedNs: number, nowNs: number): void {
    if (!this.#isClosedModel || this.isOver) return;
    const intendedStartNs = this.#pacer.followOnNs(slot, slotFreedNs);
    if (intendedStartNs < 0) this.#rest(slot);
    else if (intendedStartNs > nowNs) this.pauses.add(slot, intendedStartNs);
    else this.beginOn(slot, intendedStartNs, nowNs);
  }

  /** A slot that is ready serves who waits for it. */
  sendWaiting(slot: number): void {
    const { line } = this.waiting;
    const nowNs = this.#clock.nowNs();
    while (line.hasFor(slot)) {
      const flags = this.#takeToBegin(slot, nowNs);
      if (flags < 0) continue;
      if (this.#pacer.isTooLate(line.takenIntendedStartNs, nowNs)) {
        if (isMeasured(flags)) this.#skipTaken(this.#begunIndex);
        continue;
      }
      const { takenIntendedStartNs, takenDispatchedNs } = line;
      this.#send(slot, takenIntendedStartNs, takenDispatchedNs, this.#begunIndex, flags, nowNs);
      const pauseUntilNs = this.#pacer.pauseUntilNs(nowNs);
      if (pauseUntilNs > nowNs) this.pauses.add(slot, pauseUntilNs);
      return;
    }
    this.slots.putReady(slot);
  }

  /** The request on a slot, whose connection is lost, goes back to be sent again. */
  resend(slot: number, flags: number, nowNs: number): void {
    const { slots } = this;
    this.inFlight.leave(slot, nowNs);
    if (isMeasured(flags)) this.#recorderOf(slots.arrivalIndex[slot]!).onResent();
    this.waiting.joinFirst(
      slot,
      slots.intendedStartNs[slot]!,
      slots.dispatchedNs[slot]!,
      slots.arrivalIndex[slot]!,
      flags | FLAG_RESENT,
      nowNs,
    );
    if (this.#isLazy && this.#isClosedModel) this.#awaitConnection(slot);
    const freeSlot = this.#isPinned ? -1 : slots.takeReady();
    if (freeSlot >= 0) this.sendWaiting(freeSlot);
  }

  /** A connection could not be opened: those who have waited for it are refused. */
  refuse(slot: number, kind: TransportErrorKind, message: string, nowNs: number): void {
    const { line } = this.waiting;
    if (this.#isClosedModel) {
      if (!line.hasFor(slot)) return;
      this.#failWaiting(slot, kind, message, nowNs);
      this.#followUnsent(slot, nowNs);
      return;
    }
    // Other connections still serve the queue; without any, whoever waits has just been refused.
    if (this.slots.connectedCount > 0 && !this.#isPinned) return;
    while (line.hasFor(slot)) this.#failWaiting(slot, kind, message, nowNs);
  }

  /**
   * Whether a connection with these slots is to be opened, while so many other slots are on the way. Open: more requests wait
   * than slots are on the way. Paced: an arrival waits for one of these. Closed: one of these is awaited, even if another slot
   * has meanwhile taken over what had waited for it.
   */
  needsConnection(firstSlot: number, slotCount: number, openingSlotCount: number): boolean {
    const isShort = this.waiting.count > openingSlotCount;
    if (!this.#isClosedModel && !this.#isPinned) return isShort;
    const nowNs = this.#clock.nowNs();
    for (let slot = firstSlot; slot < firstSlot + slotCount; slot++) {
      if (this.#isPinned ? this.waiting.line.hasFor(slot) : this.#isAwaited(slot, isShort, nowNs)) {
        return true;
      }
    }
    return false;
  }

  /** Times out those who were dispatched at this instant or before and still wait. */
  expireWaiting(dispatchedByNs: number): void {
    const { line } = this.waiting;
    for (let slot = 0; slot < this.slots.count; slot++) {
      while (line.oldestDispatchedNs(slot) <= dispatchedByNs) {
        // Closed, the line does not say whose request it was: that of a slot that can have none elsewhere.
        if (this.#isClosedModel && !this.#isUnconnected(slot)) break;
        const nowNs = this.#clock.nowNs();
        const flags = this.#takeToBegin(slot, nowNs);
        if (flags >= 0 && isMeasured(flags)) {
          this.#recorderOf(this.#begunIndex).onError("queueTimeout", QUEUE_TIMEOUT_MESSAGE);
          this.#endInQueue(this.#begunIndex, "timedOut", nowNs, flags);
        }
        this.#followUnsent(slot, nowNs);
      }
    }
  }

  /** Ends the request on a slot without a complete response; its connection is lost. */
  endInFlight(slot: number, ending: Ending, nowNs: number): void {
    this.inFlight.endAs(slot, ending, nowNs);
    this.lastEndedNs = nowNs;
  }

  /** Everybody who waits ends as unfinished. */
  dropWaiting(nowNs: number): void {
    while (this.waiting.count > 0) {
      this.waiting.takeAny(nowNs);
      const { takenFlags, takenArrivalIndex } = this.waiting.line;
      if (!isMeasured(takenFlags)) continue;
      this.#endInQueue(takenArrivalIndex, "unfinished", nowNs, takenFlags);
    }
  }

  /** The slot's connection is gone. */
  loseConnection(slot: number): void {
    this.slots.connectedCount--;
    this.slots.lose(slot);
  }

  /**
   * Every arrival that was intended before this instant has been told as planned. In the closed model that is when a request is
   * begun: whoever pauses or waits for a connection until then was intended before. A closed run that has made up its count
   * ends with its last request.
   */
  plannedUntilNs(nowNs: number): number {
    const noticedUntilNs = Math.min(nowNs, this.#pacer.nextIntendedStartNs);
    if (!this.#isClosedModel) return noticedUntilNs;
    const { line } = this.waiting;
    const begunUntilNs = Math.min(this.pauses.nextDueNs, line.oldestIntendedStartNs());
    const lastNs = this.#pacer.isOver(nowNs) ? this.lastEndedNs : Infinity;
    return Math.min(noticedUntilNs, begunUntilNs, lastNs);
  }

  /** The measured window ends at another instant. */
  moveWindowEnd(endNs: number): void {
    this.#books.moveWindowEnd(endNs);
    this.inFlight.moveWindowEnd(endNs);
    this.waiting.moveWindowEnd(endNs);
  }

  #endPause(nowNs: number): void {
    const slot = this.pauses.take();
    if (this.#isClosedModel) this.beginOn(slot, this.pauses.takenDueNs, nowNs);
    else if (this.slots.state[slot] === SLOT_READY) this.sendWaiting(slot);
  }

  /** Takes what the pacer has: an arrival, or in the closed model the instant from which on other slots take part. */
  #takePlanned(nowNs: number): void {
    const pacer = this.#pacer;
    const intendedStartNs = pacer.nextIntendedStartNs;
    const arrivalIndex = pacer.nextIndex;
    const slot = this.#isPinned ? pacer.nextSlot : -1;
    const isInTime = pacer.take(nowNs);
    if (this.#isClosedModel) this.beginIdle(intendedStartNs);
    else if (isInTime) this.#dispatch(slot, intendedStartNs, arrivalIndex, nowNs);
    else this.#skipLate(intendedStartNs, arrivalIndex, nowNs);
  }

  #dispatch(
    wantedSlot: number,
    intendedStartNs: number,
    arrivalIndex: number,
    nowNs: number,
  ): void {
    const recorder = this.#recorderOf(arrivalIndex);
    let flags = 0;
    if (recorder.isInWindow(intendedStartNs)) {
      flags = FLAG_MEASURED;
      recorder.onPlanned(nowNs, intendedStartNs);
    }
    const slot = wantedSlot < 0 ? this.slots.takeReady() : this.#freeOrNone(wantedSlot);
    if (slot >= 0) {
      this.#send(slot, intendedStartNs, nowNs, arrivalIndex, flags, nowNs);
      return;
    }
    if (this.waiting.count >= this.#maxPending) {
      if (flags !== 0) recorder.onSkipped("queueFull", intendedStartNs, nowNs, arrivalIndex);
      return;
    }
    if (flags !== 0) recorder.onWaited();
    const waitingFlags = flags | FLAG_WAITED;
    this.waiting.join(wantedSlot, intendedStartNs, nowNs, arrivalIndex, waitingFlags, nowNs);
    if (this.#isLazy) this.#transport.demand(wantedSlot);
  }

  /** @returns the slot if it can carry a request now and nobody is before; −1 otherwise */
  #freeOrNone(slot: number): number {
    const isFree = this.slots.state[slot] === SLOT_READY && !this.pauses.has(slot);
    return isFree && !this.waiting.line.hasFor(slot) ? slot : -1;
  }

  #isUnconnected(slot: number): boolean {
    const state = this.slots.state[slot];
    return (state === SLOT_LOST || state === SLOT_AWAITED) && !this.pauses.has(slot);
  }

  /** What had waited for a slot's connection has ended. Nobody awaits it while a user thinks, or when none follows. */
  #followUnsent(slot: number, nowNs: number): void {
    if (this.slots.state[slot] === SLOT_AWAITED) this.slots.state[slot] = SLOT_LOST;
    this.follow(slot, nowNs, nowNs);
  }

  /** The closed model's request on a slot has begun to wait for a connection that is opened only now. */
  #awaitConnection(slot: number): void {
    const { state } = this.slots;
    if (state[slot] === SLOT_LOST) state[slot] = SLOT_AWAITED;
    this.#transport.demand(slot);
  }

  #isAwaited(slot: number, isShort: boolean, nowNs: number): boolean {
    if (this.slots.state[slot] !== SLOT_AWAITED) return false;
    // At the end only those still wait who are sent again.
    return this.#pacer.isOver(nowNs) ? isShort : this.#pacer.mayBegin(slot, nowNs);
  }

  #skipLate(intendedStartNs: number, arrivalIndex: number, nowNs: number): void {
    const recorder = this.#recorderOf(arrivalIndex);
    if (!recorder.isInWindow(intendedStartNs)) return;
    recorder.onPlanned(nowNs, intendedStartNs);
    recorder.onSkipped("late", intendedStartNs, nowNs, arrivalIndex);
  }

  #send(
    slot: number,
    intendedStartNs: number,
    dispatchedNs: number,
    arrivalIndex: number,
    flags: number,
    nowNs: number,
  ): void {
    const books = this.#books;
    const transport = this.#transport;
    const requestIndex = books.requestOf(arrivalIndex);
    const scenarioIndex = books.scenarioOf(requestIndex);
    this.inFlight.begin(slot, intendedStartNs, dispatchedNs, arrivalIndex, flags, nowNs);
    this.slots.scenarioIndex[slot] = scenarioIndex;
    const isFirst = transport.send(slot, requestIndex, arrivalIndex, nowNs);
    this.slots.isNewConnection[slot] = isFirst ? 1 : 0;
    if ((flags & FLAG_MEASURED) === 0) return;
    const isResent = (flags & FLAG_RESENT) !== 0;
    books.recorders[scenarioIndex]!.onSent(nowNs, isResent, transport.sentBytes);
  }

  /** @returns the flags of a closed-model request that is begun at this instant; its index is kept */
  #beginClosed(intendedStartNs: number, nowNs: number): number {
    this.#begunIndex = this.#pacer.nextIndex;
    const recorder = this.#recorderOf(this.#begunIndex);
    const isInWindow = recorder.isInWindow(nowNs);
    this.#pacer.onBegun(isInWindow);
    if (!isInWindow) return 0;
    recorder.onPlanned(nowNs, intendedStartNs);
    return FLAG_MEASURED;
  }

  /**
   * Takes the request that has waited for longest for a slot; in the closed model it is only begun now.
   *
   * @returns its flags; −1 when it is not begun any more, because others have made up the count or the end has come
   */
  #takeToBegin(slot: number, nowNs: number): number {
    this.waiting.take(slot, nowNs);
    const { takenFlags, takenArrivalIndex, takenIntendedStartNs } = this.waiting.line;
    this.#begunIndex = takenArrivalIndex;
    if (!this.#isClosedModel || (takenFlags & FLAG_RESENT) !== 0) return takenFlags;
    if (this.#pacer.isOver(nowNs)) return -1;
    const begunFlags = takenFlags | this.#beginClosed(takenIntendedStartNs, nowNs);
    if (isMeasured(begunFlags)) this.#recorderOf(this.#begunIndex).onWaited();
    return begunFlags;
  }

  #failWaiting(slot: number, kind: TransportErrorKind, message: string, nowNs: number): void {
    const flags = this.#takeToBegin(slot, nowNs);
    if (flags < 0 || !isMeasured(flags)) return;
    this.#recorderOf(this.#begunIndex).onError(kind, message);
    this.#endInQueue(this.#begunIndex, "failed", nowNs, flags);
  }

  /** The arrival that was taken from those who wait ends unsent. */
  #endInQueue(arrivalIndex: number, ending: Ending, nowNs: number, flags: number): void {
    const { takenIntendedStartNs, takenDispatchedNs } = this.waiting.line;
    const recorder = this.#recorderOf(arrivalIndex);
    recorder.onEndedInQueue(
      takenIntendedStartNs,
      takenDispatchedNs,
      ending,
      nowNs,
      arrivalIndex,
      flags,
    );
    this.lastEndedNs = nowNs;
  }

  /** The arrival that was taken from those who wait has waited for too long to be sent. */
  #skipTaken(arrivalIndex: number): void {
    const { takenIntendedStartNs, takenDispatchedNs } = this.waiting.line;
    const recorder = this.#recorderOf(arrivalIndex);
    recorder.onSkipped("late", takenIntendedStartNs, takenDispatchedNs, arrivalIndex);
  }

  #recorderOf(arrivalIndex: number): Recorder {
    return this.#books.recorderOf(arrivalIndex);
  }

  #rest(slot: number): void {
    if (this.slots.state[slot] === SLOT_READY) this.slots.putReady(slot);
  }
}

const QUEUE_TIMEOUT_MESSAGE = "no free connection within the queue timeout";
