import type { FastifyInstance } from "fastify";

import type { CapacityEvent } from "../engine/index.js";
import type { CapacityRecord } from "./capacity-record.js";
import { SEARCHES } from "./capacity-routes.js";
import { frameText, partText } from "./frame-text.js";
import type { Registry } from "./registry.js";
import { addStreamRoute } from "./stream-route.js";

/** Adds the WebSocket that shows a search live. */
export function addCapacityStream(app: FastifyInstance, searches: Registry<CapacityRecord>): void {
  addStreamRoute(app, {
    list: SEARCHES,
    items: searches,
    summary: "Watch a capacity search live (WebSocket)",
    told: "Events as JSON texts: the status at once, the final one last",
    open: (record, options) => record.events(options),
    toText: eventText,
  });
}

/** @returns an event as JSON; what many sockets get of it is turned into text once */
export function eventText(event: CapacityEvent): string {
  if (event.kind === "frame") {
    const { frame, ...head } = event;
    return `${JSON.stringify(head).slice(0, -1)},"frame":${frameText(frame)}}`;
  }
  if (event.kind === "final") {
    const { result, ...head } = event;
    return `${JSON.stringify(head).slice(0, -1)},"result":${partText(result)}}`;
  }
  return JSON.stringify(event);
}
