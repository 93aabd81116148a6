import { WireError } from "../errors.js";

const STATUS_COUNT = 1000;
/** How many codes a class such as 2xx stands for. */
const CLASS_COUNT = 100;

/**
 * Compiles a set of status codes.
 *
 * Shape: entry `status` is 1 if it is in the set, else 0; for every status of three digits.
 *
 * @param patterns - codes such as `304` and classes such as `2xx`
 * @throws WireError WIRE_BAD_CHECK if there is none, or one is neither
 */
export function compileStatusSet(patterns: readonly string[]): Uint8Array {
  if (patterns.length === 0) throw badStatus("the set of statuses is empty");
  const set = new Uint8Array(STATUS_COUNT);
  for (const pattern of patterns) {
    if (!/^[1-9](?:xx|\d\d)$/.test(pattern))
      throw badStatus(`status is ${JSON.stringify(pattern)}`);
    const first = Number(pattern.replace("xx", "00"));
    set.fill(1, first, first + (pattern.endsWith("xx") ? CLASS_COUNT : 1));
  }
  return set;
}

function badStatus(found: string): WireError {
  const wanted = "it must be a code from 100 to 999 or a class such as 2xx";
  return new WireError("WIRE_BAD_CHECK", `${found}; ${wanted}`);
}
