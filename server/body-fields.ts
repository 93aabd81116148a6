import { HttpProblem } from "./problem.js";

/**
 * Reads a body that is an object.
 *
 * @param names - the fields it may have
 * @param wanted - completes "the body must be"
 * @throws HttpProblem 400 for what is no object, and for the first unknown field, which it names
 */
export function fieldsOf<Name extends string>(
  body: unknown,
  names: readonly Name[],
  wanted: string,
): Partial<Record<Name, unknown>> {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw fieldProblem("", `the body must be ${wanted}`);
  }
  const known: ReadonlySet<string> = new Set(names);
  for (const name of Object.keys(body)) {
    if (known.has(name)) continue;
    const pointer = `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    throw fieldProblem(pointer, `${name} is unknown; ${allowedText(names)} allowed`);
  }
  return body;
}

/** @returns a 400 that blames one field of the body */
export function fieldProblem(pointer: string, detail: string): HttpProblem {
  return new HttpProblem(400, detail, { errors: [{ pointer, detail }] });
}

function allowedText(names: readonly string[]): string {
  if (names.length === 0) return "no field is";
  return names.length === 1 ? `only ${names.join()} is` : `${names.join(" and ")} are`;
}
