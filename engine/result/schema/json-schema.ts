import { asInputSchema } from "../../core/spec/input-schema.js";
import { convertedResultSchema } from "./converted-schema.js";
import { runResultSchema } from "./run-result-schema.js";

type Json = Readonly<Record<string, unknown>>;

const DIALECT = "https://json-schema.org/draft/2020-12/schema";
/** A name and not an address: results are read where there is no network. */
const RESULT_SCHEMA_ID = "urn:mesh-bench:result:v1";
/** Formats of the run spec that no other program knows; the description says what they want. */
const OWN_FORMAT = "mesh-bench-";

/**
 * The JSON Schema of a result, draft 2020-12: what `mesh-bench schema` prints, and the server answers at
 * `/schemas/result/v1.json`. What stands in several places is in `$defs`, by its title: `RunResult` is a result of ours,
 * `ConvertedResult` one that another tool has made.
 *
 * Cost: some milliseconds; for those who ask.
 */
export function resultJsonSchema(): Readonly<Record<string, unknown>> {
  const $defs: Record<string, unknown> = {};
  // Not oneOf: a validator would tell what is wrong by either schema, where only one was meant.
  return {
    $schema: DIALECT,
    $id: RESULT_SCHEMA_ID,
    title: "Result",
    description: "A result of Mesh Bench, or one of another tool that was converted into its form.",
    type: "object",
    if: {
      properties: { converted: { description: "Whether another tool has made it." } },
      required: ["converted"],
    },
    then: convert(asInputSchema(convertedResultSchema), $defs),
    else: convert(asInputSchema(runResultSchema), $defs),
    $defs,
  };
}

/** @param definitions - takes what is referred to */
function convert(value: unknown, definitions: Record<string, unknown>): unknown {
  if (Array.isArray(value)) return value.map((item) => convert(item, definitions));
  if (!isObject(value)) return value;
  const { title, meaning, ...rest } = value;
  if (typeof title !== "string") return withoutOwnKeywords(value, definitions);
  definitions[title] ??= withoutOwnKeywords(rest, definitions);
  const reference = { $ref: `#/$defs/${title}` };
  return typeof meaning === "string" ? { ...reference, description: meaning } : reference;
}

function withoutOwnKeywords(schema: Json, definitions: Record<string, unknown>): Json {
  const kept = Object.entries(schema).filter(([keyword, value]) => !isOwn(keyword, value));
  const copy = Object.fromEntries(kept.map(([key, value]) => [key, convert(value, definitions)]));
  const names = namesOf(copy["anyOf"]);
  if (names === undefined) return copy;
  delete copy["anyOf"];
  return { ...copy, type: "string", enum: names };
}

/** Keywords of the run spec that draft 2020-12 does not know. A field of such a name has an object there, and stays. */
function isOwn(keyword: string, value: unknown): boolean {
  switch (keyword) {
    case "$id":
      return typeof value === "string";
    case "format":
      return typeof value === "string" && value.startsWith(OWN_FORMAT);
    case "discriminator":
      return isObject(value) && typeof value["propertyName"] === "string";
    default:
      return false;
  }
}

/** @returns the texts of a union that has nothing else */
function namesOf(union: unknown): readonly string[] | undefined {
  if (!Array.isArray(union)) return undefined;
  const names = union.map((each: unknown) => (isObject(each) ? each["const"] : undefined));
  return names.every((name) => typeof name === "string") ? names : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
