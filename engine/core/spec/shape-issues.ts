import type { TObject, TSchema, TUnion } from "@sinclair/typebox";
import { Value, ValueErrorType } from "@sinclair/typebox/value";
import type { ValueError } from "@sinclair/typebox/value";
import type { SpecIssue } from "../errors.js";
import { shown, toField } from "./spec-issue.js";

/**
 * Where a value has not the shape of a schema.
 *
 * @param base - the JSON pointer of the value
 * @returns at most one issue for each field: what it got, and what it wants
 */
export function shapeIssuesOf(schema: TSchema, value: unknown, base = ""): readonly SpecIssue[] {
  const issues: SpecIssue[] = [];
  const seen = new Set<string>();
  for (const error of Value.Errors(schema, value)) {
    const found = issuesOfError(error, base);
    for (const issue of found) {
      // One field can break several rules of its schema; the first one says enough.
      if (seen.has(issue.pointer)) continue;
      seen.add(issue.pointer);
      issues.push(issue);
    }
  }
  return issues;
}

function issuesOfError(error: ValueError, base: string): readonly SpecIssue[] {
  const pointer = base + error.path;
  const chosen = chooseVariant(error);
  // Defaults are filled into a union only once one of its variants fits as a whole.
  if (chosen !== undefined) {
    return shapeIssuesOf(chosen, Value.Default(chosen, error.value), pointer);
  }
  return [{ pointer, message: describe(error, toField(pointer)) }];
}

/** Of a union with a discriminator, or of something and null, only the variant that was meant has anything to say. */
function chooseVariant({ type, value, schema }: ValueError): TSchema | undefined {
  if (type !== ValueErrorType.Union || typeof value !== "object" || value === null)
    return undefined;
  // TypeBox types a schema found in an error as the base type; ValueErrorType.Union says which one it is.
  const { discriminator, anyOf } = schema as TUnion<TObject[]> & {
    readonly discriminator?: { readonly propertyName: string };
  };
  if (discriminator === undefined) return variantBesideNull(anyOf);
  const name = discriminator.propertyName;
  const meant: unknown = Reflect.get(value, name);
  return anyOf.find((variant) => {
    const tag: TSchema | undefined = variant.properties[name];
    return tag?.["const"] === meant;
  });
}

function variantBesideNull(anyOf: readonly TSchema[]): TSchema | undefined {
  const [variant, other, ...more] = anyOf;
  const isNullable = other?.["type"] === "null" && more.length === 0;
  return isNullable && variant?.["type"] === "object" ? variant : undefined;
}

function describe(error: ValueError, field: string): string {
  if (error.type === ValueErrorType.ObjectAdditionalProperties)
    return `${field} is not a known field`;
  const wanted = String(error.schema["wanted"] ?? error.message);
  if (error.value === undefined) return `${field} is missing; it must be ${wanted}`;
  return `${field} is ${shown(error.value)}; it must be ${wanted}`;
}
