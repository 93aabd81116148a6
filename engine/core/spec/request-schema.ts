import { Type } from "@sinclair/typebox";
import type { TArray, TObject, TRecord, TString } from "@sinclair/typebox";
import { TOKEN, closedObject, text } from "./schema-parts.js";

/** Largest generated body. */
export const MAX_RANDOM_BODY_BYTES: number = 64 * 1024 * 1024;

/** @returns the schema of a request's method */
export function method(): TString {
  return Type.String({ pattern: TOKEN, wanted: "an HTTP method such as GET or POST" });
}

/** @returns the schema of a request's headers */
export function headers(
  annotations: { readonly default?: unknown } = {},
): TRecord<TString, TString> {
  return Type.Record(Type.String(), Type.String({ wanted: "a text" }), {
    wanted: "an object of header names and texts",
    ...annotations,
  });
}

/** The schema of a request's body. */
export const body = Type.Union(
  [
    Type.String(),
    Type.Object(
      {
        file: text("the path of a file"),
        template: Type.Optional(Type.Boolean({ wanted: "true or false" })),
      },
      closedObject,
    ),
    Type.Object(
      {
        randomBytes: Type.Integer({
          minimum: 0,
          maximum: MAX_RANDOM_BODY_BYTES,
          wanted: `a whole number from 0 to ${MAX_RANDOM_BODY_BYTES}`,
        }),
      },
      closedObject,
    ),
  ],
  { wanted: 'a text, {"file": path} or {"randomBytes": count}' },
);

/** @returns the schema of a set of status codes */
export function statuses(annotations: { readonly default?: unknown } = {}): TArray<TString> {
  return Type.Array(
    Type.String({
      pattern: "^[1-9](?:xx|\\d\\d)$",
      wanted: 'a code from "100" to "999" or a class such as "2xx"',
    }),
    { minItems: 1, wanted: 'a list of codes and classes such as ["2xx", "304"]', ...annotations },
  );
}

/** @returns the schema of what counts as a success */
export function success(
  annotations: {
    readonly default?: unknown;
  } = {},
): TObject<{ status: TArray<TString> }> {
  return Type.Object(
    { status: statuses({ default: ["2xx"] }) },
    { ...closedObject, wanted: 'an object such as {"status": ["2xx", "304"]}', ...annotations },
  );
}
