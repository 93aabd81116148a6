import { LoadError } from "../../engine/core/index.js";
import { openFileLog } from "./file-log.js";
import { ListeningTarget } from "./listening-target.js";
import { LogClock } from "./log-clock.js";
import { drawSeed } from "./random.js";
import { MemoryLog } from "./request-log.js";
import type { RequestLog } from "./request-log.js";
import { assertStall, STALLS_MAX } from "./stall.js";
import type { Stall } from "./stall.js";
import type { HttpTarget, HttpTargetOptions } from "./target-api.js";
import { parseTargetPlan } from "./target-plan.js";

/**
 * Starts an HTTP/1.1 server to aim load at: an echo with fortio's query arguments and more, `/null`, and `/control` for
 * freezes.
 *
 * Cost: a repeated request is one comparison of its head's bytes and one write of an answer built before.
 *
 * @throws LoadError MB_TARGET_PORT if the address can't be listened on; MB_SPEC_INVALID if `echoDefaults` is malformed;
 * MB_TARGET_LOG if the log can't be written. RangeError if a stall is out of range
 */
export async function createHttpTarget(options: HttpTargetOptions): Promise<HttpTarget> {
  const { host, port, echoDefaults = "", seed = drawSeed() } = options;
  const defaults = parseTargetPlan("/", echoDefaults);
  if (defaults.kind === "fixed") {
    throw new LoadError("MB_SPEC_INVALID", `echoDefaults: ${defaults.body.trimEnd()}`);
  }
  assertStalls(options.stalls ?? []);
  const log = await openLog(options.log, seed);
  const target = new ListeningTarget({ ...options, echoDefaults, seed }, log);
  try {
    await target.listen(host, port);
  } catch (error) {
    await log?.close();
    throw error;
  }
  return target;
}

function assertStalls(stalls: readonly Stall[]): void {
  if (stalls.length > STALLS_MAX) {
    throw new RangeError(`stalls has ${stalls.length} entries; at most ${STALLS_MAX} are allowed`);
  }
  stalls.forEach(assertStall);
}

async function openLog(
  options: HttpTargetOptions["log"],
  seed: number,
): Promise<RequestLog | undefined> {
  if (options === undefined) return undefined;
  if ("path" in options) return openFileLog(options, seed);
  return new MemoryLog(options.rowCountMax, new LogClock(), seed);
}
