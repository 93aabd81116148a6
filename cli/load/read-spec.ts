import { LoadError, parseRunSpec } from "../../engine/index.js";
import type { ResolvedSpec } from "../../engine/index.js";
import { UsageError } from "../usage-error.js";
import { hasOwnRates, hasPlannedRate } from "./arrivals-flag.js";
import { assertLogWritable } from "./access-log-output.js";
import { assertConsistent } from "./contradictions.js";
import { inFlagWords } from "./flag-issues.js";
import { assertJsonWritable } from "./json-file.js";
import type { LoadOptions } from "./options.js";
import { formatOf } from "./output-format.js";
import { assertWritable } from "./result-file.js";
import { toRunSpecInput } from "./run-spec-input.js";
import { say } from "./say.js";
import { readStdin } from "./stdin.js";

/** A spec, and how to say in flags what an engine has against it. */
export interface ReadSpec {
  readonly spec: ResolvedSpec;
  /** Does something with the spec. @throws UsageError in the words of the flags where the engine refuses a field */
  readonly inFlagWords: <T>(action: () => T | Promise<T>) => Promise<T>;
}

/**
 * Reads the flags, and says which of them are not used.
 *
 * @throws UsageError or LoadError when they can't be done as typed
 */
export async function readSpec(url: string, options: LoadOptions): Promise<ReadSpec> {
  assertConsistent(url, options);
  assertFiles(options);
  sayWhatIsUnused(options);
  const input = await toRunSpecInput(url, options, readStdin);
  const inWords: ReadSpec["inFlagWords"] = (action) => withFlagWords(action, url, options);
  return { spec: await inWords(() => parseRunSpec(input)), inFlagWords: inWords };
}

function assertFiles({ json, output = [], bundle, accessLog }: LoadOptions): void {
  for (const path of output) {
    // Refuses an ending that names no format.
    formatOf(path);
    assertWritable("--output", path);
  }
  assertJsonWritable(json);
  if (bundle !== undefined) assertWritable("--bundle", bundle);
  if (accessLog !== undefined) assertLogWritable(accessLog);
}

/** Shapes with rates of their own may come with the flag that means the open model: harmless, but not to be passed over. */
function sayWhatIsUnused(options: LoadOptions): void {
  const { arrivals = "", rate = "", quiet } = options;
  if (quiet === true || !hasOwnRates(arrivals) || !hasPlannedRate(options)) return;
  say(`--rate ${rate} is not used: --arrivals ${arrivals} has rates of its own`);
}

/**
 * Does something with a spec.
 *
 * @param reword - puts what is still in the engine's words into those of a command's own flags
 * @throws UsageError in the words of the flags where the engine refuses a field
 */
export async function withFlagWords<T>(
  action: () => T | Promise<T>,
  url: string,
  options: LoadOptions,
  reword = (message: string): string => message,
): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof LoadError) || error.issues.length === 0) throw error;
    throw new UsageError(reword(inFlagWords(error, url, options)), { cause: error });
  }
}
