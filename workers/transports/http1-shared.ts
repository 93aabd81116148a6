import type { Clock, TransportListener } from "../../engine/core/index.js";
import { DEFAULT_MAX_HEADER_BYTES, HeadMemo, Http1ResponseParser } from "../../wire/index.js";
import type { ConnectionCounters } from "./connection-counters.js";
import { ConnectionLimits } from "./connection-limits.js";
import type { RequestSet } from "./request-set.js";
import { ResponseInspector, compileInspection } from "./response-inspector.js";
import type { Inspection } from "./response-inspector.js";
import { SocketOpeners } from "./socket-openers.js";
import type { TransportOptions } from "./transport-options.js";

const READ_BUFFER_BYTES = 65_536;

/** One TLS record. The send buffer of a socket on which nothing waits takes this much at once. */
export const ALWAYS_WRITTEN_BYTES = 16_384;

/** What the connections of one worker share. */
export interface Http1Shared {
  readonly clock: Clock;
  readonly listener: TransportListener;
  readonly openers: SocketOpeners;
  readonly readBuffer: Uint8Array;
  readonly headMemo: HeadMemo;
  readonly requests: RequestSet;
  /** Null when nothing is looked for in responses. */
  readonly inspection: Inspection | null;
  readonly limits: ConnectionLimits;
  readonly counts: ConnectionCounters;
}

/** @returns what the connections of one worker share, with openers that have none to open yet */
export function createShared(
  options: TransportOptions,
  listener: TransportListener,
  requests: RequestSet,
  counts: ConnectionCounters,
): Http1Shared {
  return {
    clock: options.clock,
    listener,
    openers: new SocketOpeners(options, listener, counts),
    readBuffer: new Uint8Array(READ_BUFFER_BYTES),
    headMemo: new HeadMemo(),
    requests,
    inspection: compileInspection(options),
    limits: new ConnectionLimits(options.connectionRules),
    counts,
  };
}

/** @returns what looks into one connection's responses; null when nothing is looked for */
export function createInspector({ inspection }: Http1Shared): ResponseInspector | null {
  return inspection === null ? null : new ResponseInspector(inspection);
}

/** @returns a parser of one connection's responses; @param sink - what is shown their bytes */
export function createParser(
  { headMemo }: Http1Shared,
  sink: ResponseInspector | null,
): Http1ResponseParser {
  return new Http1ResponseParser({ maxHeaderBytes: DEFAULT_MAX_HEADER_BYTES, headMemo, sink });
}
