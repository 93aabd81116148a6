import { printable } from "../printable.js";

/** Says something in one line on standard error. */
export function say(text: string): void {
  process.stderr.write(`mesh-bench: ${printable(text)}\n`);
}
