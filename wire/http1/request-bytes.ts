import { WireError } from "../errors.js";
import { IS_TOKEN_BYTE, IS_VALUE_BYTE } from "./byte-tables.js";

/** What a request consists of, before it becomes bytes. */
export interface Http1RequestParts {
  readonly method: string;
  /** The request target in origin form, query included, or `*`. Already percent-encoded. */
  readonly path: string;
  /** The authority for the Host header: name or address, and the port unless it is the scheme's own. */
  readonly host: string;
  /** In the order in which they are to be sent; a name may come several times. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array;
}

const DEFAULT_USER_AGENT = "mesh-bench";
const METHODS_WITH_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

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
  checkStartLine(parts);
  const headers = parts.headers ?? [];
  for (const [name, value] of headers) checkHeader(name, value);
  const body = parts.body ?? new Uint8Array(0);
  let head = `${parts.method} ${parts.path} HTTP/1.1\r\n`;
  if (!isOnceAmong(headers, "host")) head += `Host: ${checkHost(parts.host)}\r\n`;
  for (const [name, value] of headers) head += `${name}: ${value}\r\n`;
  if (!isAmong(headers, "user-agent")) head += `User-Agent: ${DEFAULT_USER_AGENT}\r\n`;
  if (isOnceAmong(headers, "content-length")) {
    checkContentLength(headers, body.length);
  } else if (parts.body !== undefined || METHODS_WITH_BODY.has(parts.method)) {
    head += `Content-Length: ${body.length}\r\n`;
  }
  head += "\r\n";
  const bytes = new Uint8Array(head.length + body.length);
  for (let i = 0; i < head.length; i++) bytes[i] = head.charCodeAt(i);
  bytes.set(body, head.length);
  return bytes;
}

function checkStartLine({ method, path }: Http1RequestParts): void {
  if (!isToken(method)) throw badPart("method", method, "it must be a token such as GET");
  if (method === "CONNECT") throw badPart("method", method, "tunnels are not supported");
  // RFC 9112 section 3.2: visible ASCII; a fragment is never sent.
  const isTarget = /^(?:\/[\x21\x22\x24-\x7e]*|\*)$/.test(path);
  if (!isTarget) {
    throw badPart(
      "path",
      path,
      "it must begin with / (or be *) and hold no spaces, control characters, # or non-ASCII characters: percent-encode them",
    );
  }
}

function checkHost(host: string): string {
  // RFC 3986 section 3.2: an authority without user information.
  if (!/^[A-Za-z0-9\-._~!$&'()*+,;=%:[\]]+$/.test(host)) {
    throw badPart("host", host, "it must be a name or address, with a port if need be");
  }
  return host;
}

function checkHeader(name: string, value: string): void {
  if (!isToken(name)) throw badPart("header name", name, "it must be a token such as Accept");
  if (name.toLowerCase() === "transfer-encoding") {
    throw badPart(`header ${name}`, value, "the body is sent whole, with a Content-Length");
  }
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > 0xff || IS_VALUE_BYTE[code] === 0) {
      throw badPart(
        `header ${name}`,
        value,
        "it must hold no control characters but tab, and none above U+00FF",
      );
    }
  }
}

function checkContentLength(
  headers: readonly (readonly [string, string])[],
  bodyBytes: number,
): void {
  for (const [name, value] of headers) {
    const isWrong =
      name.toLowerCase() === "content-length" &&
      !(/^\d+$/.test(value) && Number(value) === bodyBytes);
    if (isWrong) throw badPart(`header ${name}`, value, `the body has ${bodyBytes} bytes`);
  }
}

function isAmong(headers: readonly (readonly [string, string])[], lowerName: string): boolean {
  return headers.some(([name]) => name.toLowerCase() === lowerName);
}

function isOnceAmong(headers: readonly (readonly [string, string])[], lowerName: string): boolean {
  const values = headers.filter(([name]) => name.toLowerCase() === lowerName);
  if (values.length > 1) {
    const joined = values.map(([, value]) => value).join(", ");
    throw badPart(`header ${lowerName}`, joined, "it may be given once");
  }
  return values.length === 1;
}

function isToken(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (IS_TOKEN_BYTE[text.charCodeAt(i)] !== 1) return false;
  }
  return text.length > 0;
}

function badPart(part: string, value: string, allowed: string): WireError {
  return new WireError("WIRE_BAD_REQUEST_PART", `${part} is ${JSON.stringify(value)}; ${allowed}`);
}
