import type { Transport } from "../../engine/core/index.js";
import { Http1Transport } from "./http1-transport.js";
import { PipelinedTransport } from "./pipelined-transport.js";
import type { TransportOptions } from "./transport-options.js";

/** @returns the transport that a plan asks for */
export async function createTransport(
  client: "wire" | "standard",
  options: TransportOptions,
): Promise<Transport> {
  if (client === "wire") {
    const isPipelined = options.connectionRules.streams > 1;
    return isPipelined ? new PipelinedTransport(options) : new Http1Transport(options);
  }
  // Loaded only when asked for: undici costs start-up time.
  const { UndiciTransport } = await import("./undici-transport.js");
  return new UndiciTransport(options);
}
