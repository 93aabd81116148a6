import type { FastifyInstance, FastifyReply } from "fastify";

import { parseRunSpec } from "../engine/index.js";
import type { RateChange, Run, RunSpec, RunStatus } from "../engine/index.js";
import { linksOf } from "./links.js";
import type { Links } from "./links.js";
import { RUN_SPEC_ID, idParams, json, problem } from "./openapi.js";
import { PAGE_PARAMETERS, pageOf, pageSchema } from "./paging.js";
import type { Page, Query } from "./paging.js";
import { HttpProblem } from "./problem.js";
import { itemOf } from "./registry.js";
import type { Registry } from "./registry.js";
import { parseRateRequest, parseStopMode, rateFor } from "./run-bodies.js";
import { RunRecord } from "./run-record.js";
import { without } from "./without.js";

/** What the routes need of an engine. */
export interface RunStarter {
  /** @throws LoadError when the spec is wrong or there is no room */
  start(spec: RunSpec): Run;
}

/** What starting and stopping answer. */
export interface RunReference {
  readonly id: string;
  readonly state: RunStatus["state"];
  readonly links: Links;
}

/** One run in the list. */
export type RunListItem = Omit<RunStatus, "frame"> & { readonly links: Links };

/** A page of the list. */
export type RunList = Page<RunListItem>;

/** The server's runs. */
export type RunRegistry = Registry<RunRecord>;

/** The address of the list of runs. */
export const RUNS = "/api/v1/runs";

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
      const record = runs.add(new RunRecord(engine.start(parseRunSpec(request.body))));
      const reference = referenceTo(record);
      return reply.code(201).header("location", reference.links.self).send(reference);
    },
  );
  app.get<{ Querystring: Query }>(
    RUNS,
    {
      config: { query: PAGE_PARAMETERS },
      schema: {
        summary: "List runs, newest first",
        querystring: pageSchema("run"),
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
        params: idParams,
        response: { 200: json("id, state, labels, spec, progress, frame"), default: problem },
      },
    },
    (request) => statusWithFrame(itemOf(runs, request)),
  );
  app.post(
    `${RUNS}/:id/stop`,
    {
      schema: {
        summary: "End a run early",
        params: idParams,
        body: {
          type: "object",
          additionalProperties: false,
          properties: { mode: { type: "string", enum: ["drain", "abort"], default: "drain" } },
        },
        response: { 202: json("id, state, links"), default: problem },
      },
    },
    (request, reply) => {
      const record = itemOf(runs, request);
      record.stop(parseStopMode(request.body));
      return reply.code(202).send(referenceTo(record));
    },
  );
  app.get(
    `${RUNS}/:id/result`,
    {
      schema: {
        summary: "The result of a run that has ended",
        params: idParams,
        response: {
          200: json("mesh-bench/result/v1, whose schema is at /schemas/result/v1.json"),
          default: problem,
        },
      },
    },
    async (request, reply) => sendResult(reply, itemOf(runs, request)),
  );
  app.get(
    `${RUNS}/:id/bundle`,
    {
      schema: {
        summary: "What the result of a run with bundle: true was computed from",
        params: idParams,
        response: { 200: json("mesh-bench/bundle/v1, for mesh-bench verify"), default: problem },
      },
    },
    async (request, reply) => reply.send(itemOf(runs, request).bundle()),
  );
}

function addRateRoute(app: FastifyInstance, runs: RunRegistry): void {
  app.patch(
    `${RUNS}/:id`,
    {
      schema: {
        summary: "Change the rate of a live run",
        params: idParams,
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
    (request) => changeRate(itemOf(runs, request), request.body),
  );
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
  return { id: record.id, state: record.status.state, links: linksOf(RUNS, record.id) };
}

/** The result has an address of its own, so the final frame comes without it. */
function statusWithFrame(record: RunRecord): RunStatus & { readonly links: Links } {
  const { frame, ...status } = record.status;
  const links = linksOf(RUNS, record.id);
  if (frame === undefined) return { ...status, links };
  return { ...status, frame: without(frame, "result"), links };
}

function listRuns(runs: RunRegistry, query: Query): RunList {
  const page = pageOf(runs, query, RUNS);
  const items = page.items.map(({ id, status }) => ({
    ...without(status, "frame"),
    links: linksOf(RUNS, id),
  }));
  return { ...page, items };
}
