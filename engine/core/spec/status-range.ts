/** Statuses of responses, both ends included. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

/** @returns the statuses that a code such as `503` or a class such as `5xx` names; undefined when it names none */
export function parseStatusRange(text: string): StatusRange | undefined {
  const [, hundreds = "", rest = ""] = /^([1-9])(xx|\d\d)$/.exec(text) ?? [];
  if (hundreds === "") return undefined;
  if (rest === "xx") return { from: Number(`${hundreds}00`), to: Number(`${hundreds}99`) };
  return { from: Number(text), to: Number(text) };
}
