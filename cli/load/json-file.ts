import { assertWritable, writeWhole } from "./result-file.js";

/** @returns a document as files hold it */
export function jsonText(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Refuses a file that could not be written at the end.
 *
 * @param json - what `--json` names, if anything
 * @throws UsageError
 */
export function assertJsonWritable(json: string | undefined): void {
  if (json !== undefined && json !== "-") assertWritable("--json", json);
}

/** Writes a document to where `--json` asks for it; `-` is standard output. */
export function writeJson(json: string | undefined, document: unknown): void {
  if (json === "-") process.stdout.write(jsonText(document));
  else if (json !== undefined) writeWhole(json, jsonText(document));
}
