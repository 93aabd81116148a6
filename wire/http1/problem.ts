import type { WireErrorCode } from "../errors.js";

/** One rule of the protocol that a message can break. Compared by identity: a parser names one without allocating. */
export interface Problem {
  readonly code: WireErrorCode | "";
  readonly text: string;
}

export const NO_PROBLEM: Problem = { code: "", text: "" };

const EXCERPT_BYTES = 24;

/**
 * The sentence for a user: the broken rule and the bytes at which it broke.
 *
 * @param bytes - what was being read; an excerpt from `at` is copied into the message, nothing of it is kept
 */
export function describeProblem(
  problem: Problem,
  bytes: Uint8Array,
  at: number,
  to: number,
): string {
  if (at >= to) return problem.text;
  let found = "";
  for (const byte of bytes.subarray(at, Math.min(to, at + EXCERPT_BYTES))) {
    const isPlain = byte >= 0x20 && byte < 0x7f;
    found += isPlain ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return `${problem.text}; found "${found}"`;
}
