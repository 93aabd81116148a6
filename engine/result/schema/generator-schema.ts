import { Type } from "@sinclair/typebox";
import {
  count,
  nullable,
  ns,
  object,
  oneOf,
  percent,
  positive,
  seconds,
  words,
} from "./schema-parts.js";

const reason = object(
  {
    code: oneOf(
      [
        "generatorOwnShare",
        "generatorBound",
        "notSent",
        "skippedArrivals",
        "throttled",
        "steal",
        "connectionsMissing",
        "warmupBacklog",
        "gcPause",
        "loopDelay",
        "coreContention",
        "machineFull",
        "descriptors",
        "ports",
        "workerLost",
        "auditMismatch",
        "generatorUnknown",
      ],
      "What was found; docs/verdict.md explains each code.",
    ),
    severity: oneOf(["suspect", "invalid"], "What it makes of the result."),
    message: words("For people."),
    fromSeconds: Type.Optional(seconds("Where the culpable stretch begins, since the start.")),
    toSeconds: Type.Optional(seconds("Where it ends.")),
  },
  "One reason of a verdict.",
  "VerdictReason",
);

/** The fields of a verdict. */
export const verdictFields = {
  verdict: oneOf(["valid", "suspect", "invalid"], "Whether the result can be believed."),
  reasons: Type.Array(reason, { description: "Why not, or not quite.", wanted: "a list" }),
};

const worker = object(
  {
    index: count("From 0."),
    cpuSeconds: nullable(seconds("On the processor.")),
    runDelaySeconds: nullable(seconds("Ready to run, but without a core.")),
    eventLoopUtilization: positive("Share of the time that the event loop was busy. 0 to 1."),
    loopDelayP99Ns: nullable(ns("The p99 of turns of the loop while something waited for it.")),
    loopDelayNsMax: nullable(ns("The longest such turn.")),
    latenessP99Ns: nullable(ns("The p99 of lateness.")),
    latenessNsMax: nullable(ns("The largest lateness.")),
    readDelayP99Ns: nullable(ns("The p99 of the read delay.")),
    readDelayNsMax: nullable(ns("The largest read delay.")),
    gcPauseCount: count("Pauses of the garbage collector."),
    gcPauseNsMax: nullable(ns("The longest of them.")),
    gcPauseNsTotal: ns("All of them."),
  },
  "How a thread of the generator fared over the measured window; null where the kernel does not say.",
  "WorkerReport",
);

const ownProcess = object(
  {
    seconds: nullable(seconds("Between the two readings; null: the window never began.")),
    cpuUserSeconds: nullable(seconds("In user mode, all threads.")),
    cpuSystemSeconds: nullable(seconds("In the kernel, all threads.")),
    mainUtilization: nullable(positive("Share that the engine's own thread was busy. 0 to 1.")),
    memoryPeakBytes: count("Largest resident memory. Bytes."),
  },
  "The generator's process.",
);

const ownShareLimit = object(
  { share: positive("Of the percentile. 0 to 1."), floorNs: ns("Allowed in any case.") },
  "How much the generator may add to a percentile.",
);

const thresholds = object(
  {
    ownShare: object(
      { valid: ownShareLimit, suspect: ownShareLimit },
      "The generator's own share of a percentile.",
    ),
    notSentShare: positive("Share of the planned requests. 0 to 1."),
    throttledShare: positive("Share of the measured window. 0 to 1."),
    stealPercent: percent("Taken by the hypervisor."),
    boundUtilization: positive("Of the event loop, in a closed run. 0 to 1."),
    gcPauseNs: ns("A pause of the garbage collector."),
    loopDelayNs: ns("A turn of the event loop."),
    runDelayShare: positive("Share of the measured window without a core. 0 to 1."),
    machineBusyPercent: percent("Busy cores."),
    machineOthersPercent: percent("Busy with other programs."),
  },
  "The verdict's thresholds, where they are not the default ones.",
);

/** The schema of what is told of the generator. */
export const generator = object(
  {
    ...verdictFields,
    workers: Type.Array(worker, { description: "One per thread.", wanted: "a list" }),
    process: ownProcess,
    thresholds: Type.Optional(thresholds),
  },
  "Whether the result can be believed, and how the generator fared.",
);

const cgroup = object(
  {
    version: nullable(
      Type.Unsafe<1 | 2>(
        Type.Union([Type.Literal(1), Type.Literal(2)], {
          description: "Of the control group; null: there is none.",
          wanted: "1 or 2",
        }),
      ),
    ),
    cpuLimit: nullable(positive("The tightest limit, in cores; null also without one.")),
    throttledSeconds: nullable(seconds("Time without a processor because of it, over all cores.")),
    throttledCount: nullable(count("Periods of the limit in which that happened.")),
  },
  "Our control group, and those that it lies in.",
);

const limits = object(
  {
    descriptorLimit: nullable(count("Files and sockets that may be open; null also: no limit.")),
    descriptorsOpen: nullable(count("Open before the run opened any.")),
    portCount: nullable(count("Local ports for connections to one address and port.")),
    timeWaitCount: nullable(count("Sockets that are closed but still hold their port.")),
  },
  "What there was of descriptors and ports when the connections were opened.",
);

/** The schema of where a run was made. */
export const environment = object(
  {
    version: words("Of this program."),
    node: words("Of Node."),
    cpu: words("The processor's name."),
    cores: count("Of the machine."),
    kernel: words("Name and version."),
    cgroup,
    stealPercent: nullable(percent("Of the measured window, taken by the hypervisor.")),
    busyPercent: nullable(percent("Of the measured window, in which the cores were busy.")),
    othersPercent: nullable(percent("The part of it that was not this process.")),
    limits,
  },
  "Where a run was made; null where the kernel does not say.",
);
