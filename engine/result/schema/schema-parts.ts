import { Type } from "@sinclair/typebox";
import type {
  TInteger,
  TNull,
  TNumber,
  TObject,
  TOptional,
  TProperties,
  TRecord,
  TSchema,
  TString,
  TUnion,
  TUnsafe,
} from "@sinclair/typebox";
import { ERROR_KINDS } from "../../core/outcome.js";
import type { ErrorKind } from "../../core/outcome.js";
import { closedObject } from "../../core/spec/schema-parts.js";

/** A percentile as it is printed: `String(percentile)`. */
const PERCENTILE = "^\\d+(\\.\\d+)?(e-\\d+)?$";

/**
 * @param title - what stands in several places of a result has one: it is published once, under this name
 * @returns the schema of an object that has these fields and no others
 */
export function object<Fields extends TProperties>(
  fields: Fields,
  description: string,
  title?: string,
): TObject<Fields> {
  const named = title === undefined ? {} : { title };
  return Type.Object(fields, { ...closedObject, ...named, description, wanted: "an object" });
}

/** @returns the same schema, with what it means at one of its places */
export function described<Schema extends TSchema>(schema: Schema, meaning: string): Schema {
  return { ...schema, meaning };
}

/** @returns the schema of a count */
export function count(description: string): TInteger {
  return Type.Integer({ minimum: 0, description, wanted: "a whole number, at least 0" });
}

/** @returns the schema of a time in nanoseconds, or of a mean of such times */
export function ns(description: string): TNumber {
  return Type.Number({
    minimum: 0,
    description: `${description} Nanoseconds.`,
    wanted: "a number of nanoseconds, at least 0",
  });
}

/** @returns the schema of a time in seconds */
export function seconds(description: string): TNumber {
  return Type.Number({
    minimum: 0,
    description: `${description} Seconds.`,
    wanted: "a number of seconds, at least 0",
  });
}

/** @returns the schema of a rate */
export function perSecond(description: string): TNumber {
  return Type.Number({
    minimum: 0,
    description: `${description} Per second.`,
    wanted: "a number per second, at least 0",
  });
}

/** @returns the schema of a number of percent */
export function percent(description: string): TNumber {
  return Type.Number({
    minimum: 0,
    description: `${description} Percent.`,
    wanted: "a number of percent, at least 0",
  });
}

/** @returns the schema of a number without a unit, or with one that the description tells */
export function positive(description: string): TNumber {
  return Type.Number({ minimum: 0, description, wanted: "a number, at least 0" });
}

/** @returns the schema of a number that may be below 0 */
export function signed(description: string): TNumber {
  return Type.Number({ description, wanted: "a number" });
}

/** @returns the schema of a text */
export function words(description: string): TString {
  return Type.String({ description, wanted: "a text" });
}

/** @returns the schema of one of a few names */
export function oneOf<const Names extends readonly string[]>(
  names: Names,
  description: string,
): TUnsafe<Names[number]> {
  const union = Type.Union(
    names.map((name) => Type.Literal(name)),
    { description, wanted: names.map((name) => JSON.stringify(name)).join(", ") },
  );
  return Type.Unsafe<Names[number]>(union);
}

/** @returns the schema of what may be unknown, or not there */
export function nullable<Inner extends TSchema>(inner: Inner): TUnion<[Inner, TNull]> {
  return Type.Union([inner, Type.Null()], {
    description: inner.description ?? "",
    wanted: `${String(inner["wanted"])}, or null`,
  });
}

/** Fields that may be null, each of them. */
export type OrUnknown<Fields extends TProperties> = {
  [Field in keyof Fields]: TUnion<[Fields[Field], TNull]>;
};

/** @returns the fields, each of which may be null as well */
export function orUnknown<Fields extends TProperties>(fields: Fields): OrUnknown<Fields> {
  const entries = Object.entries(fields).map(([name, field]) => [name, nullable(field)] as const);
  // Made of the very fields whose names are the keys.
  return Object.fromEntries(entries) as OrUnknown<Fields>;
}

/** @returns the schema of values by percentile: `"99.9"` */
export function byPercentile<Item extends TSchema>(
  item: Item,
  description: string,
): TRecord<TString, Item> {
  return byName(PERCENTILE, item, `${description} By the percentile as it is printed.`);
}

/** @returns the schema of values by names that follow a pattern */
export function byName<Item extends TSchema>(
  pattern: string,
  item: Item,
  description: string,
): TRecord<TString, Item> {
  return Type.Record(Type.String({ pattern }), item, {
    ...closedObject,
    description,
    wanted: "an object",
  });
}

/** @returns the schema of something for each kind of error that occurred */
export function byErrorKind<Item extends TSchema>(
  item: Item,
  description: string,
): TObject<Record<ErrorKind, TOptional<Item>>> {
  // TypeBox can't tell what this makes of a type that is not known yet: an optional schema, but for one that is so already.
  const optional = Type.Optional(item) as unknown as TOptional<Item>;
  const fields = Object.fromEntries(ERROR_KINDS.map((kind) => [kind, optional]));
  // Made of the very list whose names are the keys.
  return object(fields as Record<ErrorKind, TOptional<Item>>, description);
}
