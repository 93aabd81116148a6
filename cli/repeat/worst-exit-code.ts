import {
  EXIT_NOT_MET,
  EXIT_DONE,
  EXIT_FAILED,
  EXIT_INCONCLUSIVE,
  EXIT_INVALID,
} from "../exit-codes.js";

/** Worst first, as the contract orders those that can hold of finished runs. */
const PRECEDENCE: readonly number[] = [EXIT_FAILED, EXIT_INVALID, EXIT_NOT_MET, EXIT_INCONCLUSIVE];

/** @returns the exit code of several runs: the worst one of theirs */
export function worstOf(codes: readonly number[]): number {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? EXIT_DONE;
}
