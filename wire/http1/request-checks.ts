import { WireError } from "../errors.js";
import { IS_TOKEN_BYTE, IS_VALUE_BYTE } from "./byte-tables.js";

/** A header as it is to be sent. */
export type RequestField = readonly [name: string, value: string];

// Each of them throws WIRE_BAD_REQUEST_PART with the part's name, its value and what would be right.

/** A method that has a request and an answer of the usual form. */
export function checkMethod(method: string): void {
  if (!isToken(method)) throw badPart("method", method, "it must be a token such as GET");
  if (method === "CONNECT") throw badPart("method", method, "tunnels are not supported");
}

/** The request target in origin form, or `*`. */
export function checkPath(path: string): void {
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

/** @returns the host itself */
export function checkHost(host: string): string {
  // RFC 3986 section 3.2: an authority without user information.
  if (!/^[A-Za-z0-9\-._~!$&'()*+,;=%:[\]]+$/.test(host)) {
    throw badPart("host", host, "it must be a name or address, with a port if need be");
  }
  return host;
}

/** A header that ends where it seems to end, and does not frame the body otherwise than it is sent. */
export function checkHeader(name: string, value: string): void {
  if (!isToken(name)) throw badPart("header name", name, "it must be a token such as Accept");
  if (name.toLowerCase() === "transfer-encoding") {
    throw badPart(`header ${name}`, value, "the body is sent whole, with a Content-Length");
  }
  if (findBadValueIndex(value) >= 0) {
    throw badPart(
      `header ${name}`,
      value,
      "it must hold no control characters but tab, and none above U+00FF",
    );
  }
}

/** @returns the index of the first character that can't be sent in the value of a header, or -1 */
export function findBadValueIndex(value: string): number {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code > 0xff || IS_VALUE_BYTE[code] === 0) return i;
  }
  return -1;
}

/** A Content-Length of the user's own is the body's. */
export function checkContentLength(headers: readonly RequestField[], bodyBytes: number): void {
  for (const [name, value] of headers) {
    const isWrong =
      name.toLowerCase() === "content-length" &&
      !(/^\d+$/.test(value) && Number(value) === bodyBytes);
    if (isWrong) throw badPart(`header ${name}`, value, `the body has ${bodyBytes} bytes`);
  }
}

/** @returns whether a text can be a method or the name of a header (RFC 9110 section 5.6.2) */
export function isToken(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (IS_TOKEN_BYTE[text.charCodeAt(i)] !== 1) return false;
  }
  return text.length > 0;
}

/** The error of a part that can't be sent as it is. */
export function badPart(part: string, value: string, allowed: string): WireError {
  return new WireError("WIRE_BAD_REQUEST_PART", `${part} is ${JSON.stringify(value)}; ${allowed}`);
}
