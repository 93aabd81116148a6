import type { FastifyInstance, FastifyRequest } from "fastify";

import { LoadError, parseRunSpec } from "../engine/index.js";
import type { FrameOptions } from "../engine/index.js";
import { PROBLEM_ID } from "./openapi.js";
import { HttpProblem } from "./problem.js";
import { findRun, parameterProblem } from "./run-routes.js";
import type { RunRegistry } from "./run-registry.js";
import { streamFrames } from "./stream.js";

type Query = Readonly<Record<string, string>>;

/** Adds the WebSocket that shows a run live. */
export function addStreamRoute(app: FastifyInstance, runs: RunRegistry): void {
  app.route<{ Querystring: Query }>({
    method: "GET",
    url: "/api/v1/runs/:id/stream",
    config: { query: ["interval", "histograms"], isStream: true },
    schema: {
      summary: "Watch a run live (WebSocket)",
      params: { type: "object", properties: { id: { type: "string" } } },
      querystring: {
        type: "object",
        properties: {
          interval: { type: "string", description: "100ms to 10s in steps of 100ms" },
          histograms: { type: "string", enum: ["0", "1"], default: "0" },
        },
      },
      response: {
        101: { description: "Frames as JSON texts, the final one last", type: "null" },
        default: { description: "A problem document", $ref: `${PROBLEM_ID}#` },
      },
    },
    // Before the upgrade, so that a mistake is answered with a problem document and not with a socket that closes.
    preHandler: (request, _reply, done) => {
      findRun(runs, request);
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
      await streamFrames(socket, findRun(runs, request).frames(options));
    },
  });
}

/** Only the stream can be upgraded. @throws HttpProblem 400 elsewhere */
export function checkUpgrade(request: FastifyRequest): void {
  if (!request.ws || request.is404 || request.routeOptions.config.isStream === true) return;
  throw new HttpProblem(400, "this address is not a WebSocket; only a run's stream is");
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
