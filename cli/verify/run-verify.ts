import { verifyBundle } from "../../engine/index.js";
import type { BundleVerification } from "../../engine/index.js";
import { EXIT_NOT_MET, EXIT_DONE } from "../exit-codes.js";
import { printLines } from "../load/print-lines.js";
import { assertWritable, writeWhole } from "../load/result-file.js";
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
  if (json !== undefined && json !== "-") assertWritable("--json", json);
  const found = await verifyBundle(path);
  if (json !== undefined) writeJson(json, found);
  if (json !== "-" && quiet !== true) {
    printLines((columns) => verificationLines(found, columns));
  }
  return found.verified ? EXIT_DONE : EXIT_NOT_MET;
}

function writeJson(path: string, found: BundleVerification): void {
  const text = `${JSON.stringify(found, null, 2)}\n`;
  if (path === "-") process.stdout.write(text);
  else writeWhole(path, text);
}
