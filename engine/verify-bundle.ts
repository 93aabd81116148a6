import type { BundleVerification } from "./core/bundle.js";
import { readBundle } from "./result/bundle/read-bundle.js";
import { verifyBundleRecord } from "./result/bundle/verify-bundle.js";
import { toRunResult } from "./result/run-result.js";
import { SLO_DECISIONS } from "./decide/slo/judge-slos.js";

/**
 * Computes every figure of a bundled run again, bit for bit, on whatever machine and version of Node this is.
 *
 * @param path - a file that `mesh-bench load --bundle` wrote
 * @throws LoadError MB_BUNDLE_FILE if the file can't be read, or is no bundle
 */
export async function verifyBundle(path: string): Promise<BundleVerification> {
  return verifyBundleRecord(await readBundle(path), path, (facts, thresholds) =>
    toRunResult(facts, SLO_DECISIONS, thresholds),
  );
}
