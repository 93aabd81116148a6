import { Socket } from "node:net";
import { Client } from "undici";
import type { Dispatcher } from "undici";
import { LoadError } from "../../engine/core/index.js";

/** A request as undici takes it, and what it makes of it. */
export interface UndiciRequest {
  readonly dispatchOptions: Dispatcher.DispatchOptions;
  /** Bytes that undici writes for it. */
  readonly byteCount: number;
}

/** The origin of every client: undici wants one, but is handed its sockets and is told the Host header. */
export const UNUSED_ORIGIN = "http://localhost";

const HEAD_END = "\r\n\r\n";

/**
 * Has undici write the request once, to a socket that only counts.
 *
 * @param bytes - the request as the wire transport sends it: both transports take the same ones
 * @throws LoadError MB_SPEC_INVALID if undici can't send the request
 */
export function prepareUndiciRequest(bytes: Buffer): UndiciRequest {
  const dispatchOptions = toDispatchOptions(bytes);
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

/** @returns a request of our codec's in undici's terms; its Content-Length is undici's to write */
export function toDispatchOptions(bytes: Buffer): Dispatcher.DispatchOptions {
  const headBytes = bytes.indexOf(HEAD_END);
  const [requestLine = "", ...fields] = bytes.toString("latin1", 0, headBytes).split("\r\n");
  const [method = "", path = ""] = requestLine.split(" ");
  const headers = fields.flatMap((field) => {
    const colonIndex = field.indexOf(":");
    const name = field.slice(0, colonIndex);
    return name === "Content-Length" ? [] : [name, field.slice(colonIndex + 2)];
  });
  const body = bytes.subarray(headBytes + HEAD_END.length);
  return {
    method,
    path,
    headers,
    // A copy: undici writes it after the room of the original may have been given to another request.
    body: body.length === 0 ? null : Buffer.from(body),
    // By itself undici closes the connection after HEAD, and after a body with a method that is not made for one.
    reset: false,
  };
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
