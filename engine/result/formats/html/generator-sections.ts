import type { WorkerReport } from "../../../core/generator-report.js";
import type { RunResult } from "../../../core/frame.js";
import {
  NOTHING,
  bytesText,
  countText,
  percentText,
  secondsText,
  timeText,
} from "../../../core/text/index.js";
import { factsTable } from "./tables.js";
import type { Row, Section } from "./view.js";

/** How the generator fared, and on what machine. */
export function generatorSections(result: RunResult): readonly Section[] {
  return [workerSection(result), processSection(result), environmentSection(result)];
}

function workerSection({ generator }: RunResult): Section {
  const { workers } = generator;
  return {
    id: "workers",
    title: "Threads of the generator",
    width: "full",
    parts: [
      {
        kind: "table",
        label: "Threads of the generator",
        heads: [
          { text: "Worker" },
          { text: "CPU" },
          { text: "without a core" },
          { text: "loop busy" },
          { text: "loop turn p99" },
          { text: "max" },
          { text: "lateness p99" },
          { text: "max" },
          { text: "read delay p99" },
          { text: "max" },
          { text: "GC pauses" },
          { text: "longest" },
        ],
        rows: workers.map(workerRow),
      },
    ],
  };
}

function workerRow(worker: WorkerReport): Row {
  return {
    name: String(worker.index),
    cells: [
      known(worker.cpuSeconds, secondsText),
      known(worker.runDelaySeconds, secondsText),
      percentText(100 * worker.eventLoopUtilization),
      timeText(worker.loopDelayP99Ns),
      timeText(worker.loopDelayNsMax),
      timeText(worker.latenessP99Ns),
      timeText(worker.latenessNsMax),
      timeText(worker.readDelayP99Ns),
      timeText(worker.readDelayNsMax),
      countText(worker.gcPauseCount),
      timeText(worker.gcPauseNsMax),
    ],
  };
}

function processSection({ generator }: RunResult): Section {
  const { process } = generator;
  const { seconds, cpuUserSeconds, cpuSystemSeconds, mainUtilization } = process;
  return {
    id: "process",
    title: "Process of the generator",
    width: "half",
    parts: [
      factsTable("Process of the generator", [
        ["observed for", known(seconds, secondsText)],
        ["CPU, user", known(cpuUserSeconds, secondsText)],
        ["CPU, system", known(cpuSystemSeconds, secondsText)],
        ["main thread busy", known(mainUtilization, (share) => percentText(100 * share))],
        ["memory, at most", bytesText(process.memoryPeakBytes)],
      ]),
    ],
  };
}

function environmentSection({ environment }: RunResult): Section {
  const { cgroup, limits } = environment;
  return {
    id: "environment",
    title: "Environment",
    width: "half",
    parts: [
      factsTable("Environment", [
        ["Mesh Bench", environment.version],
        ["Node", environment.node],
        ["processor", environment.cpu],
        ["cores", countText(environment.cores)],
        ["kernel", environment.kernel],
        ["busy", known(environment.busyPercent, percentText)],
        ["busy with others", known(environment.othersPercent, percentText)],
        ["stolen by the hypervisor", known(environment.stealPercent, percentText)],
        ["control group", cgroup.version === null ? NOTHING : `v${cgroup.version}`],
        ["its CPU limit, in cores", known(cgroup.cpuLimit, countText)],
        ["throttled", known(cgroup.throttledSeconds, secondsText)],
        ["descriptors open before", known(limits.descriptorsOpen, countText)],
        ["descriptors allowed", known(limits.descriptorLimit, countText)],
        ["local ports", known(limits.portCount, countText)],
        ["ports in TIME_WAIT", known(limits.timeWaitCount, countText)],
      ]),
    ],
  };
}

function known(amount: number | null, toText: (amount: number) => string): string {
  return amount === null ? NOTHING : toText(amount);
}
