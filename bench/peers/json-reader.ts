/**
 * A value inside parsed JSON of a shape that another program decides.
 *
 * @returns undefined when any step of the path is missing
 */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = (current as Readonly<Record<string, unknown>>)[key];
  }
  return current;
}

/** @throws Error naming the path when there is no number */
export function numberAt(value: unknown, ...path: readonly string[]): number {
  const found = at(value, ...path);
  if (typeof found !== "number") throw new Error(`its JSON has no number at ${path.join(".")}`);
  return found;
}

/** The number at a path; undefined when there is none. */
export function numberIfAny(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === "number" ? found : undefined;
}

/** The elements at a path; none when there is no array. */
export function elementsAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}
