import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";

import { runSpecSchema } from "../engine/index.js";

type Json = Readonly<Record<string, unknown>>;

/** The name of the run spec among the schemas of the OpenAPI document. */
export const RUN_SPEC_ID = "RunSpec";
/** The name of the problem document among the schemas of the OpenAPI document. */
export const PROBLEM_ID = "Problem";

/**
 * The engine's schema as a caller sees it: what has a default may be left out, and the sentence that ends an error message
 * is the description.
 */
export function asInputSchema(schema: Json): Json {
  const { wanted, ...rest } = schema;
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) copy[key] = convert(value);
  if (typeof wanted === "string" && !("description" in copy)) copy["description"] = wanted;
  if (Array.isArray(rest["required"]) && isObject(rest["properties"])) {
    const { properties } = rest;
    copy["required"] = rest["required"].filter((name) => !hasDefault(properties[String(name)]));
  }
  return copy;
}

/** The schemas that routes refer to by name. */
export function sharedSchemas(): readonly Json[] {
  return [{ ...asInputSchema(runSpecSchema), $id: RUN_SPEC_ID }, problemSchema];
}

/** Settings of the OpenAPI document. */
export function openApiOptions(version: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Mesh Bench",
        version,
        description: "Starts load runs, watches them live, and fetches their results.",
        license: { name: "MIT", identifier: "MIT" },
      },
    },
    refResolver: {
      buildLocalReference: (json, _baseUri, _fragment, index) =>
        typeof json["$id"] === "string" ? json["$id"] : `schema-${index}`,
    },
  };
}

const text = { type: "string" };
const problemPart = {
  type: "object",
  required: ["detail"],
  properties: { pointer: text, parameter: text, detail: text },
};
const problemSchema = {
  $id: PROBLEM_ID,
  type: "object",
  description: "A problem document (RFC 9457).",
  required: ["type", "title", "status", "detail"],
  properties: {
    type: text,
    title: text,
    status: { type: "integer" },
    detail: text,
    code: text,
    errors: { type: "array", items: problemPart },
  },
};

function convert(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(convert);
  return isObject(value) ? asInputSchema(value) : value;
}

function hasDefault(schema: unknown): boolean {
  return isObject(schema) && "default" in schema;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
