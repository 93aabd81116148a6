import { NS_PER_SECOND, formatNs } from "../../core/duration.js";
import type { VerdictReason } from "../../core/frame.js";
import type { SelfObservation } from "../../core/recording.js";
import type { VerdictThresholds } from "../../core/verdict-thresholds.js";
import type { VerdictFacts, WorkerFacts } from "../../run/run-facts.js";

/** A pause for garbage collection that can be a finding of its own. */
export function checkGarbageCollection(
  { workers }: VerdictFacts,
  { gcPauseNs }: VerdictThresholds,
): VerdictReason | undefined {
  const [longest] = [...workers].sort((a, b) => b.self.gcPauseNsMax - a.self.gcPauseNsMax);
  if (longest === undefined || longest.self.gcPauseNsMax <= gcPauseNs) return undefined;
  const { gcPauseNsMax, gcPauseAtNs } = longest.self;
  return {
    code: "gcPause",
    severity: "suspect",
    message: `garbage collection stopped worker ${longest.index} for ${formatNs(gcPauseNsMax)}`,
    fromSeconds: Math.max(0, gcPauseAtNs - gcPauseNsMax) / NS_PER_SECOND,
    toSeconds: gcPauseAtNs / NS_PER_SECOND,
  };
}

/** A turn of an event loop in which whatever waited for it waited long, and which garbage collection does not explain. */
export function checkLoopDelay(
  { workers }: VerdictFacts,
  { loopDelayNs, gcPauseNs }: VerdictThresholds,
): VerdictReason | undefined {
  const [longest] = workers
    .filter(({ self }) => self.loopDelayNsMax > loopDelayNs && !isPause(self, gcPauseNs))
    .sort((a, b) => b.self.loopDelayNsMax - a.self.loopDelayNsMax);
  if (longest === undefined) return undefined;
  const { loopDelayNsMax, loopDelayAtNs } = longest.self;
  return {
    code: "loopDelay",
    severity: "suspect",
    message: `the event loop of worker ${longest.index} did not come back to its sockets for ${formatNs(loopDelayNsMax)} while something waited for it: something else ran on its thread, or took its core`,
    fromSeconds: Math.max(0, loopDelayAtNs - loopDelayNsMax) / NS_PER_SECOND,
    toSeconds: loopDelayAtNs / NS_PER_SECOND,
  };
}

/** Whether the longest turn is for the most part a pause that `gcPause` tells of. */
function isPause(self: SelfObservation, gcPauseNs: number): boolean {
  const { gcPauseNsMax, gcPauseAtNs, loopDelayNsMax, loopDelayAtNs } = self;
  const isInTurn = gcPauseAtNs <= loopDelayAtNs && gcPauseAtNs > loopDelayAtNs - loopDelayNsMax;
  return gcPauseNsMax > gcPauseNs && isInTurn && gcPauseNsMax > loopDelayNsMax / 2;
}

/** A worker that was ready to run and had no core, too much of the time for a schedule to be kept. */
export function checkCoreContention(
  { spec, workers, measuredSeconds }: VerdictFacts,
  { runDelayShare }: VerdictThresholds,
): VerdictReason | undefined {
  if (spec.load.model === "closed" || measuredSeconds === 0) return undefined;
  const shareOf = ({ self }: WorkerFacts): number =>
    self.runDelayNs / NS_PER_SECOND / measuredSeconds;
  const [worst] = workers
    .filter((worker) => shareOf(worker) > runDelayShare)
    .sort((a, b) => shareOf(b) - shareOf(a));
  if (worst === undefined) return undefined;
  return {
    code: "coreContention",
    severity: "suspect",
    message: `worker ${worst.index} was ready to run but had no core for ${formatNs(worst.self.runDelayNs)}, ${(100 * shareOf(worst)).toFixed(1)} % of the time: other programs, or the target, ran on the generator's cores`,
  };
}
