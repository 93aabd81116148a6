import type { BundleVerification } from "../core/bundle.js";
import { readBundle } from "./bundle/read-bundle.js";
import { verifyBundleRecord } from "./bundle/verify-bundle.js";
import { toRunResult } from "./run-result.js";

/**
 * Computes every figure of a bundled run again, bit for bit, on whatever machine and version of Node this is.
 *
 * @param path - a file that `mesh-bench load --bundle` wrote
 * @throws LoadError MB_BUNDLE_FILE if the file can't be read, or is no bundle
 */
export async function verifyBundle(path: string): Promise<BundleVerification> {
  return verifyBundleRecord(await readBundle(path), path, toRunResult);
}
