import { availableParallelism, cpus } from "node:os";
import { createSecureContext } from "node:tls";
import { durationNsOf } from "../core/duration.js";
import { LoadError, assertNever } from "../core/errors.js";
import { hashOf } from "../core/random/index.js";
import { createIntensity } from "../core/schedule/arrivals-plan.js";
import { scheduleEndNs } from "../core/schedule/schedule-end.js";
import { shareOf } from "../core/schedule/stripe.js";
import type { Pacing } from "../core/pacing.js";
import { parseCatchUp } from "../core/spec/catch-up.js";
import type { CatchUp } from "../core/spec/catch-up.js";
import type { ConnectionSchedulePlan } from "../core/schedule/connection-schedule.js";
import type { ResolvedSpec } from "../core/spec/run-spec.js";
import type {
  ChoicePlan,
  ConnectionRules,
  LoadPlan,
  ServerTimingPlan,
  TargetPlan,
  TlsPlan,
  WorkerPlan,
} from "../core/worker-plan.js";
import { choosePacing } from "./choose-pacing.js";
import { findControlGroup, readCpuLimit } from "./machine/control-group.js";
import { KernelFiles } from "./machine/kernel-files.js";
import { fileError, readNamedFile } from "./named-file.js";
import { assertWindowsFit, objectivesOf, withObjectives } from "./objectives.js";
import { limitsOf, planArrivals } from "./plan-arrivals.js";
import type { ArrivalsContext, PlannedArrivals } from "./plan-arrivals.js";
import { planRequests } from "./plan-requests.js";
import { readReplayOf } from "./replay-file.js";

/** How often workers tell what they have recorded, and the finest interval of frames. */
export const TICK_NS = 100e6;
const UNIT_NS = { us: 1e3, ms: 1e6, s: 1e9 } as const;
const DEFAULT_PORT = { "http:": 80, "https:": 443 } as const;

/** What a run may do that no spec says. */
export interface PlanOptions {
  /** Chunks of requests for an access log, over all workers; none without one. */
  readonly accessChunkCountMax?: number | undefined;
}

/** A spec in numbers and bytes, with the work dealt over worker threads. */
export interface RunPlan {
  readonly workers: readonly WorkerPlan[];
  readonly pacing: Pacing;
  readonly warmupNs: number;
  /** When the schedule ends, warm-up included; null while only a count of requests ends it. */
  readonly endNs: number | null;
  /** The open model's schedule; null in the closed model. */
  readonly schedule: PlannedArrivals | null;
  /** What the target is called in messages: `host:port` or the path of a socket. */
  readonly targetName: string;
}

/**
 * Reads the files that a spec names and deals the work.
 *
 * @param threadLimit - worker threads that the engine has at most
 * @throws LoadError MB_SPEC_FILE when a file can't be read or is not what it should be; MB_SPEC_INVALID when more worker
 * threads are asked for than there can be
 */
export function planRun(
  spec: ResolvedSpec,
  threadLimit: number,
  options: PlanOptions = {},
): RunPlan {
  const workerCount = countWorkers(spec, threadLimit);
  const limits = limitsOf(spec);
  const { warmupNs } = limits;
  const pacing = planPacing(spec, workerCount);
  const replay = readReplayOf(spec);
  const load = planLoad(spec, { seed: spec.seed, limits, replay });
  const target = planTarget(spec);
  const requests = planRequests(spec, replay);
  const connectionRules = planConnectionRules(spec);
  const serverTiming = planServerTiming(spec);
  const objectives = objectivesOf(spec);
  const accessLog = planAccessLog(options, workerCount);
  assertWindowsFit(spec, load.endNs === null ? Infinity : load.endNs - warmupNs);
  const workers = Array.from({ length: workerCount }, (_, stripeIndex): WorkerPlan => {
    const stripe = { stripeIndex, stripeCount: workerCount };
    return {
      v: 1,
      stripe,
      client: spec.client,
      target,
      ...requests,
      scenarios: requests.scenarios.map((scenario, index) =>
        withObjectives(scenario, index, objectives),
      ),
      serverTiming,
      load: load.forStripe(stripe),
      connectionCount: shareOf(spec.connections, stripe),
      choice: planChoice(spec, stripe),
      pacing,
      connectionRules,
      warmupNs,
      endNs: load.endNs,
      requestTimeoutNs: durationNsOf(spec.timeout),
      queueTimeoutNs: spec.queueTimeout === undefined ? null : durationNsOf(spec.queueTimeout),
      drainNs: durationNsOf(spec.drain),
      tickNs: TICK_NS,
      accessLog,
    };
  });
  const targetName = target.unixSocket ?? `${target.host}:${target.port}`;
  return { workers, pacing, warmupNs, endNs: load.endNs, schedule: load.schedule, targetName };
}

/** Each worker fills one chunk while another is written. */
function planAccessLog(
  { accessChunkCountMax }: PlanOptions,
  workerCount: number,
): WorkerPlan["accessLog"] {
  if (accessChunkCountMax === undefined) return null;
  return { chunkCountMax: Math.max(2, Math.floor(accessChunkCountMax / workerCount)) };
}

function countWorkers(spec: ResolvedSpec, threadLimit: number): number {
  if (spec.workers === "auto") {
    const coreCount = Math.max(1, availableParallelism() - 1);
    const requestCount = spec.load.model === "closed" ? (spec.requests ?? Infinity) : Infinity;
    return Math.min(coreCount, spec.connections, threadLimit, requestCount);
  }
  if (spec.workers <= threadLimit) return spec.workers;
  const message = `workers is ${spec.workers}; this engine has at most ${threadLimit} worker threads`;
  throw new LoadError("MB_SPEC_INVALID", message, { issues: [{ pointer: "/workers", message }] });
}

function planPacing({ pacing }: ResolvedSpec, workerCount: number): Pacing {
  if (pacing !== "auto") return pacing;
  const files = new KernelFiles();
  const group = findControlGroup(files);
  return choosePacing({
    ownCount: availableParallelism(),
    machineCount: cpus().length,
    limit: group === undefined ? null : readCpuLimit(group, files),
    workerCount,
  });
}

function planChoice(spec: ResolvedSpec, stripe: WorkerPlan["stripe"]): ChoicePlan {
  const kind = spec.connectionChoice;
  // Another stream of random numbers for each worker: they must not all draw alike.
  return kind === "random" ? { kind, seed: hashOf(spec.seed, stripe.stripeIndex) } : { kind };
}

interface StripedLoad {
  readonly endNs: number | null;
  /** Null in the closed model. */
  readonly schedule: PlannedArrivals | null;
  readonly forStripe: (stripe: WorkerPlan["stripe"]) => LoadPlan;
}

function planLoad(spec: ResolvedSpec, context: ArrivalsContext): StripedLoad {
  const { load, requests } = spec;
  switch (load.model) {
    case "closed":
      return {
        endNs: context.limits.durationEndNs,
        schedule: null,
        forStripe: (stripe) => ({
          model: "closed",
          requestCount: requests === undefined ? null : shareOf(requests, stripe),
          thinkTimeNs: durationNsOf(load.thinkTime),
          connections: planConnections(load.connectionSchedule, spec.connections),
        }),
      };
    case "open": {
      const planned = planSchedule(load.arrivals, context);
      const common = { ...planned.schedule, ...planCatchUp(load.catchUp) };
      return {
        ...planned,
        forStripe: (stripe) => ({ model: "open", ...common, ...planPending(load, stripe) }),
      };
    }
    case "paced": {
      const { ratePerSecond } = load;
      const planned = planSchedule({ kind: "constant", ratePerSecond }, context);
      const common = { ...planned.schedule, ...planCatchUp(load.catchUp), ratePerSecond };
      return {
        ...planned,
        forStripe: (stripe) => ({
          model: "paced",
          ...common,
          connectionCount: spec.connections,
          ...planPending(load, stripe),
        }),
      };
    }
    default:
      return assertNever(load);
  }
}

type OpenLoad = Extract<ResolvedSpec["load"], { model: "open" }>;
type ClosedLoad = Extract<ResolvedSpec["load"], { model: "closed" }>;

function planSchedule(
  arrivals: OpenLoad["arrivals"],
  context: ArrivalsContext,
): { readonly endNs: number; readonly schedule: PlannedArrivals } {
  const schedule = planArrivals(arrivals, context);
  const intensity = createIntensity(schedule.arrivals.intensity);
  return { endNs: scheduleEndNs(schedule.end, intensity), schedule };
}

function planCatchUp(text: string): { readonly catchUp: CatchUp } {
  return { catchUp: parseCatchUp(text) ?? { kind: "sendAll" } };
}

function planPending(
  { maxPending }: { readonly maxPending: number },
  stripe: WorkerPlan["stripe"],
): { readonly maxPending: number } {
  return { maxPending: Math.max(1, shareOf(maxPending, stripe)) };
}

function planConnections(
  schedule: ClosedLoad["connectionSchedule"],
  connectionCount: number,
): ConnectionSchedulePlan {
  switch (schedule?.kind) {
    case undefined:
      return { kind: "const", count: connectionCount };
    case "step": {
      const { from, to = connectionCount, by, every } = schedule;
      return { kind: "step", from, to, by, everyNs: durationNsOf(every) };
    }
    case "line": {
      const { from, to = connectionCount, over } = schedule;
      return { kind: "line", from, to, overNs: durationNsOf(over) };
    }
  }
}

function planConnectionRules(spec: ResolvedSpec): ConnectionRules {
  const { maxConnectionAge } = spec;
  return {
    streams: spec.streams,
    maxRequests: spec.maxRequestsPerConnection ?? null,
    maxAgeNs: maxConnectionAge === undefined ? null : durationNsOf(maxConnectionAge),
    connect: spec.connect,
    staggerNs: durationNsOf(spec.connectStagger),
    retry: spec.retry,
  };
}

function planTarget(spec: ResolvedSpec): TargetPlan {
  const url = new URL(spec.target.url);
  const protocol = url.protocol === "https:" ? "https:" : "http:";
  const own = {
    host: withoutBrackets(url.hostname),
    port: url.port === "" ? DEFAULT_PORT[protocol] : Number(url.port),
  };
  const { host, port } = splitHostPort(spec.target.connectTo) ?? own;
  return {
    host,
    port,
    unixSocket: spec.target.unixSocket ?? null,
    authority: url.host,
    tls: protocol === "https:" ? planTls(spec, own.host) : null,
  };
}

function planTls(spec: ResolvedSpec, host: string): TlsPlan {
  const { tls } = spec.target;
  const plan = {
    verify: !tls.insecure,
    serverName: tls.serverName ?? host,
    ca: readPem(tls.ca, "/target/tls/ca", (ca) => createSecureContext({ ca })),
    cert: readPem(tls.cert, "/target/tls/cert", (cert) => createSecureContext({ cert })),
    key: readPem(tls.key, "/target/tls/key", (key) => createSecureContext({ key })),
    minVersion: tls.minVersion ?? null,
  };
  return plan;
}

function planServerTiming({ serverTiming }: ResolvedSpec): ServerTimingPlan | null {
  if (serverTiming === undefined) return null;
  const { header, metric = null, unit } = serverTiming;
  return { header, metric, unitNs: UNIT_NS[unit] };
}

function readPem(
  path: string | undefined,
  pointer: string,
  check: (pem: string) => unknown,
): string | null {
  if (path === undefined) return null;
  const pem = readNamedFile(path, pointer).toString("utf8");
  try {
    if (!pem.includes("-----BEGIN ")) throw new Error("no PEM block in it");
    check(pem);
  } catch (error) {
    throw fileError(pointer, path, "is not a PEM file that TLS can use", error);
  }
  return pem;
}

function splitHostPort(text: string | undefined): { host: string; port: number } | undefined {
  if (text === undefined) return undefined;
  const at = text.lastIndexOf(":");
  return { host: withoutBrackets(text.slice(0, at)), port: Number(text.slice(at + 1)) };
}

function withoutBrackets(host: string): string {
  return host.startsWith("[") ? host.slice(1, -1) : host;
}
