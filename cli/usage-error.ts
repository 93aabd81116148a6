/** What the user typed can't be done as typed; nothing has been started. Ends in exit code 2. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
}

/** @returns a typed value as messages show it: a number as it stands, everything else in quotes */
export function quoteTyped(value: string): string {
  return isNumber(value) ? value : JSON.stringify(value);
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** @returns whether a text is a plain decimal number; `Number("")` is 0 and `Number("0x10")` is 16, so it can't tell */
export function isNumber(text: string): boolean {
  return NUMBER.test(text);
}
