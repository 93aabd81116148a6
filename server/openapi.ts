import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";

import {
  asInputSchema,
  capacityOptionsSchema,
  capacitySpecSchema,
  runSpecSchema,
} from "../engine/index.js";

type Json = Readonly<Record<string, unknown>>;

/** The name of the run spec among the schemas of the OpenAPI document. */
export const RUN_SPEC_ID = "RunSpec";
/** The name of what is asked of a capacity search, among the schemas of the OpenAPI document. */
export const CAPACITY_REQUEST_ID = "CapacityRequest";
/** The name of the problem document among the schemas of the OpenAPI document. */
export const PROBLEM_ID = "Problem";

/** The schema of the path of what belongs to one run or search. */
export const idParams: Json = {
  type: "object",
  properties: { id: { type: "string", description: "YYYYMMDD-HHMMSS-xxxxxx" } },
};

/** The schema of an answer that is a problem document. */
export const problem: Json = { description: "A problem document", $ref: `${PROBLEM_ID}#` };

/** @returns the schema of an answer that is a JSON object; @param description - what it has */
export function json(description: string): Json {
  return { description, type: "object", additionalProperties: true };
}

/** The schemas that routes refer to by name. */
export function sharedSchemas(): readonly Json[] {
  return [
    { ...asInputSchema(runSpecSchema), $id: RUN_SPEC_ID },
    { ...capacityRequestSchema(), $id: CAPACITY_REQUEST_ID },
    problemSchema,
  ];
}

/** The options of a search beside the spec of its probes. */
function capacityRequestSchema(): Json {
  const { properties, required, additionalProperties } = capacityOptionsSchema;
  return asInputSchema({
    type: "object",
    additionalProperties,
    required: ["spec", ...required],
    properties: { spec: capacitySpecSchema, ...properties },
  });
}

/** Settings of the OpenAPI document. */
export function openApiOptions(version: string): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Mesh Bench",
        version,
        description:
          "Starts load runs and capacity searches, watches them live, and fetches their results.",
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
