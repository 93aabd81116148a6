import { readFile } from "node:fs/promises";
import type { TSchema } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { LoadError } from "../core/errors.js";
import type { ErrorCode } from "../core/errors.js";
import { shown } from "../core/spec/spec-issue.js";

/** @throws LoadError with this code if the file can't be read */
export async function readText(path: string, code: ErrorCode): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LoadError(code, `${path} can't be read: ${reason}`, { cause });
  }
}

/**
 * Compares a value with its schema.
 *
 * @returns a sentence about the first field that is not what it should be, with the schema's `wanted` as what it must be;
 * undefined when there is none
 */
export function firstFault(schema: TSchema, value: unknown): string | undefined {
  const error = Value.Errors(schema, value).First();
  if (error === undefined) return undefined;
  const field = error.path === "" ? "the whole of it" : error.path.slice(1).replaceAll("/", ".");
  const found = error.value === undefined ? "missing" : shown(error.value);
  return `${field} is ${found}; it must be ${String(error.schema["wanted"] ?? error.message)}`;
}

/**
 * @param of - what a file was taken for: `a run`, `fortio`
 * @param why - a sentence that names the field and what would be right
 * @returns the error of a file that is no such result
 */
export function noResult(path: string, of: string, why: string, cause?: unknown): LoadError {
  return new LoadError("MB_RESULT_FILE", `${path} is no result of ${of}: ${why}`, { cause });
}
