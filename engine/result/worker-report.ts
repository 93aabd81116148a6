import { NS_PER_SECOND } from "../core/duration.js";
import type { WorkerReport } from "../core/generator-report.js";
import { percentilesOf } from "../core/histogram/index.js";
import type { TotalHistogram } from "../core/histogram/index.js";
import type { WorkerFacts } from "../run/run-facts.js";

/** @returns how a worker fared, for a result */
export function toWorkerReport(worker: WorkerFacts): WorkerReport {
  const { self } = worker;
  const lifeNs = self.loopActiveNs + self.loopIdleNs;
  return {
    index: worker.index,
    cpuSeconds: secondsOrNull(self.cpuNs),
    runDelaySeconds: secondsOrNull(self.runDelayNs),
    eventLoopUtilization: lifeNs === 0 ? 0 : self.loopActiveNs / lifeNs,
    loopDelayP99Ns: p99Of(worker.loopDelay),
    loopDelayNsMax: maxOf(worker.loopDelay),
    latenessP99Ns: p99Of(worker.lateness),
    latenessNsMax: maxOf(worker.lateness),
    readDelayP99Ns: p99Of(worker.readDelay),
    readDelayNsMax: maxOf(worker.readDelay),
    gcPauseCount: self.gcPauseCount,
    gcPauseNsMax: self.gcPauseCount === 0 ? null : self.gcPauseNsMax,
    gcPauseNsTotal: self.gcPauseNsTotal,
  };
}

function p99Of(histogram: TotalHistogram): number | null {
  return percentilesOf(histogram, [99])[0] ?? null;
}

function maxOf(histogram: TotalHistogram): number | null {
  return histogram.isEmpty ? null : histogram.maxNs;
}

function secondsOrNull(ns: number): number | null {
  return Number.isNaN(ns) ? null : ns / NS_PER_SECOND;
}
