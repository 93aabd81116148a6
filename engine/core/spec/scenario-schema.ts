import { Type } from "@sinclair/typebox";
import type { Static, TArray, TString } from "@sinclair/typebox";
import { body, headers, method, statuses, success } from "./request-schema.js";
import { TOKEN, closedObject, text } from "./schema-parts.js";

/** Each scenario has histograms of its own: 7 MB of address space a worker. */
export const MAX_SCENARIOS = 32;
const MAX_CHECKS = 64;

/**
 * Steps from the root of a document to one value: `.name`, `[0]`, and `["name"]` with a JSON text. What is accepted here is
 * what the codec's own reader of paths takes apart.
 */
const JSON_PATH =
  '^\\$(?:\\.[\\w\\u0080-\\uffff-]+|\\[(?:0|[1-9]\\d*)\\]|\\["(?:[^"\\\\\\u0000-\\u001f]|\\\\["\\\\/bfnrt]|\\\\u[0-9a-fA-F]{4})*"\\])*$';

const headerName = (): TString =>
  Type.String({ pattern: TOKEN, wanted: "a header name such as Content-Type" });
const headerValue = (): TString =>
  Type.String({
    format: "mesh-bench-header-value",
    wanted: "a text of Latin-1 without control characters and without white space around it",
  });

const check = Type.Union(
  [
    Type.Object({ kind: Type.Literal("status"), anyOf: statuses() }, closedObject),
    Type.Object({ kind: Type.Literal("headerPresent"), name: headerName() }, closedObject),
    Type.Object(
      { kind: Type.Literal("headerEquals"), name: headerName(), value: headerValue() },
      closedObject,
    ),
    Type.Object(
      {
        kind: Type.Literal("headerContains"),
        name: headerName(),
        text: Type.String({
          format: "mesh-bench-header-part",
          wanted:
            "a text of Latin-1, not empty, without control characters and white space around it",
        }),
      },
      closedObject,
    ),
    Type.Object(
      { kind: Type.Literal("bodyContains"), text: text("a text that is not empty") },
      closedObject,
    ),
    Type.Object(
      {
        kind: Type.Literal("jsonEquals"),
        path: Type.String({
          pattern: JSON_PATH,
          wanted: '$ and steps such as .name, ["name"] or [0]',
        }),
        value: Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()], {
          wanted: "a text, a number, true, false or null",
        }),
      },
      closedObject,
    ),
  ],
  {
    discriminator: { propertyName: "kind" },
    wanted:
      'an object whose kind is "status", "headerPresent", "headerEquals", "headerContains", "bodyContains" or "jsonEquals"',
  },
);

/** @returns the schema of what every response must fulfil */
export function checks(annotations: { readonly default?: unknown } = {}): TArray<typeof check> {
  return Type.Array(check, {
    maxItems: MAX_CHECKS,
    wanted: `a list of at most ${MAX_CHECKS} checks`,
    ...annotations,
  });
}

const scenario = Type.Object(
  {
    name: Type.Optional(text("a text that is not empty")),
    weight: Type.Number({
      exclusiveMinimum: 0,
      maximum: 1e6,
      default: 1,
      wanted: "a number above 0 and up to 1000000",
    }),
    url: Type.Optional(text("a path such as /cart?id={{seq}}, or a URL of the target")),
    method: Type.Optional(method()),
    headers: headers({ default: {} }),
    body: Type.Optional(body),
    checks: checks({ default: [] }),
    success: Type.Optional(success()),
  },
  { ...closedObject, wanted: 'an object such as {"name": "cart", "weight": 3, "url": "/cart"}' },
);

/** The schema of the requests that a run is mixed from. */
export const scenarios = Type.Array(scenario, {
  minItems: 1,
  maxItems: MAX_SCENARIOS,
  wanted: `a list of 1 to ${MAX_SCENARIOS} scenarios`,
});

/** One of a run's requests, its defaults filled in. */
export type ScenarioWithDefaults = Static<typeof scenario>;
