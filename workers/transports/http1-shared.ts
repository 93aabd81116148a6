import type { Clock, ServerTimingPlan, TransportListener } from "../../engine/core/index.js";
import {
  DEFAULT_MAX_HEADER_BYTES,
  HeadMemo,
  Http1ResponseParser,
  UpstreamReader,
} from "../../wire/index.js";
import type { ConnectionCounters } from "./connection-counters.js";
import { ConnectionLimits } from "./connection-limits.js";
import { SocketOpeners } from "./socket-openers.js";
import { mayResend } from "./transport-options.js";
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
  readonly request: Buffer;
  readonly requestIsHead: boolean;
  /** A request on a reused connection that was closed without one response byte may be sent again. */
  readonly mayResend: boolean;
  readonly serverTiming: ServerTimingPlan | null;
  readonly limits: ConnectionLimits;
  readonly counts: ConnectionCounters;
}

/** @returns what the connections of one worker share, with openers that have none to open yet */
export function createShared(
  options: TransportOptions,
  listener: TransportListener,
  request: Buffer,
  counts: ConnectionCounters,
): Http1Shared {
  return {
    clock: options.clock,
    listener,
    openers: new SocketOpeners(options, listener, counts),
    readBuffer: new Uint8Array(READ_BUFFER_BYTES),
    headMemo: new HeadMemo(),
    request,
    requestIsHead: options.request.method === "HEAD",
    mayResend: mayResend(options),
    serverTiming: options.serverTiming,
    limits: new ConnectionLimits(options.connectionRules),
    counts,
  };
}

/** @returns what reads the upstream's own time from one connection's responses; null unless asked for */
export function createUpstreamReader({ serverTiming }: Http1Shared): UpstreamReader | null {
  return serverTiming === null ? null : new UpstreamReader(serverTiming);
}

/** @returns a parser of one connection's responses; @param sink - what is shown their bytes */
export function createParser(
  { headMemo }: Http1Shared,
  sink: UpstreamReader | null,
): Http1ResponseParser {
  return new Http1ResponseParser({ maxHeaderBytes: DEFAULT_MAX_HEADER_BYTES, headMemo, sink });
}
