import { ACCESS_OUTCOMES, SKIP_REASONS } from "./access-log.js";
import type { AccessOutcome, SkipReason } from "./access-log.js";
import { ERROR_KINDS } from "./outcome.js";
import type { ErrorKind } from "./outcome.js";

/**
 * Requests on their way from a worker to the log, in chunks that cross threads by transfer.
 *
 * ```
 *   byte  0        8             16             24       32            40        48              56     60
 *         index    intendedNs    dispatchedNs   sentNs   firstByteNs   endedNs   bytesReceived   slot   code
 *         double … each                                                                          int32  int32
 *
 *   code  resent (1 bit) | scenario (8) | cause (4) | outcome (3) | status (10)
 * ```
 * −1: the instant never came, no slot, no complete response. `cause` is 0 for none, else one more than the index of an error
 * kind, or of a reason to skip.
 */
export const ACCESS_RECORD_BYTES = 64;
/** Doubles in the place of a record, the last of which holds two integers. */
export const ACCESS_RECORD_DOUBLES = 8;
/** The same in integers of 32 bits. */
export const ACCESS_RECORD_INTEGERS = 16;
/** Records of a chunk of 64 KiB. */
export const ACCESS_CHUNK_RECORDS = 1024;

/** Where a record has each of its doubles. */
export const ACCESS_DOUBLE = {
  index: 0,
  intendedNs: 1,
  dispatchedNs: 2,
  sentNs: 3,
  firstByteNs: 4,
  endedNs: 5,
  bytesReceived: 6,
} as const;
/** Where a record has each of its integers. */
export const ACCESS_INTEGER = { slot: 14, code: 15 } as const;

/** How far to the left each part of a code lies; the status is the lowest. */
export const ACCESS_SHIFT = { outcome: 10, cause: 13, scenario: 17, resent: 25 } as const;

const STATUS_MASK = 0x3ff;
const OUTCOME_MASK = 0x7;
const CAUSE_MASK = 0xf;
const SCENARIO_MASK = 0xff;

/** What a code says. */
export interface AccessCode {
  /** 0 without a complete response. */
  readonly status: number;
  readonly outcome: AccessOutcome;
  readonly errorKind: ErrorKind | null;
  readonly skipReason: SkipReason | null;
  readonly scenarioIndex: number;
  readonly isResent: boolean;
}

/** @returns what the code of a record says */
export function readAccessCode(code: number): AccessCode {
  const outcome = ACCESS_OUTCOMES[(code >> ACCESS_SHIFT.outcome) & OUTCOME_MASK] ?? "unfinished";
  const cause = ((code >> ACCESS_SHIFT.cause) & CAUSE_MASK) - 1;
  const isSkipped = outcome === "skipped";
  return {
    status: code & STATUS_MASK,
    outcome,
    errorKind: isSkipped ? null : (ERROR_KINDS[cause] ?? null),
    skipReason: isSkipped ? (SKIP_REASONS[cause] ?? null) : null,
    scenarioIndex: (code >> ACCESS_SHIFT.scenario) & SCENARIO_MASK,
    isResent: code >> ACCESS_SHIFT.resent !== 0,
  };
}
