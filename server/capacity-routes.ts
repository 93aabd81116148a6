import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import type { Capacity, CapacityOptions, CapacitySpec, CapacityStatus } from "../engine/index.js";
import { checkStopBody, inSpec, parseCapacityRequest } from "./capacity-bodies.js";
import { CAPACITY_FORMATS, capacityFormat } from "./capacity-formats.js";
import { CapacityRecord } from "./capacity-record.js";
import { linksOf } from "./links.js";
import type { Links } from "./links.js";
import { CAPACITY_REQUEST_ID, idParams, json, problem } from "./openapi.js";
import { PAGE_PARAMETERS, pageOf, pageSchema } from "./paging.js";
import type { Page, Query } from "./paging.js";
import { HttpProblem } from "./problem.js";
import { itemOf } from "./registry.js";
import type { Registry } from "./registry.js";
import { without } from "./without.js";

/** What the routes need of an engine. */
export interface CapacityStarter {
  /** @throws LoadError when the spec or an option is wrong, or there is no room */
  capacity(spec: CapacitySpec, options: CapacityOptions): Capacity;
}

/** What starting and stopping a search answer. */
export interface CapacityReference {
  readonly id: string;
  readonly state: CapacityStatus["state"];
  readonly links: Links;
}

/** One search in the list. */
export type CapacityListItem = Omit<CapacityStatus, "probes" | "running"> & {
  readonly links: Links;
};

/** A page of the list of searches. */
export type CapacityList = Page<CapacityListItem>;

type Searches = Registry<CapacityRecord>;

/** The address of the list of searches. */
export const SEARCHES = "/api/v1/capacity";

/** An image that is opened as a page of its own may do nothing but be looked at. */
const RESULT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/** Adds the calls that start, list, watch by polling, stop and read capacity searches. */
export function addCapacityRoutes(
  app: FastifyInstance,
  engine: CapacityStarter,
  searches: Searches,
): void {
  app.post(
    SEARCHES,
    {
      schema: {
        summary: "Search the highest rate at which objectives hold",
        body: { $ref: `${CAPACITY_REQUEST_ID}#` },
        response: { 201: json("id, state, links"), default: problem },
      },
    },
    (request, reply) => {
      const record = searches.add(startSearch(engine, request.body));
      const reference = referenceTo(record);
      return reply.code(201).header("location", reference.links.self).send(reference);
    },
  );
  app.get<{ Querystring: Query }>(
    SEARCHES,
    {
      config: { query: PAGE_PARAMETERS },
      schema: {
        summary: "List capacity searches, newest first",
        querystring: pageSchema("search"),
        response: { 200: json("items, and next where there are more"), default: problem },
      },
    },
    (request) => listSearches(searches, request.query),
  );
  addSingleSearchRoutes(app, searches);
  addResultRoute(app, searches);
}

function addSingleSearchRoutes(app: FastifyInstance, searches: Searches): void {
  app.get(
    `${SEARCHES}/:id`,
    {
      schema: {
        summary: "Where a capacity search stands",
        params: idParams,
        response: {
          200: json("id, state, spec, slo, search, elapsedSeconds, interval, probes, running"),
          default: problem,
        },
      },
    },
    (request) => statusWithLinks(itemOf(searches, request)),
  );
  app.post(
    `${SEARCHES}/:id/stop`,
    {
      schema: {
        summary: "End a capacity search early",
        params: idParams,
        body: { type: "object", additionalProperties: false, properties: {} },
        response: { 202: json("id, state, links"), default: problem },
      },
    },
    (request, reply) => {
      const record = itemOf(searches, request);
      checkStopBody(request.body);
      record.stop();
      return reply.code(202).send(referenceTo(record));
    },
  );
}

function addResultRoute(app: FastifyInstance, searches: Searches): void {
  const names = CAPACITY_FORMATS.map(({ name }) => name);
  const content = CAPACITY_FORMATS.map(
    ({ name, mediaType }) =>
      [mediaType, { schema: { type: name === "json" ? "object" : "string" } }] as const,
  );
  app.get<{ Querystring: Query }>(
    `${SEARCHES}/:id/result`,
    {
      config: { query: ["format"] },
      schema: {
        summary: "The result of a capacity search that has ended",
        params: idParams,
        querystring: {
          type: "object",
          properties: {
            format: { type: "string", enum: names, description: "default: what Accept asks for" },
          },
        },
        response: {
          200: {
            description: "mesh-bench/capacity/v1, or its curve as a table or an image",
            content: Object.fromEntries(content),
          },
          default: problem,
        },
      },
    },
    async (request, reply) => sendResult(request, reply, itemOf(searches, request)),
  );
}

function startSearch(engine: CapacityStarter, body: unknown): CapacityRecord {
  const { spec, options } = parseCapacityRequest(body);
  try {
    // Not yet judged: the engine does so before the first probe begins.
    return new CapacityRecord(engine.capacity(spec as CapacitySpec, options));
  } catch (error) {
    throw inSpec(error);
  }
}

async function sendResult(
  { query, headers }: FastifyRequest<{ Querystring: Query }>,
  reply: FastifyReply,
  record: CapacityRecord,
): Promise<FastifyReply> {
  const { mediaType, write } = capacityFormat(query["format"], headers.accept);
  if (!record.hasEnded) {
    throw new HttpProblem(
      409,
      `search ${record.id} has no result yet; its state is ${record.status.state}`,
    );
  }
  return reply
    .headers({ vary: "accept", "content-security-policy": RESULT_POLICY })
    .type(mediaType)
    .send(write(await record.result));
}

function referenceTo({ id, status }: CapacityRecord): CapacityReference {
  return { id, state: status.state, links: linksOf(SEARCHES, id) };
}

function statusWithLinks({ id, status }: CapacityRecord): CapacityStatus & {
  readonly links: Links;
} {
  return { ...status, links: linksOf(SEARCHES, id) };
}

function listSearches(searches: Searches, query: Query): CapacityList {
  const page = pageOf(searches, query, SEARCHES);
  return { ...page, items: page.items.map(toListItem) };
}

function toListItem(record: CapacityRecord): CapacityListItem {
  return without(statusWithLinks(record), "probes", "running");
}
