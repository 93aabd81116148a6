import { readFile } from "node:fs/promises";
import { Type } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import type { ValueError } from "@sinclair/typebox/value";
import { LoadError } from "../core/errors.js";
import type { RunResult } from "../core/frame.js";
import { parseRunSpec } from "../core/spec/parse-run-spec.js";

const SCHEMA = "mesh-bench/result/v1";
const SHOWN_CHARACTERS_MAX = 60;

const count = Type.Integer({ minimum: 0, wanted: "a whole number" });
const hrtime = Type.String({ pattern: "^\\d{1,19}$", wanted: "nanoseconds as a text of digits" });
const timestamp = Type.String({
  pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$",
  wanted: "an instant, RFC 3339 in UTC",
});
const ns = Type.Number({ minimum: 0, wanted: "a number of nanoseconds" });
const percentile = Type.Union(
  [Type.Null(), ns, Type.Object({ low: ns, high: Type.Union([Type.Null(), ns]) })],
  { wanted: "a number of nanoseconds, null, or an object of low and high" },
);
const statistics = Type.Object(
  {
    count,
    censored: count,
    max: Type.Union([Type.Null(), ns], { wanted: "a number of nanoseconds, or null" }),
    percentiles: Type.Record(Type.String(), percentile),
  },
  { wanted: "an object of statistics" },
);

/** Of a result what its readers here rely on; the rest of it is passed on as it is. */
const readPart = Type.Object(
  {
    schema: Type.Literal(SCHEMA, { wanted: JSON.stringify(SCHEMA) }),
    id: Type.String({ wanted: "a text" }),
    spec: Type.Object({}, { wanted: "a run spec" }),
    startedAt: timestamp,
    measuredSeconds: Type.Number({ minimum: 0, wanted: "a number of seconds" }),
    clock: Type.Optional(
      Type.Object({ startedAtNs: hrtime, endedAtNs: hrtime }, { wanted: "an object" }),
    ),
    requests: Type.Object(
      { planned: count, skipped: count, resent: count },
      { wanted: "an object of counts" },
    ),
    latency: Type.Object(
      { response: statistics, service: statistics },
      { wanted: "an object of statistics" },
    ),
    load: Type.Object(
      {
        rateChanges: Type.Array(
          Type.Object({
            atSeconds: Type.Number({ wanted: "a number of seconds" }),
            factor: Type.Number({ wanted: "a number" }),
          }),
          { wanted: "a list of changes" },
        ),
      },
      { wanted: "an object" },
    ),
  },
  { wanted: "an object" },
);

/**
 * Reads a result back from the file that it was kept in.
 *
 * @throws LoadError MB_RESULT_FILE if the file can't be read, or is no result; the message names the first field that is
 * not what it should be
 */
export async function readRunResult(path: string): Promise<RunResult> {
  const value = parseJson(path, await readText(path));
  const error = Value.Errors(readPart, value).First();
  if (error !== undefined) throw noResult(path, describe(error));
  // The part that is relied on has been checked, and the schema's name stands for the rest.
  const result = value as RunResult;
  try {
    return { ...result, spec: parseRunSpec(result.spec) };
  } catch (cause) {
    if (!(cause instanceof LoadError)) throw cause;
    throw noResult(path, `in its spec ${cause.message}`, cause);
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LoadError("MB_RESULT_FILE", `${path} can't be read: ${reason}`, { cause });
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw noResult(path, "it must be JSON", cause);
  }
}

function describe({ path, value, schema, message }: ValueError): string {
  const field = path === "" ? "the whole of it" : path.slice(1).replaceAll("/", ".");
  const found =
    value === undefined ? "missing" : JSON.stringify(value).slice(0, SHOWN_CHARACTERS_MAX);
  return `${field} is ${found}; it must be ${String(schema["wanted"] ?? message)}`;
}

function noResult(path: string, why: string, cause?: unknown): LoadError {
  return new LoadError("MB_RESULT_FILE", `${path} is no result of a run: ${why}`, { cause });
}
