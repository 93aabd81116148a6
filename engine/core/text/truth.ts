import type { TimeError } from "../truth.js";
import { NOTHING, percentText, timeText } from "./figures.js";

/** What the errors of reported times are, and what they are not. */
export const TIME_ERROR_REMARK =
  "error = reported − true. The way through both kernels and the network is in it: the generator's own part is less.";

/** @returns how far a reported time is from the true one, with its sign: as a time, and in percent; dashes where one is not known */
export function timeErrorTexts(
  error: TimeError | undefined,
): readonly [time: string, percent: string] {
  const signed = (amount: number | null, toText: (amount: number) => string): string =>
    amount === null ? NOTHING : `${amount < 0 ? "−" : "+"}${toText(Math.abs(amount))}`;
  return [signed(error?.ns ?? null, timeText), signed(error?.percent ?? null, percentText)];
}
