import type { FastifyInstance } from "fastify";

import { frameText } from "./frame-text.js";
import { RUNS } from "./run-routes.js";
import type { RunRegistry } from "./run-routes.js";
import { addStreamRoute } from "./stream-route.js";

/** Adds the WebSocket that shows a run live. */
export function addRunStream(app: FastifyInstance, runs: RunRegistry): void {
  addStreamRoute(app, {
    list: RUNS,
    items: runs,
    summary: "Watch a run live (WebSocket)",
    told: "Frames as JSON texts, the final one last",
    open: (record, options) => record.frames(options),
    toText: frameText,
  });
}
