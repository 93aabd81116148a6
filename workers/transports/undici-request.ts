import { Socket } from "node:net";
import { Client } from "undici";
import type { Dispatcher } from "undici";
import { LoadError } from "../../engine/core/index.js";
import { compileRequest } from "./transport-options.js";
import type { TransportOptions } from "./transport-options.js";

/** A request as undici takes it, and what it makes of it. */
export interface UndiciRequest {
  readonly dispatchOptions: Dispatcher.DispatchOptions;
  /** Bytes that undici writes for it. */
  readonly byteCount: number;
}

/** The origin of every client: undici wants one, but is handed its sockets and is told the Host header. */
export const UNUSED_ORIGIN = "http://localhost";

/**
 * Has undici write the request once, to a socket that only counts.
 *
 * @throws LoadError MB_SPEC_INVALID if undici can't send the request
 * @throws WireError WIRE_BAD_REQUEST_PART if the wire transport couldn't either
 */
export function prepareUndiciRequest(options: TransportOptions): UndiciRequest {
  const dispatchOptions = toDispatchOptions(options);
  const socket = new CountingSocket();
  let attach: (() => void) | undefined;
  let refusal: Error | undefined;
  const client = new Client(UNUSED_ORIGIN, {
    connect: (_options, callback) => {
      attach = () => {
        callback(null, socket);
      };
    },
  });
  client.dispatch(dispatchOptions, {
    onRequestStart: () => undefined,
    onResponseError: (_controller, error) => {
      refusal ??= error;
    },
  });
  if (refusal !== undefined) throw refused(refusal);
  attach?.();
  const { byteCount } = socket;
  client.destroy(null, () => undefined);
  return { dispatchOptions, byteCount };
}

function toDispatchOptions(options: TransportOptions): Dispatcher.DispatchOptions {
  // Both transports take the same requests: what one would refuse, the other doesn't send.
  compileRequest(options);
  const { request, target } = options;
  const { method, path, body } = request;
  const headers: string[] = [];
  if (!hasHeader(request.headers, "host")) headers.push("Host", target.authority);
  for (const [name, value] of request.headers) headers.push(name, value);
  if (!hasHeader(request.headers, "user-agent")) headers.push("User-Agent", "mesh-bench");
  return {
    method,
    path,
    headers,
    body: body === null ? null : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    // By itself undici closes the connection after HEAD, and after a body with a method that is not made for one.
    reset: false,
  };
}

function hasHeader(headers: readonly (readonly [string, string])[], lowerName: string): boolean {
  return headers.some(([name]) => name.toLowerCase() === lowerName);
}

function refused(error: Error): LoadError {
  return new LoadError(
    "MB_SPEC_INVALID",
    `the standard client can't send this request: ${error.message}`,
    { cause: error },
  );
}

/** Counts what is written to it and sends it nowhere. */
class CountingSocket extends Socket {
  byteCount = 0;

  override _write(
    chunk: string | Uint8Array,
    encoding: BufferEncoding,
    callback: (error?: Error | null) => void,
  ): void {
    this.byteCount +=
      typeof chunk === "string" ? Buffer.byteLength(chunk, encoding) : chunk.byteLength;
    callback();
  }

  override _writev(
    chunks: { chunk: string | Uint8Array; encoding: BufferEncoding }[],
    callback: (error?: Error | null) => void,
  ): void {
    for (const { chunk, encoding } of chunks) this._write(chunk, encoding, () => undefined);
    callback();
  }
}
