import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { parseRunSpec } from "../engine/index.js";
import type { RateChange, Run, RunSpec, RunStatus } from "../engine/index.js";
import { HttpProblem } from "./problem.js";
import { PROBLEM_ID, RUN_SPEC_ID } from "./openapi.js";
import { parseRateRequest, parseStopMode, rateFor } from "./run-bodies.js";
import type { RunRecord, RunRegistry } from "./run-registry.js";

/** What the routes need of an engine. */
export interface RunStarter {
  /** @throws LoadError when the spec is wrong or there is no room */
  start(spec: RunSpec): Run;
}

/** Where a run's parts are. */
export interface RunLinks {
  readonly self: string;
  readonly stop: string;
  readonly result: string;
  readonly stream: string;
}

/** What starting and stopping answer. */
export interface RunReference {
  readonly id: string;
  readonly state: RunStatus["state"];
  readonly links: RunLinks;
}

/** One run in the list. */
export type RunListItem = Omit<RunStatus, "frame"> & { readonly links: RunLinks };

/** A page of the list. */
export interface RunList {
  readonly items: readonly RunListItem[];
  /** The address of the next page. */
  readonly next?: string;
}

const RUNS = "/api/v1/runs";
const DEFAULT_PAGE = 50;
const MAX_PAGE = 1000;

const problem = { description: "A problem document", $ref: `${PROBLEM_ID}#` };
const json = (description: string) => ({ description, type: "object", additionalProperties: true });
const runParams = {
  type: "object",
  properties: { id: { type: "string", description: "YYYYMMDD-HHMMSS-xxxxxx" } },
};

/** @returns the addresses of a run's parts */
export function linksOf(id: string): RunLinks {
  const self = `${RUNS}/${id}`;
  return { self, stop: `${self}/stop`, result: `${self}/result`, stream: `${self}/stream` };
}

/** Adds the calls that start, list, watch by polling, stop and read runs. */
export function addRunRoutes(app: FastifyInstance, engine: RunStarter, runs: RunRegistry): void {
  app.post(
    RUNS,
    {
      schema: {
        summary: "Start a run",
        body: { $ref: `${RUN_SPEC_ID}#` },
        response: { 201: json("id, state, links"), default: problem },
      },
    },
    (request, reply) => {
      const record = runs.add(engine.start(parseRunSpec(request.body)));
      const reference = referenceTo(record);
      return reply.code(201).header("location", reference.links.self).send(reference);
    },
  );
  app.get<{ Querystring: Readonly<Record<string, string>> }>(
    RUNS,
    {
      config: { query: ["limit", "after"] },
      schema: {
        summary: "List runs, newest first",
        querystring: {
          type: "object",
          properties: {
            limit: { type: "integer", minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE },
            after: { type: "string", description: "list what is older than the run of this id" },
          },
        },
        response: { 200: json("items, and next where there are more"), default: problem },
      },
    },
    (request) => listRuns(runs, request.query),
  );
  addSingleRunRoutes(app, runs);
  addRateRoute(app, runs);
}

function addSingleRunRoutes(app: FastifyInstance, runs: RunRegistry): void {
  app.get(
    `${RUNS}/:id`,
    {
      schema: {
        summary: "Where a run stands",
        params: runParams,
        response: { 200: json("id, state, labels, spec, progress, frame"), default: problem },
      },
    },
    (request) => statusWithFrame(findRun(runs, request)),
  );
  app.post(
    `${RUNS}/:id/stop`,
    {
      schema: {
        summary: "End a run early",
        params: runParams,
        body: {
          type: "object",
          additionalProperties: false,
          properties: { mode: { type: "string", enum: ["drain", "abort"], default: "drain" } },
        },
        response: { 202: json("id, state, links"), default: problem },
      },
    },
    (request, reply) => {
      const record = findRun(runs, request);
      record.stop(parseStopMode(request.body));
      return reply.code(202).send(referenceTo(record));
    },
  );
  app.get(
    `${RUNS}/:id/result`,
    {
      schema: {
        summary: "The result of a run that has ended",
        params: runParams,
        response: {
          200: json("mesh-bench/result/v1, whose schema is at /schemas/result/v1.json"),
          default: problem,
        },
      },
    },
    async (request, reply) => sendResult(reply, findRun(runs, request)),
  );
  app.get(
    `${RUNS}/:id/bundle`,
    {
      schema: {
        summary: "What the result of a run with bundle: true was computed from",
        params: runParams,
        response: { 200: json("mesh-bench/bundle/v1, for mesh-bench verify"), default: problem },
      },
    },
    async (request, reply) => reply.send(findRun(runs, request).bundle()),
  );
}

function addRateRoute(app: FastifyInstance, runs: RunRegistry): void {
  app.patch(
    `${RUNS}/:id`,
    {
      schema: {
        summary: "Change the rate of a live run",
        params: runParams,
        body: {
          type: "object",
          additionalProperties: false,
          properties: {
            ratePerSecond: { type: "number", minimum: 0, description: "0 pauses" },
            rateFactor: { type: "number", minimum: 0, description: "of the plan; 0 pauses" },
          },
        },
        response: { 200: json("id, state, links, rateChange"), default: problem },
      },
    },
    (request) => changeRate(findRun(runs, request), request.body),
  );
}

/** @throws HttpProblem 404 */
export function findRun(runs: RunRegistry, request: Pick<FastifyRequest, "params">): RunRecord {
  const { id } = request.params as { readonly id: string };
  const record = runs.find(id);
  if (record === undefined) throw new HttpProblem(404, `there is no run ${JSON.stringify(id)}`);
  return record;
}

async function sendResult(reply: FastifyReply, record: RunRecord): Promise<FastifyReply> {
  if (!record.hasEnded) {
    throw new HttpProblem(
      409,
      `run ${record.id} has no result yet; its state is ${record.status.state}`,
    );
  }
  return reply.send(await record.result);
}

function changeRate(
  record: RunRecord,
  body: unknown,
): RunReference & { readonly rateChange: RateChange } {
  const asked = parseRateRequest(body);
  const rateChange = record.setRate(rateFor(asked, record.status.spec.load));
  return { ...referenceTo(record), rateChange };
}

function referenceTo(record: RunRecord): RunReference {
  return { id: record.id, state: record.status.state, links: linksOf(record.id) };
}

/** The result has an address of its own, so the final frame comes without it. */
function statusWithFrame(record: RunRecord): RunStatus & { readonly links: RunLinks } {
  const { frame, ...status } = record.status;
  const links = linksOf(record.id);
  if (frame === undefined) return { ...status, links };
  return { ...status, frame: without(frame, "result"), links };
}

function listRuns(runs: RunRegistry, query: Readonly<Record<string, string>>): RunList {
  const limit = parseLimit(query["limit"]);
  const all = runs.newestFirst();
  const from = query["after"] === undefined ? 0 : indexAfter(all, query["after"]);
  const page = all.slice(from, from + limit);
  const last = page.at(-1);
  const items = page.map(({ id, status }) => ({
    ...without(status, "frame"),
    links: linksOf(id),
  }));
  if (last === undefined || from + limit >= all.length) return { items };
  return { items, next: `${RUNS}?limit=${limit}&after=${last.id}` };
}

function without<Whole extends object, Key extends keyof Whole>(
  whole: Whole,
  key: Key,
): Omit<Whole, Key> {
  const copy = { ...whole };
  Reflect.deleteProperty(copy, key);
  return copy;
}

function parseLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PAGE;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_PAGE) return limit;
  throw parameterProblem(
    "limit",
    `is ${JSON.stringify(text)}; it must be a whole number from 1 to ${MAX_PAGE}`,
  );
}

function indexAfter(records: readonly RunRecord[], id: string): number {
  const index = records.findIndex((record) => record.id === id);
  if (index === -1)
    throw parameterProblem("after", `is ${JSON.stringify(id)}; there is no such run`);
  return index + 1;
}

/** @returns a 400 that blames one query parameter */
export function parameterProblem(parameter: string, detail: string): HttpProblem {
  return new HttpProblem(400, `${parameter} ${detail}`, { errors: [{ parameter, detail }] });
}
