import { parseRunSpec } from "../../engine/index.js";
import type { ResolvedSpec, Side } from "../../engine/index.js";
import { withoutFlags } from "../load/options.js";
import { readSpec, withFlagWords } from "../load/read-spec.js";
import type { ReadSpec } from "../load/read-spec.js";
import type { CompareFlags } from "./compare-flags.js";

/** A comparison's own output is no result, and its percentiles are those of the comparison. */
const OWN_FLAGS = ["json", "output", "percentiles"] as const;

/** The addresses of both targets. */
export type Urls = Readonly<Record<Side, string>>;

/** The same load on both targets. */
export interface Specs {
  readonly a: ResolvedSpec;
  readonly b: ResolvedSpec;
  /** As in {@link ReadSpec}. */
  readonly inFlagWords: ReadSpec["inFlagWords"];
}

/**
 * Reads the flags once, for both targets.
 *
 * @throws UsageError or LoadError when they can't be done as typed
 */
export async function readSpecs(urls: Urls, flags: CompareFlags): Promise<Specs> {
  // The flags of TLS are refused where they can't have any effect: they can if either of the two has it.
  const [known, other]: readonly [Side, Side] = isHttps(urls.b) ? ["b", "a"] : ["a", "b"];
  const loadFlags = withoutFlags(flags, OWN_FLAGS);
  const { spec, inFlagWords } = await readSpec(urls[known], loadFlags);
  const otherSpec = await withFlagWords(
    () => parseRunSpec({ ...spec, target: { ...spec.target, url: urls[other] } }),
    urls[other],
    loadFlags,
  );
  return known === "a"
    ? { a: spec, b: otherSpec, inFlagWords }
    : { a: otherSpec, b: spec, inFlagWords };
}

function isHttps(url: string): boolean {
  return /^https:/i.test(url);
}
