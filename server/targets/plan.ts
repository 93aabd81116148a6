import type { Delay } from "./delay.js";
import type { FaultRule } from "./fault.js";
import type { Stall, STALL_OFF } from "./stall.js";
import type { Weighted } from "./weighted.js";

/** The size of an answer that echoes the request's body. */
export const SIZE_ECHO = -1;

/** A header field of an answer. */
export type Field = readonly [name: string, value: string];

/** What a target does with every request for one path and query. */
export type TargetPlan = FixedPlan | EchoPlan;

/** The same answer every time; what it says of freezes is done once the answer is on its way. */
export interface FixedPlan {
  readonly kind: "fixed";
  readonly status: number;
  readonly fields: readonly Field[];
  readonly body: string;
  readonly control?: Stall | typeof STALL_OFF;
}

/** Fortio's echo, and more: each of the five is drawn by itself for every request. */
export interface EchoPlan {
  readonly kind: "echo";
  readonly status: Weighted<number>;
  readonly delay: Weighted<Delay>;
  /** SIZE_ECHO, or random bytes. */
  readonly sizeBytes: Weighted<number>;
  readonly closes: Weighted<boolean>;
  readonly fault: FaultRule | undefined;
  readonly fields: readonly Field[];
}
