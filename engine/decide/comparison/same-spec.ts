import { isDeepStrictEqual } from "node:util";
import type { ResolvedSpec } from "../../core/index.js";

/** What may differ between two runs that are compared: where they go, what is drawn, and what is only told. */
const FREE_FIELDS: ReadonlySet<string> = new Set(["seed", "labels", "percentiles", "interval"]);
const FREE_TARGET_FIELDS: ReadonlySet<string> = new Set(["url", "unixSocket", "connectTo"]);

/** A field that two specs have different values in. */
export interface SpecDifference {
  /** As messages name it: `load.arrivals.ratePerSecond`. */
  readonly field: string;
  readonly first: unknown;
  readonly second: unknown;
}

/** @returns the first field in which two specs ask for different loads; undefined when they ask for the same */
export function differenceBetween(
  first: ResolvedSpec,
  second: ResolvedSpec,
): SpecDifference | undefined {
  return differenceIn("", comparablePart(first), comparablePart(second));
}

function comparablePart(spec: ResolvedSpec): Fields {
  return {
    ...without(spec, FREE_FIELDS),
    target: without(spec.target, FREE_TARGET_FIELDS),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function without(fields: object, names: ReadonlySet<string>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)));
}

function differenceIn(path: string, first: Fields, second: Fields): SpecDifference | undefined {
  const names = new Set([...Object.keys(first), ...Object.keys(second)]);
  for (const name of names) {
    const [one, other] = [first[name], second[name]];
    if (isDeepStrictEqual(one, other)) continue;
    const field = path === "" ? name : `${path}.${name}`;
    if (!isFields(one) || !isFields(other)) return { field, first: one, second: other };
    const inside = differenceIn(field, one, other);
    // None inside: one of them says "undefined" where the other one says nothing.
    if (inside !== undefined) return inside;
  }
  return undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
