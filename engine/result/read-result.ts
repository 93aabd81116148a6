import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { LoadError } from "../core/errors.js";
import type { RunResult } from "../core/frame.js";
import { parseRunSpec } from "../core/spec/parse-run-spec.js";
import { shapeIssuesOf } from "../core/spec/shape-issues.js";
import { shown } from "../core/spec/spec-issue.js";
import { carriedResult } from "./carried-result.js";
import { noResult, readText } from "./checked-json.js";
import { RESULT_SCHEMA_NAME, runResultSchema } from "./schema/run-result-schema.js";

/** What a file was taken for, in messages. */
const OF = "a run";
const convertedPart = Type.Object({ converted: Type.Object({ from: Type.String() }) });

/**
 * Reads a result back from the file that it was kept in: its JSON, its YAML, a report or a bundle.
 *
 * What the spec of an older version did not have yet gets its default; blocks that such a result does not have stay out.
 *
 * @throws LoadError MB_RESULT_FILE if the file can't be read, or is no result; the message names the first field that is
 * not what it should be
 */
export async function readRunResult(path: string): Promise<RunResult> {
  const value = carriedResult(path, await readText(path, "MB_RESULT_FILE"));
  if (value !== undefined) return parseRunResult(path, value);
  throw noResult(path, OF, "it must be its JSON, its YAML, a report or a bundle");
}

/**
 * Checks that a value is a result of ours.
 *
 * @param path - where it was read from, for messages
 * @throws LoadError MB_RESULT_FILE if it is none; the message names the first field that is not what it should be
 */
export function parseRunResult(path: string, value: unknown): RunResult {
  assertKnownSchema(path, value);
  assertOwn(path, value);
  const result = withWholeSpecs(path, value);
  if (Value.Check(runResultSchema, result)) return result;
  const [issue] = shapeIssuesOf(runResultSchema, result);
  const fault = issue?.message ?? `it must be a ${RESULT_SCHEMA_NAME}`;
  throw noResult(path, OF, fault);
}

/** A result that was converted lacks what every one of ours has. */
function assertOwn(path: string, value: unknown): void {
  if (!Value.Check(convertedPart, value)) return;
  const { from } = value.converted;
  const why = `it was converted from ${from}, which does not tell all that is needed here`;
  throw noResult(path, OF, `${why}; it must be a result of mesh-bench itself`);
}

/** Says of another version that it is one, and not which field of it is unknown here. */
function assertKnownSchema(
  path: string,
  value: unknown,
): asserts value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw noResult(path, OF, `the whole of it is ${shown(value)}; it must be an object`);
  }
  const schema: unknown = Reflect.get(value, "schema");
  if (schema === RESULT_SCHEMA_NAME) return;
  const found = schema === undefined ? "missing" : shown(schema);
  throw noResult(
    path,
    OF,
    `schema is ${found}; this program reads ${JSON.stringify(RESULT_SCHEMA_NAME)}`,
  );
}

function withWholeSpecs(path: string, value: Readonly<Record<string, unknown>>): unknown {
  const { spec, floor } = value;
  const whole = { ...value, spec: wholeSpec(path, "spec", spec) };
  if (typeof floor !== "object" || floor === null) return whole;
  const floorSpec: unknown = Reflect.get(floor, "spec");
  return { ...whole, floor: { ...floor, spec: wholeSpec(path, "floor.spec", floorSpec) } };
}

function wholeSpec(path: string, field: string, spec: unknown): unknown {
  if (typeof spec !== "object" || spec === null) {
    const found = spec === undefined ? "missing" : shown(spec);
    throw noResult(path, OF, `${field} is ${found}; it must be a run spec`);
  }
  try {
    return parseRunSpec(spec);
  } catch (cause) {
    if (!(cause instanceof LoadError)) throw cause;
    throw noResult(path, OF, `in its ${field} ${cause.message}`, cause);
  }
}
