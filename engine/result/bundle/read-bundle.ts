import type { Static } from "@sinclair/typebox";
import { LoadError } from "../../core/errors.js";
import { shown } from "../../core/spec/spec-issue.js";
import { firstFault, readText } from "../checked-json.js";
import { BUNDLE_SCHEMA_NAME, bundleRecord } from "./bundle.js";

/** A bundle whose shape has been checked. */
export type BundleRecord = Static<typeof bundleRecord>;

/**
 * Reads a bundle from the file that it was kept in.
 *
 * @throws LoadError MB_BUNDLE_FILE if the file can't be read, or is no bundle; the message names the first field that is not
 * what it should be
 */
export async function readBundle(path: string): Promise<BundleRecord> {
  return parseBundle(await readText(path, "MB_BUNDLE_FILE"), path);
}

/** @throws LoadError MB_BUNDLE_FILE as above; @param name - what the bundle is called in messages */
export function parseBundle(text: string, name: string): BundleRecord {
  const value = parseJson(text, name);
  if (typeof value === "object" && value !== null) {
    const schema: unknown = Reflect.get(value, "schema");
    if (schema !== BUNDLE_SCHEMA_NAME) {
      const found = schema === undefined ? "missing" : shown(schema);
      throw noBundle(name, `schema is ${found}; this program reads "${BUNDLE_SCHEMA_NAME}"`);
    }
  }
  const fault = firstFault(bundleRecord, value);
  if (fault !== undefined) throw noBundle(name, fault);
  // It has been compared with the schema.
  return value as BundleRecord;
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw noBundle(name, "it must be JSON, from the first byte to the last", cause);
  }
}

/** @returns the error of a file that is no bundle; @param why - names the field and what would be right */
export function noBundle(name: string, why: string, cause?: unknown): LoadError {
  return new LoadError("MB_BUNDLE_FILE", `${name} is no bundle of a run: ${why}`, { cause });
}
