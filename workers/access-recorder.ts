import {
  ACCESS_DOUBLE,
  ACCESS_INTEGER,
  ACCESS_OUTCOMES,
  ACCESS_RECORD_DOUBLES,
  ACCESS_RECORD_INTEGERS,
  ACCESS_SHIFT,
  ERROR_INDEX,
  SKIP_REASONS,
} from "../engine/core/index.js";
import type { ErrorKind, ObjectivePlan, SkipReason } from "../engine/core/index.js";
import type { AccessRecords } from "./access-records.js";
import type { Ending } from "./recorder.js";
import { FLAG_CHECK_FAILED, FLAG_RESENT } from "./slots.js";
import type { Slots } from "./slots.js";
import { WindowRecorder } from "./window-recorder.js";

/** The instant never came; there is no slot, or no complete response. */
const NONE = -1;
const COMPLETED = ACCESS_OUTCOMES.indexOf("completed") << ACCESS_SHIFT.outcome;
const FAILED = ACCESS_OUTCOMES.indexOf("failed") << ACCESS_SHIFT.outcome;
const OUTCOME_OF_ENDING = {
  failed: FAILED,
  timedOut: ACCESS_OUTCOMES.indexOf("timedOut") << ACCESS_SHIFT.outcome,
  unfinished: ACCESS_OUTCOMES.indexOf("unfinished") << ACCESS_SHIFT.outcome,
} as const;
const SKIPPED_OF_REASON = {
  queueFull: codeOfSkipped("queueFull"),
  late: codeOfSkipped("late"),
} as const;
const FAILED_STATUS = FAILED | causeOf("status");
const FAILED_CHECK = FAILED | causeOf("check");

/**
 * A recorder that also keeps a record of every single request, for an access log. Runs without one have another recorder:
 * they pay nothing.
 */
export class AccessRecorder extends WindowRecorder {
  readonly #records: AccessRecords;
  readonly #scenarioCode: number;
  /** What the error that was told last is as a cause: the end that it has follows at once. */
  #causeCode = 0;

  constructor(
    windowStartNs: number,
    windowEndNs: number,
    successes: Uint8Array,
    objectives: readonly ObjectivePlan[],
    { records, scenarioIndex }: { readonly records: AccessRecords; readonly scenarioIndex: number },
  ) {
    super(windowStartNs, windowEndNs, successes, objectives);
    this.#records = records;
    this.#scenarioCode = scenarioIndex << ACCESS_SHIFT.scenario;
  }

  override onError(kind: ErrorKind, message: string): void {
    super.onError(kind, message);
    this.#causeCode = causeOf(kind);
  }

  override onSkipped(
    reason: SkipReason,
    intendedStartNs: number,
    dispatchedNs: number,
    arrivalIndex: number,
  ): void {
    super.onSkipped(reason, intendedStartNs, dispatchedNs, arrivalIndex);
    const place = this.#records.claim();
    if (place < 0) return;
    const { doubles } = this.#records;
    const at = place * ACCESS_RECORD_DOUBLES;
    doubles[at + ACCESS_DOUBLE.index] = arrivalIndex;
    doubles[at + ACCESS_DOUBLE.intendedNs] = intendedStartNs;
    doubles[at + ACCESS_DOUBLE.dispatchedNs] = dispatchedNs;
    doubles[at + ACCESS_DOUBLE.sentNs] = NONE;
    doubles[at + ACCESS_DOUBLE.firstByteNs] = NONE;
    doubles[at + ACCESS_DOUBLE.endedNs] = NONE;
    doubles[at + ACCESS_DOUBLE.bytesReceived] = NONE;
    this.#putCode(place, NONE, SKIPPED_OF_REASON[reason]);
  }

  override onCompleted(
    slots: Slots,
    slot: number,
    status: number,
    bytesReceived: number,
    nowNs: number,
  ): void {
    super.onCompleted(slots, slot, status, bytesReceived, nowNs);
    const place = this.#records.claim();
    if (place < 0) return;
    this.#putRequest(place, slots, slot, nowNs);
    const at = place * ACCESS_RECORD_DOUBLES;
    this.#records.doubles[at + ACCESS_DOUBLE.bytesReceived] = bytesReceived;
    const flags = slots.flags[slot]!;
    let outcome = COMPLETED;
    if (!this.isSuccess(status)) outcome = FAILED_STATUS;
    else if ((flags & FLAG_CHECK_FAILED) !== 0) outcome = FAILED_CHECK;
    this.#putCode(place, slot, status | outcome | resentCodeOf(flags));
  }

  override onEndedInFlight(slots: Slots, slot: number, ending: Ending, nowNs: number): void {
    super.onEndedInFlight(slots, slot, ending, nowNs);
    const place = this.#records.claim();
    if (place < 0) return;
    this.#putRequest(place, slots, slot, nowNs);
    this.#records.doubles[place * ACCESS_RECORD_DOUBLES + ACCESS_DOUBLE.bytesReceived] = NONE;
    this.#putCode(place, slot, this.#codeOfEnding(ending) | resentCodeOf(slots.flags[slot]!));
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
    const place = this.#records.claim();
    if (place < 0) return;
    const { doubles } = this.#records;
    const at = place * ACCESS_RECORD_DOUBLES;
    doubles[at + ACCESS_DOUBLE.index] = arrivalIndex;
    doubles[at + ACCESS_DOUBLE.intendedNs] = intendedStartNs;
    doubles[at + ACCESS_DOUBLE.dispatchedNs] = dispatchedNs;
    doubles[at + ACCESS_DOUBLE.sentNs] = NONE;
    doubles[at + ACCESS_DOUBLE.firstByteNs] = NONE;
    doubles[at + ACCESS_DOUBLE.endedNs] = nowNs;
    doubles[at + ACCESS_DOUBLE.bytesReceived] = NONE;
    this.#putCode(place, NONE, this.#codeOfEnding(ending) | resentCodeOf(flags));
  }

  #putRequest(place: number, slots: Slots, slot: number, nowNs: number): void {
    const { doubles } = this.#records;
    const at = place * ACCESS_RECORD_DOUBLES;
    doubles[at + ACCESS_DOUBLE.index] = slots.arrivalIndex[slot]!;
    doubles[at + ACCESS_DOUBLE.intendedNs] = slots.intendedStartNs[slot]!;
    doubles[at + ACCESS_DOUBLE.dispatchedNs] = slots.dispatchedNs[slot]!;
    doubles[at + ACCESS_DOUBLE.sentNs] = slots.sentNs[slot]!;
    doubles[at + ACCESS_DOUBLE.firstByteNs] = slots.firstByteNs[slot]!;
    doubles[at + ACCESS_DOUBLE.endedNs] = nowNs;
  }

  #putCode(place: number, slot: number, code: number): void {
    const { integers } = this.#records;
    const at = place * ACCESS_RECORD_INTEGERS;
    integers[at + ACCESS_INTEGER.slot] = slot;
    integers[at + ACCESS_INTEGER.code] = code | this.#scenarioCode;
  }

  /** What was given up at the end of the run had no error. */
  #codeOfEnding(ending: Ending): number {
    const outcome = OUTCOME_OF_ENDING[ending];
    return ending === "unfinished" ? outcome : outcome | this.#causeCode;
  }
}

function causeOf(kind: ErrorKind): number {
  return (ERROR_INDEX[kind] + 1) << ACCESS_SHIFT.cause;
}

function codeOfSkipped(reason: SkipReason): number {
  const outcome = ACCESS_OUTCOMES.indexOf("skipped") << ACCESS_SHIFT.outcome;
  return outcome | ((SKIP_REASONS.indexOf(reason) + 1) << ACCESS_SHIFT.cause);
}

function resentCodeOf(flags: number): number {
  return (flags & FLAG_RESENT) === 0 ? 0 : 1 << ACCESS_SHIFT.resent;
}
