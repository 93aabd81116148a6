import { errors } from "undici";
import { fromSocketError } from "./node-errors.js";
import type { NamedError } from "./node-errors.js";
import type { UndiciSession } from "./undici-session.js";

/** What undici says when the peer sent something that it can't take, among errors that are all called socket errors. */
const REFUSED_RESPONSES: readonly string[] = ["bad response", "bad upgrade"];

/**
 * Maps what undici says of a request that was sent.
 *
 * @param session - closed by now. Of several errors undici tells the last, often that the other side has closed; the
 * first one says why. A response that the peer has cut off is a lost connection, though undici has nothing to say of it
 * but that it can't be parsed.
 */
export function fromUndiciError(error: Error, session: UndiciSession): NamedError {
  const first = session.firstError ?? error;
  if (isParseError(first) && !session.socket.readableEnded) {
    return { kind: "protocol", message: first.message };
  }
  return fromSocketError(first);
}

function isParseError(error: Error): boolean {
  return (
    error instanceof errors.HTTPParserError ||
    error instanceof errors.HeadersOverflowError ||
    error instanceof errors.ResponseContentLengthMismatchError ||
    (error instanceof errors.SocketError && REFUSED_RESPONSES.includes(error.message))
  );
}
