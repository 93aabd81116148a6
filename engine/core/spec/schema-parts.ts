import { Type } from "@sinclair/typebox";
import type { TString } from "@sinclair/typebox";
import { DURATION_ABOVE_ZERO_WANTED, DURATION_WANTED } from "../duration.js";

/** What a schema says beside its type: `wanted` completes the sentence "… it must be" when a value is refused. */
export interface Annotations {
  readonly wanted: string;
  readonly default?: unknown;
  readonly [key: string]: unknown;
}

/** RFC 9110 section 5.6.2. */
export const TOKEN = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";

/** Objects that know all their fields. */
export const closedObject = { additionalProperties: false } as const;

/** @returns the schema of a duration */
export function duration(annotations: Partial<Annotations> = {}): TString {
  return Type.String({ format: "mesh-bench-duration", wanted: DURATION_WANTED, ...annotations });
}

/** @returns the schema of a duration that is not zero */
export function durationAboveZero(annotations: Partial<Annotations> = {}): TString {
  return duration({
    format: "mesh-bench-duration-above-zero",
    wanted: DURATION_ABOVE_ZERO_WANTED,
    ...annotations,
  });
}

/** @returns the schema of a text that is not empty */
export function text(wanted: string): TString {
  return Type.String({ minLength: 1, wanted });
}
