import { randomInt } from "node:crypto";
import { isIP } from "node:net";
import { FormatRegistry } from "@sinclair/typebox";
import { Value } from "@sinclair/typebox/value";
import { NS_PER_MS, parseDurationNs } from "../duration.js";
import { LoadError } from "../errors.js";
import type { SpecIssue } from "../errors.js";
import { checkAbortConditions } from "./abort-issues.js";
import { parseAbortCondition } from "./abort.js";
import { checkArrivals } from "./arrivals-issues.js";
import { parseCatchUp } from "./catch-up.js";
import { checkConnections } from "./connection-issues.js";
import { checkHeaders, isWholeHeaderValue } from "./header-issues.js";
import { runSpecSchema } from "./run-spec-schema.js";
import type { RunSpecWithDefaults } from "./run-spec-schema.js";
import type { ResolvedSpec } from "./run-spec.js";
import { checkScenarios } from "./scenario-issues.js";
import { shapeIssuesOf } from "./shape-issues.js";
import { checkSlos } from "./slo-issues.js";
import { parseSlo } from "./slo.js";
import { toField } from "./spec-issue.js";
import { parseUntil } from "./until.js";

const DEFAULT_DURATION = "10s";
/** For a run that goes on until it is precise: one that never is, and that nobody watches, must end as well. */
const DEFAULT_DURATION_MAX = "10m";
const SEED_LIMIT = 2 ** 32;
const FRAME_STEP_MS = 100;
const FRAME_LONGEST_MS = 10_000;

FormatRegistry.Set("mesh-bench-duration", (text) => parseDurationNs(text) !== undefined);
FormatRegistry.Set("mesh-bench-duration-above-zero", (text) => (parseDurationNs(text) ?? 0) > 0);
FormatRegistry.Set("mesh-bench-frame-interval", isFrameInterval);
FormatRegistry.Set("mesh-bench-catch-up", (text) => parseCatchUp(text) !== undefined);
FormatRegistry.Set("mesh-bench-until", (text) => parseUntil(text) !== undefined);
FormatRegistry.Set("mesh-bench-abort", (text) => parseAbortCondition(text) !== undefined);
FormatRegistry.Set("mesh-bench-slo", (text) => parseSlo(text) !== undefined);
FormatRegistry.Set("mesh-bench-header-value", isWholeHeaderValue);
FormatRegistry.Set("mesh-bench-header-part", (text) => text !== "" && isWholeHeaderValue(text));
FormatRegistry.Set("mesh-bench-url", isTargetUrl);
FormatRegistry.Set("mesh-bench-host-port", isHostPort);

/** @returns whether a text is a duration at which frames can come: 100 ms to 10 s, in steps of 100 ms */
export function isFrameInterval(text: string): boolean {
  const ns = parseDurationNs(text) ?? 0;
  const ms = ns / NS_PER_MS;
  return ms >= FRAME_STEP_MS && ms <= FRAME_LONGEST_MS && ms % FRAME_STEP_MS === 0;
}

/**
 * Checks a run's input and fills in what it leaves out.
 *
 * @param input - anything: a parsed JSON text, a caller's object
 * @returns the merged spec, a drawn seed included
 * @throws LoadError MB_SPEC_INVALID; its `issues` name each field, what it got and what it wants
 */
export function parseRunSpec(input: unknown): ResolvedSpec {
  const value = Value.Default(runSpecSchema, Value.Clone(input));
  const shapeIssues = shapeIssuesOf(runSpecSchema, value);
  if (shapeIssues.length > 0) throw invalid(shapeIssues);
  // Every error was turned into an issue: what is left has the schema's shape.
  const spec = value as RunSpecWithDefaults;
  const issues = crossIssuesOf(spec);
  if (issues.length > 0) throw invalid(issues);
  const isEndless =
    spec.duration === undefined && spec.requests === undefined && !endsByItself(spec.load);
  return {
    ...spec,
    ...(isEndless ? { duration: defaultDurationOf(spec) } : {}),
    seed: spec.seed ?? randomInt(SEED_LIMIT),
  };
}

function defaultDurationOf({ until }: RunSpecWithDefaults): string {
  return until === undefined ? DEFAULT_DURATION : DEFAULT_DURATION_MAX;
}

/** A schedule that knows its own end needs no default for it. */
function endsByItself(load: RunSpecWithDefaults["load"]): boolean {
  return load.model === "open" && /^(stages|replay)$/.test(load.arrivals.kind);
}

function invalid(issues: readonly SpecIssue[]): LoadError {
  const message = issues.map((issue) => issue.message).join("; ");
  return new LoadError("MB_SPEC_INVALID", message, { issues });
}

function crossIssuesOf(spec: RunSpecWithDefaults): SpecIssue[] {
  const issues: SpecIssue[] = [];
  const object = (pointer: string, message: string): void => {
    issues.push({ pointer, message: `${toField(pointer)} ${message}` });
  };
  checkHeaders(spec.target.headers, "/target/headers", object);
  checkScenarios(spec, object);
  checkConnections(spec, object);
  checkSlos(spec, object);
  checkAbortConditions(spec, object);
  if (spec.load.model === "open") checkArrivals(spec.load.arrivals, spec, object);
  if (spec.load.model === "paced" && spec.streams > 1) {
    object("/streams", `is ${spec.streams}; it must be 1 in a paced run: one request at a time`);
  }
  if (spec.load.model === "closed") checkConnectionSchedule(spec, object);
  const { tls, unixSocket, connectTo } = spec.target;
  if ((tls.cert === undefined) !== (tls.key === undefined)) {
    const missing = tls.cert === undefined ? "cert" : "key";
    object(`/target/tls/${missing}`, "is missing; a client certificate needs both cert and key");
  }
  if (unixSocket !== undefined && connectTo !== undefined) {
    object("/target/connectTo", "is given together with unixSocket; only one of them can be");
  }
  return issues;
}

function checkConnectionSchedule(
  { load, connections }: RunSpecWithDefaults,
  object: (pointer: string, message: string) => void,
): void {
  const schedule = load.model === "closed" ? load.connectionSchedule : undefined;
  for (const field of ["from", "to"] as const) {
    const count = schedule?.[field] ?? 0;
    if (count <= connections) continue;
    object(
      `/load/connectionSchedule/${field}`,
      `is ${count}; it must be at most connections (${connections})`,
    );
  }
}

function isTargetUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.hostname !== "" && url.port !== "0";
}

function isHostPort(text: string): boolean {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  if (match === null) return false;
  const port = Number(match[3]);
  return port > 0 && port <= 65_535 && (match[1] === undefined || isIP(match[1]) === 6);
}
