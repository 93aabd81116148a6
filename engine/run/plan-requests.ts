import type { FeedTable, Template } from "../../wire/index.js";
import { hashOf } from "../core/random/index.js";
import { isHeaderValue } from "../core/spec/header-issues.js";
import { parseRequestUrl } from "../core/spec/request-url.js";
import type { RequestUrl } from "../core/spec/request-url.js";
import type { ResolvedSpec } from "../core/spec/run-spec.js";
import type { ScenarioWithDefaults } from "../core/spec/scenario-schema.js";
import { specError, toPointerPart } from "../core/spec/spec-issue.js";
import { parseTemplate } from "../core/spec/template-text.js";
import type { RequestPlan, ScenarioPlan, WorkerPlan } from "../core/worker-plan.js";
import { placed } from "./placed.js";
import { planBody } from "./plan-body.js";
import { readFeed } from "./read-feed.js";
import type { Replay } from "./replay-file.js";
import type { ReplayRequest, ReplayRequests } from "./replay-requests.js";

/** What a run's requests are, and how arrivals are dealt among them. */
export type PlannedRequests = Pick<
  WorkerPlan,
  "requests" | "scenarios" | "mix" | "feed" | "valueSeed"
>;

/** One seed gives independent streams: these are hashed with it. */
const MIX_STREAM = 0x6d6978;
const VALUE_STREAM = 0x76616c;

interface Context {
  readonly spec: ResolvedSpec;
  readonly columnNames: readonly string[];
}

/**
 * Takes a spec's requests apart: templates are parsed, files read, headers merged.
 *
 * @param replay - the recording that the run replays, if it does
 * @throws LoadError MB_SPEC_INVALID or MB_SPEC_FILE with the pointer of what can't be used
 */
export function planRequests(spec: ResolvedSpec, replay: Replay | undefined): PlannedRequests {
  const feed = spec.feed === undefined ? null : readFeed(spec.feed.file);
  const context: Context = { spec, columnNames: feed?.columnNames ?? [] };
  const recorded = replay?.requests ?? null;
  if (recorded !== null && spec.scenarios !== undefined) {
    throw specError(
      "/scenarios",
      "can't be given with a replay file that has requests of its own; replay its timestampsOnly",
    );
  }
  const requests = requestsOf(context, recorded);
  if (feed !== null) checkFeedUse(requests, feed);
  return {
    requests,
    scenarios: planChecks(spec),
    mix: recorded === null ? planMix(spec) : listed(recorded),
    feed,
    valueSeed: hashOf(spec.seed, VALUE_STREAM),
  };
}

function requestsOf(context: Context, recorded: ReplayRequests | null): readonly RequestPlan[] {
  const { scenarios } = context.spec;
  const target = planTargetRequest(context);
  if (scenarios !== undefined) {
    return scenarios.map((scenario, index) => planScenario(scenario, index, target, context));
  }
  return recorded === null ? [target] : recorded.requests.map((each) => replaying(each, target));
}

/** As it was recorded: braces are no placeholders. */
function replaying(
  { method, path, headers, body }: ReplayRequest,
  target: RequestPlan,
): RequestPlan {
  const own = headers.map(([name, value]) => [name, literal(value)] as const);
  const bodyPlan = body === undefined ? target.body : literal(body);
  return {
    method: method ?? (body === undefined ? target.method : methodFor(bodyPlan)),
    path: path === undefined ? target.path : literal(path),
    headers: mergeHeaders(target.headers, own),
    body: bodyPlan,
    scenarioIndex: 0,
  };
}

function listed({ requestIndexes }: ReplayRequests): PlannedRequests["mix"] {
  return { kind: "listed", requestIndexes };
}

function planMix({ scenarios, seed }: ResolvedSpec): PlannedRequests["mix"] {
  if (scenarios === undefined || scenarios.length === 1) return { kind: "single" };
  const weights = scenarios.map(({ weight }) => weight);
  return { kind: "weighted", weights, seed: hashOf(seed, MIX_STREAM) };
}

function planChecks(spec: ResolvedSpec): readonly ScenarioPlan[] {
  const { success, checks, scenarios } = spec;
  const common = { successStatuses: success.status, checks };
  return (
    scenarios?.map((scenario) => ({
      successStatuses: scenario.success?.status ?? common.successStatuses,
      checks: [...checks, ...scenario.checks],
    })) ?? [common]
  );
}

function planTargetRequest({ spec, columnNames }: Context): RequestPlan {
  const { url, headers, method, body } = spec.target;
  const own = placed("/target/url", () => parseRequestUrl(url, undefined, columnNames));
  const bodyPlan = planBody(body, "/target/body", spec.seed, columnNames);
  return {
    method: method ?? methodFor(bodyPlan),
    path: own.path,
    headers: [...planHeaders(headers, "/target/headers", columnNames), ...credentialsIn(own)],
    body: bodyPlan,
    scenarioIndex: 0,
  };
}

function planScenario(
  { url, method, headers, body }: ScenarioWithDefaults,
  scenarioIndex: number,
  target: RequestPlan,
  { spec, columnNames }: Context,
): RequestPlan {
  const at = `/scenarios/${scenarioIndex}`;
  const own = planHeaders(headers, `${at}/headers`, columnNames);
  const ownUrl = url === undefined ? null : planUrl(url, `${at}/url`, { spec, columnNames });
  const credentials = ownUrl === null ? [] : credentialsIn(ownUrl);
  const bodyPlan = planBody(body, `${at}/body`, spec.seed, columnNames);
  return {
    method: method ?? methodFor(bodyPlan),
    path: ownUrl?.path ?? target.path,
    headers: mergeHeaders(mergeHeaders(target.headers, credentials), own),
    body: bodyPlan,
    scenarioIndex,
  };
}

/** A request's own headers, and those of the target that it has none in place of. */
function mergeHeaders(
  ofTarget: RequestPlan["headers"],
  own: RequestPlan["headers"],
): RequestPlan["headers"] {
  const ownNames = new Set(own.map(([name]) => name.toLowerCase()));
  return [...ofTarget.filter(([name]) => !ownNames.has(name.toLowerCase())), ...own];
}

/** All requests of a run go to one target: over its connections, to what it costs. */
function planUrl(url: string, pointer: string, { spec, columnNames }: Context): RequestUrl {
  const targetUrl = parseRequestUrl(spec.target.url, undefined, columnNames).url;
  const own = placed(pointer, () => parseRequestUrl(url, targetUrl.href, columnNames));
  if (own.url.origin === targetUrl.origin) return own;
  throw specError(
    pointer,
    `is ${JSON.stringify(url)}; it must be a path, or a URL of the target (${targetUrl.origin})`,
  );
}

function methodFor(body: RequestPlan["body"]): string {
  return body === null ? "GET" : "POST";
}

function planHeaders(
  headers: Readonly<Record<string, string>>,
  at: string,
  columnNames: readonly string[],
): RequestPlan["headers"] {
  return Object.entries(headers).map(([name, value]) => {
    const pointer = `${at}/${toPointerPart(name)}`;
    return [name, placed(pointer, () => parseTemplate(value, columnNames))];
  });
}

function credentialsIn({ url }: RequestUrl): RequestPlan["headers"] {
  const { username, password } = url;
  if (username === "" && password === "") return [];
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const text = `Basic ${Buffer.from(credentials).toString("base64")}`;
  return [["Authorization", literal(text)]];
}

function literal(text: string): Template {
  return text === "" ? [] : [{ kind: "literal", text }];
}

function checkFeedUse(requests: readonly RequestPlan[], feed: FeedTable): void {
  const inHeaders = columnsIn(requests.flatMap(({ headers }) => headers.map(([, value]) => value)));
  const elsewhere = columnsIn(
    requests.flatMap(({ path, body }) =>
      body === null || body instanceof Uint8Array ? [path] : [path, body],
    ),
  );
  if (inHeaders.size + elsewhere.size === 0) {
    const names = feed.columnNames.map((name) => `{{${name}}}`).join(", ");
    throw specError("/feed", `is given, but no request uses a value of it; it has ${names}`);
  }
  for (const name of inHeaders) checkHeaderColumn(feed, name);
}

function columnsIn(templates: readonly Template[]): ReadonlySet<string> {
  return new Set(templates.flat().flatMap((part) => (part.kind === "column" ? [part.name] : [])));
}

function checkHeaderColumn({ columnNames, rows }: FeedTable, name: string): void {
  const columnIndex = columnNames.indexOf(name);
  const rowIndex = rows.findIndex((row) => !isHeaderValue(row[columnIndex] ?? ""));
  if (rowIndex < 0) return;
  const value = JSON.stringify(rows[rowIndex]?.[columnIndex]);
  throw specError(
    "/feed/file",
    `has ${value} in row ${rowIndex + 1}, column ${JSON.stringify(name)}; in a header it must be without control and non-Latin-1 characters`,
  );
}
