type Json = Readonly<Record<string, unknown>>;

/**
 * A schema as a caller sees it: what has a default may be left out, and the sentence that ends an error message is the
 * description where there is none.
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
