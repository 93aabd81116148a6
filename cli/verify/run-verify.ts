import { verifyBundle } from "../../engine/index.js";
import { EXIT_NOT_MET, EXIT_DONE } from "../exit-codes.js";
import { assertJsonWritable, writeJson } from "../load/json-file.js";
import { printLines } from "../load/print-lines.js";
import { verificationLines } from "./verification-lines.js";

/** The flags of `mesh-bench verify` as typed. */
export interface VerifyOptions {
  readonly json?: string;
  readonly quiet?: boolean;
}

/**
 * Computes a bundled run again, and says what came out.
 *
 * @returns the exit code
 * @throws LoadError MB_BUNDLE_FILE, UsageError
 */
export async function runVerify(path: string, { json, quiet }: VerifyOptions): Promise<number> {
  assertJsonWritable(json);
  const found = await verifyBundle(path);
  writeJson(json, found);
  if (json !== "-" && quiet !== true) {
    printLines((columns) => verificationLines(found, columns));
  }
  return found.verified ? EXIT_DONE : EXIT_NOT_MET;
}
