import { readFileSync } from "node:fs";
import { LoadError } from "../core/errors.js";
import { toField } from "../core/spec/spec-issue.js";

/**
 * @param pointer - the field that names the file
 * @throws LoadError MB_SPEC_FILE when it can't be read
 */
export function readNamedFile(path: string, pointer: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw fileError(pointer, path, "can't be read", error);
  }
}

/** @returns the error of a file that a spec names; @param what - what is wrong with it, after "which" */
export function fileError(pointer: string, path: string, what: string, error: unknown): LoadError {
  const reason = error instanceof Error ? error.message : String(error);
  const message = `${toField(pointer)} is ${JSON.stringify(path)}, which ${what}: ${reason}`;
  return new LoadError("MB_SPEC_FILE", message, { cause: error, issues: [{ pointer, message }] });
}
