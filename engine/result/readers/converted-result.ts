import { createHash } from "node:crypto";
import type { AnyResult } from "../../core/any-result.js";
import { createRunId, isRunId } from "../../core/run-id.js";
import type { RunId } from "../../core/run-id.js";
import { NS_PER_SECOND, nsToMs } from "../../core/duration.js";
import type { VerdictReason } from "../../core/frame.js";
import { told } from "./foreign-run.js";
import type { ForeignRun } from "./foreign-run.js";
import { UNKNOWN_PARTS, latenciesWith, nullsIn } from "./unknown-result.js";

const BASE = 36;
const SUFFIX_LENGTH = 6;
/** How much of a digest is read as a number: 6 bytes are exact in a double. */
const DIGEST_BYTES = 6;

/**
 * Puts what another tool tells into the form of a result. Whatever it does not tell is null or not there, never 0, and named.
 *
 * @param text - the file: the same file always has the same id
 */
export function toConvertedResult(run: ForeignRun, text: string): AnyResult {
  const result = { ...describeRun(run, text), ...describeFindings(run), ...describeGenerator(run) };
  const resolutions = Object.entries(run.latency).flatMap(([name, { resolutionNs }]) =>
    resolutionNs === undefined ? [] : [[name, resolutionNs] as const],
  );
  const { schema, ...rest } = result;
  return {
    schema,
    converted: {
      from: run.from,
      missing: missingOf(run, rest),
      resolutionNs: Object.fromEntries(resolutions),
    },
    ...rest,
  };
}

type Described = Pick<
  AnyResult,
  "schema" | "id" | "labels" | "state" | "spec" | "startedAt" | "endedAt" | "measuredSeconds"
>;

function describeRun(run: ForeignRun, text: string): Described {
  const { startedAt, measuredSeconds } = run;
  const endedAt =
    startedAt === undefined || measuredSeconds === undefined
      ? undefined
      : new Date(startedAt.getTime() + nsToMs(measuredSeconds * NS_PER_SECOND));
  return {
    schema: "mesh-bench/result/v1",
    id: run.id ?? idOf(startedAt, text),
    labels: run.labels ?? {},
    state: run.state ?? "completed",
    spec: specOf(run),
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
    measuredSeconds: measuredSeconds ?? null,
  };
}

function specOf(run: ForeignRun): AnyResult["spec"] {
  return {
    target: { url: run.url ?? null, ...told({ method: run.method }) },
    load: run.load ?? { model: null },
    connections: run.connectionCount ?? null,
    ...told({ duration: run.duration, requests: run.requestCount }),
    timeout: run.timeout ?? null,
    percentiles: percentilesOf(run),
    labels: run.labels ?? {},
  };
}

function percentilesOf({ latency }: ForeignRun): readonly number[] {
  const names = Object.values(latency).flatMap(({ statistics }) =>
    Object.keys(statistics.percentiles).map(Number),
  );
  return [...new Set(names)].sort((a, b) => a - b);
}

/** An id without a date has zeros in its place, so that nobody takes another day for that of the run. */
function idOf(startedAt: Date | undefined, text: string): RunId {
  const digest = createHash("sha256").update(text).digest().readUIntBE(0, DIGEST_BYTES);
  const entropy = digest % BASE ** SUFFIX_LENGTH;
  if (startedAt !== undefined) return createRunId(startedAt, entropy);
  const id = `00000000-000000-${entropy.toString(BASE).padStart(SUFFIX_LENGTH, "0")}`;
  if (!isRunId(id)) throw new RangeError(`not a run id: ${id}`);
  return id;
}

type Findings = Pick<
  AnyResult,
  | "requests"
  | "rate"
  | "latency"
  | "serviceBy"
  | "load"
  | "status"
  | "errors"
  | "errorSamples"
  | "bytes"
  | "connections"
  | "slo"
  | "series"
>;

function describeFindings(run: ForeignRun): Findings {
  const { serviceBy, errorSamples, series } = UNKNOWN_PARTS;
  return {
    requests: {
      planned: null,
      completed: null,
      failed: null,
      timedOut: null,
      unfinished: null,
      skipped: null,
      waitedForSlot: null,
      resent: null,
      ...run.requests,
    },
    rate: {
      requestedPerSecond: null,
      plannedPerSecond: null,
      sentPerSecond: null,
      achievedPerSecond: null,
      ...run.rate,
    },
    latency: latenciesWith(
      Object.fromEntries(
        Object.entries(run.latency).map(([name, { statistics }]) => [name, statistics]),
      ),
    ),
    serviceBy,
    load: loadOf(run),
    status: run.status ?? {},
    errors: run.errors ?? {},
    errorSamples,
    bytes: { sent: null, received: null, ...run.bytes },
    connections: {
      requested: run.connectionCount ?? null,
      opened: run.openedConnectionCount ?? null,
      reused: null,
      closedByPeer: null,
      retired: null,
    },
    slo: run.objectives ?? [],
    series,
  };
}

function loadOf({ load }: ForeignRun): AnyResult["load"] {
  const model = load?.model ?? null;
  return {
    model,
    fidelity: null,
    waitedPercent: null,
    catchUp: load?.catchUp ?? null,
    pacing: null,
    rateChanges: [],
    skippedBy: { queueFull: null, late: null },
    coordinated: model === null ? null : model !== "open",
  };
}

function describeGenerator({
  from,
}: ForeignRun): Pick<AnyResult, "generator" | "warmupBacklog" | "environment"> {
  const { workers, process, warmupBacklog, environment } = UNKNOWN_PARTS;
  const reason: VerdictReason = {
    code: "generatorUnknown",
    severity: "suspect",
    message: `the result was converted from ${from}, which does not tell how late its own generator was: what that added to the latencies is not known`,
  };
  return {
    warmupBacklog,
    generator: { verdict: "suspect", reasons: [reason], workers, process },
    environment,
  };
}

/** Lists that are empty because nothing is known can't be told from those without entries: they are named here. */
function missingOf(run: ForeignRun, result: object): readonly string[] {
  const because = run.missingBecause ?? {};
  const lists = [
    ...(run.status === undefined ? ["status"] : []),
    ...(run.errors === undefined ? ["errors"] : []),
    "series",
    "generator.workers",
  ];
  // As fast as it can is not a rate that nobody has told.
  const isKnown = (name: string): boolean =>
    run.load?.model === "closed" && (name === "rate.requestedPerSecond" || name === "load.catchUp");
  return [...nullsIn(result), ...lists]
    .filter((name) => !isKnown(name))
    .map((name) => (because[name] === undefined ? name : `${name} (${because[name]})`));
}
