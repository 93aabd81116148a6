import type { FastifyInstance, FastifyRequest } from "fastify";

import { LoadError, parseRunSpec } from "../engine/index.js";
import type { FrameOptions } from "../engine/index.js";
import { idParams, problem } from "./openapi.js";
import type { Query } from "./paging.js";
import { HttpProblem, parameterProblem } from "./problem.js";
import { itemOf } from "./registry.js";
import type { Kept, Registry } from "./registry.js";
import { streamUntilFinal } from "./stream.js";
import type { Told } from "./stream.js";

/** What can be watched live, and how. */
export interface StreamSource<Item extends Kept, Message extends Told> {
  /** The address of the list of items. */
  readonly list: string;
  readonly items: Registry<Item>;
  readonly summary: string;
  /** What comes, in a line. */
  readonly told: string;
  readonly open: (item: Item, options: FrameOptions) => AsyncIterableIterator<Message>;
  readonly toText: (message: Message) => string;
}

/** Adds a WebSocket that shows live what an item of a list does. */
export function addStreamRoute<Item extends Kept, Message extends Told>(
  app: FastifyInstance,
  { list, items, summary, told, open, toText }: StreamSource<Item, Message>,
): void {
  app.route<{ Querystring: Query }>({
    method: "GET",
    url: `${list}/:id/stream`,
    config: { query: ["interval", "histograms"], isStream: true },
    schema: {
      summary,
      params: idParams,
      querystring: {
        type: "object",
        properties: {
          interval: { type: "string", description: "100ms to 10s in steps of 100ms" },
          histograms: { type: "string", enum: ["0", "1"], default: "0" },
        },
      },
      response: { 101: { description: told, type: "null" }, default: problem },
    },
    // Before the upgrade, so that a mistake is answered with a problem document and not with a socket that closes.
    preHandler: (request, _reply, done) => {
      itemOf(items, request);
      parseFrameOptions(request.query);
      done();
    },
    handler: () => {
      throw new HttpProblem(426, "this address is a WebSocket; ask for an upgrade", {
        headers: { upgrade: "websocket", connection: "upgrade" },
      });
    },
    wsHandler: async (socket, request) => {
      const options = parseFrameOptions(request.query);
      await streamUntilFinal(socket, open(itemOf(items, request), options), toText);
    },
  });
}

/** Only the streams can be upgraded. @throws HttpProblem 400 elsewhere */
export function checkUpgrade(request: FastifyRequest): void {
  if (!request.ws || request.is404 || request.routeOptions.config.isStream === true) return;
  throw new HttpProblem(
    400,
    "this address is not a WebSocket; only the streams of runs and of searches are",
  );
}

/** @throws HttpProblem 400 that names the query parameter */
export function parseFrameOptions(query: Query): FrameOptions {
  const { interval, histograms } = query;
  if (histograms !== undefined && histograms !== "0" && histograms !== "1") {
    throw parameterProblem("histograms", `is ${JSON.stringify(histograms)}; it must be 0 or 1`);
  }
  if (interval !== undefined) checkInterval(interval);
  return { ...(interval !== undefined && { interval }), histograms: histograms === "1" };
}

/** By the rule for the interval of a spec, and in its words. */
function checkInterval(interval: string): void {
  try {
    parseRunSpec({ target: { url: "http://127.0.0.1/" }, interval });
  } catch (error) {
    if (!(error instanceof LoadError)) throw error;
    const detail = error.issues[0]?.message ?? error.message;
    throw new HttpProblem(400, error.message, { errors: [{ parameter: "interval", detail }] });
  }
}
