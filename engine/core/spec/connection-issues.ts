import { parseDurationNs } from "../duration.js";
import { MAX_SLOTS } from "./run-spec-schema.js";
import type { RunSpecWithDefaults } from "./run-spec-schema.js";

/** Objects to fields that have to do with connections and can't hold together. */
export function checkConnections(
  spec: RunSpecWithDefaults,
  object: (pointer: string, message: string) => void,
): void {
  const { connections, streams, workers, maxRequestsPerConnection } = spec;
  if (workers !== "auto" && workers > connections) {
    object("/workers", `is ${workers}; it must be at most connections (${connections})`);
  }
  if (spec.client === "standard" && streams > 1) {
    object("/streams", `is ${streams}; it must be 1 with the client "standard"`);
  } else if (connections * streams > MAX_SLOTS) {
    const most = Math.floor(MAX_SLOTS / connections);
    object(
      "/streams",
      `is ${streams}; it must be at most ${most} with ${connections} connections, for ${MAX_SLOTS} requests in flight`,
    );
  }
  if (maxRequestsPerConnection !== undefined && maxRequestsPerConnection < streams) {
    object(
      "/maxRequestsPerConnection",
      `is ${maxRequestsPerConnection}; it must be at least streams (${streams})`,
    );
  }
  if (spec.connect === "lazy" && parseDurationNs(spec.connectStagger) !== 0) {
    object(
      "/connectStagger",
      `is ${JSON.stringify(spec.connectStagger)}; it must be "0s" with connect "lazy", which opens each connection when a request needs it`,
    );
  }
}
