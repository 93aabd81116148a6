import { checkContentLength, checkHeader, checkMethod, checkPath } from "./request-checks.js";
import type { RequestField } from "./request-checks.js";
import { completeFields, expectsContentLength, isOnceAmong } from "./request-fields.js";

/** What a request consists of, before it becomes bytes. */
export interface Http1RequestParts {
  readonly method: string;
  /** The request target in origin form, query included, or `*`. Already percent-encoded. */
  readonly path: string;
  /** The authority for the Host header: name or address, and the port unless it is the scheme's own. */
  readonly host: string;
  /** In the order in which they are to be sent; a name may come several times. */
  readonly headers?: readonly RequestField[];
  readonly body?: Uint8Array;
}

/**
 * Compiles a request to the bytes that are sent again and again.
 *
 * Host comes first unless it is among the headers, then the headers as given, then User-Agent unless given, and
 * Content-Length unless given, if there is a body or the method expects one.
 *
 * Shape: a buffer of its own, the caller's; characters up to 0xFF become one byte each.
 *
 * @throws WireError WIRE_BAD_REQUEST_PART if a part can't be sent as it is; the message names the part and its value
 */
export function compileHttp1Request(parts: Http1RequestParts): Uint8Array {
  const { method, path, headers = [] } = parts;
  checkMethod(method);
  checkPath(path);
  for (const [name, value] of headers) checkHeader(name, value);
  const body = parts.body ?? new Uint8Array(0);
  let head = `${method} ${path} HTTP/1.1\r\n`;
  for (const [name, value] of completeFields(parts.host, headers)) head += `${name}: ${value}\r\n`;
  if (isOnceAmong(headers, "content-length")) {
    checkContentLength(headers, body.length);
  } else if (expectsContentLength(method, parts.body !== undefined)) {
    head += `Content-Length: ${body.length}\r\n`;
  }
  head += "\r\n";
  const bytes = new Uint8Array(head.length + body.length);
  for (let i = 0; i < head.length; i++) bytes[i] = head.charCodeAt(i);
  bytes.set(body, head.length);
  return bytes;
}
