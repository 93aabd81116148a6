declare const runIdBrand: unique symbol;

/** A run's name: `YYYYMMDD-HHMMSS-xxxxxx`, UTC, six base-36 characters at the end. */
export type RunId = string & { readonly [runIdBrand]: true };

/** What a run's name looks like, as a regular expression. */
export const RUN_ID_PATTERN = "^\\d{8}-\\d{6}-[0-9a-z]{6}$";
const RUN_ID = new RegExp(RUN_ID_PATTERN);

/** @returns whether the text has the form of a run id */
export function isRunId(text: string): text is RunId {
  return RUN_ID.test(text);
}

/**
 * @param startedAt - the run's wall-clock instant
 * @param entropy - a uniform draw in [0, 36⁶)
 * @returns the id made of both
 */
export function createRunId(startedAt: Date, entropy: number): RunId {
  const [date = "", time = ""] = startedAt.toISOString().split("T");
  const suffix = entropy.toString(36).padStart(6, "0");
  const text = `${date.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}-${suffix}`;
  if (!isRunId(text)) throw new RangeError(`not a run id: ${text}`);
  return text;
}
