import type { Socket } from "node:net";
import { errors } from "undici";
import { fromSocketError } from "./node-errors.js";
import type { NamedError } from "./node-errors.js";

/** What undici says when the peer sent something that it can't take, among errors that are all called socket errors. */
const REFUSED_RESPONSES: readonly string[] = ["bad response", "bad upgrade"];

/**
 * Maps what undici says of a request that was sent.
 *
 * @param socket - the connection, closed by now: a response that the peer has cut off is a lost connection, though undici
 * has nothing to say but that it can't be parsed
 */
export function fromUndiciError(error: Error, socket: Socket): NamedError {
  const wasClosedForIt = socket.errored === error && !socket.readableEnded;
  if (wasClosedForIt && isParseError(error)) return { kind: "protocol", message: error.message };
  return fromSocketError(error);
}

function isParseError(error: Error): boolean {
  return (
    error instanceof errors.HTTPParserError ||
    error instanceof errors.HeadersOverflowError ||
    error instanceof errors.ResponseContentLengthMismatchError ||
    (error instanceof errors.SocketError && REFUSED_RESPONSES.includes(error.message))
  );
}
