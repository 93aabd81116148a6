/** What becomes of the connection after an answer; `unsaid` leaves it to the rule of HTTP/1.1: it stays open. */
export type ConnectionField = "unsaid" | "keep-alive" | "close";

/** The parts of a response head. */
export interface ResponseHeadParts {
  readonly status: number;
  /** Names and values as they are to be sent, framing fields excepted. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** Left out when undefined, as it must be for 204 and 304. */
  readonly contentLengthBytes: number | undefined;
  readonly connection: ConnectionField;
}

/** The interim answer to `Expect: 100-continue`. */
export const CONTINUE_BYTES: Buffer = Buffer.from("HTTP/1.1 100 Continue\r\n\r\n", "latin1");

/** Reason phrases of the statuses that tests and targets commonly use; the phrase may be empty (RFC 9112 section 4). */
const REASONS: Readonly<Record<number, string>> = {
  200: "OK",
  201: "Created",
  202: "Accepted",
  204: "No Content",
  206: "Partial Content",
  301: "Moved Permanently",
  302: "Found",
  303: "See Other",
  304: "Not Modified",
  307: "Temporary Redirect",
  308: "Permanent Redirect",
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  418: "I'm a teapot",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  431: "Request Header Fields Too Large",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
  505: "HTTP Version Not Supported",
};

/** @returns whether an answer with this status never has a body, whatever its fields say (RFC 9112 section 6.3) */
export function isBodyForbidden(status: number): boolean {
  return status < 200 || status === 204 || status === 304;
}

/**
 * Writes a response head, blank line included.
 *
 * There is no Date field: the bytes of an answer are built once and sent many times.
 *
 * @returns bytes that the caller owns
 */
export function encodeResponseHead(parts: ResponseHeadParts): Buffer {
  let text = `HTTP/1.1 ${parts.status} ${REASONS[parts.status] ?? ""}\r\n`;
  for (const [name, value] of parts.fields) text += `${name}: ${value}\r\n`;
  if (parts.contentLengthBytes !== undefined) {
    text += `Content-Length: ${parts.contentLengthBytes}\r\n`;
  }
  if (parts.connection !== "unsaid") text += `Connection: ${parts.connection}\r\n`;
  return Buffer.from(`${text}\r\n`, "latin1");
}
