/**
 * What a server needs to know of a request before its body, read once per distinct head.
 *
 * Shape: immutable; `bytes` is a private copy up to and including the blank line, empty when the head was too long to keep.
 * Units: `contentLengthBytes` is -1 for a chunked body and 0 for none.
 */
export interface RequestHead {
  readonly bytes: Buffer;
  readonly method: string;
  /** As sent: path and query, or an absolute URL. */
  readonly target: string;
  readonly isHttp10: boolean;
  readonly keepAlive: boolean;
  readonly expectsContinue: boolean;
  /** Empty when the request names none. */
  readonly contentType: string;
  readonly contentLengthBytes: number;
}

/** Why a request is not served: the status to answer with, and one line for the sender. */
export interface RequestRefusal {
  readonly status: number;
  readonly message: string;
}

/**
 * Heads up to this size are remembered for comparison with the next one. Longer ones are read anew each time, so that
 * many connections with large heads cannot fill the memory.
 */
const REMEMBERED_HEAD_BYTES_MAX = 2048;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const REQUEST_LINE = /^(\S+) ([\x21-\x7e]+) HTTP\/(\d)\.(\d)$/;
// Control characters other than the tab are not allowed in a field value (RFC 9110 section 5.5).
const FORBIDDEN_IN_VALUE = /[^\t\x20-\x7e\x80-\xff]/;
const NO_BYTES = Buffer.alloc(0);

/** The fields that decide about framing, gathered line by line. */
interface Fields {
  hostCount: number;
  connection: string;
  expect: string;
  contentType: string;
  contentLength: string | undefined;
  transferEncoding: string | undefined;
}

/**
 * Reads a complete request head.
 *
 * @param bytes - holds the head at [from, to), the blank line included
 * @returns the head, or the refusal that RFC 9112 asks for
 */
export function parseRequestHead(
  bytes: Buffer,
  from: number,
  to: number,
): RequestHead | RequestRefusal {
  const lines = bytes.toString("latin1", from, to - 4).split("\r\n");
  const start = readRequestLine(lines[0] ?? "");
  if ("status" in start) return start;
  const fields = readFields(lines);
  if ("status" in fields) return fields;
  const { isHttp10, method, target } = start;
  if (isHttp10 ? fields.hostCount > 1 : fields.hostCount !== 1) {
    return refuse(
      400,
      `the request has ${fields.hostCount} Host headers; HTTP/1.1 requires exactly one`,
    );
  }
  const contentLengthBytes = bodyLengthOf(fields, isHttp10);
  if (typeof contentLengthBytes !== "number") return contentLengthBytes;
  return {
    bytes:
      to - from <= REMEMBERED_HEAD_BYTES_MAX ? Buffer.from(bytes.subarray(from, to)) : NO_BYTES,
    method,
    target,
    isHttp10,
    keepAlive: keepsAlive(fields.connection, isHttp10),
    // RFC 9110 section 10.1.1: an expectation in an HTTP/1.0 request is ignored.
    expectsContinue: !isHttp10 && fields.expect.toLowerCase() === "100-continue",
    contentType: fields.contentType,
    contentLengthBytes,
  };
}

function readRequestLine(
  line: string,
): Pick<RequestHead, "method" | "target" | "isHttp10"> | RequestRefusal {
  const match = REQUEST_LINE.exec(line);
  const [, method = "", target = "", major = "", minor = ""] = match ?? [];
  if (!TOKEN.test(method)) {
    return refuse(400, "the request line is malformed; it must be: METHOD target HTTP/1.1");
  }
  // A tunnel has no framing that a server of answers could keep to.
  if (method === "CONNECT") return refuse(501, "CONNECT is not served");
  if (major !== "1") {
    return refuse(505, `HTTP/${major}.${minor} is not spoken here; use HTTP/1.1 or HTTP/1.0`);
  }
  return { method, target, isHttp10: minor === "0" };
}

function readFields(lines: readonly string[]): Fields | RequestRefusal {
  const fields: Fields = {
    hostCount: 0,
    connection: "",
    expect: "",
    contentType: "",
    contentLength: undefined,
    transferEncoding: undefined,
  };
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index] ?? "";
    const colonIndex = line.indexOf(":");
    const name = line.slice(0, Math.max(colonIndex, 0));
    // Also refuses folded lines and white space before the colon, the two old ways to smuggle a header.
    if (!TOKEN.test(name))
      return refuse(400, `header line ${index} is malformed; it must be: Name: value`);
    const value = line.slice(colonIndex + 1).trim();
    if (FORBIDDEN_IN_VALUE.test(value)) {
      return refuse(400, `header line ${index} has a control character in its value`);
    }
    const refusal = keepField(fields, name.toLowerCase(), value);
    if (refusal !== undefined) return refusal;
  }
  return fields;
}

function keepField(fields: Fields, name: string, value: string): RequestRefusal | undefined {
  switch (name) {
    case "host":
      fields.hostCount++;
      return undefined;
    case "connection":
      fields.connection += `,${value}`;
      return undefined;
    case "expect":
      fields.expect = value;
      return undefined;
    case "content-type":
      fields.contentType = value;
      return undefined;
    case "content-length":
      if (fields.contentLength !== undefined) return refuse(400, "Content-Length is given twice");
      fields.contentLength = value;
      return undefined;
    case "transfer-encoding":
      fields.transferEncoding =
        fields.transferEncoding === undefined ? value : `${fields.transferEncoding},${value}`;
      return undefined;
    default:
      return undefined;
  }
}

/** @returns the length of the body, -1 for chunked */
function bodyLengthOf(fields: Fields, isHttp10: boolean): number | RequestRefusal {
  const { contentLength, transferEncoding } = fields;
  if (transferEncoding === undefined) {
    if (contentLength === undefined) return 0;
    // At most 15 digits: every such number is exact as a double.
    if (/^\d{1,15}$/.test(contentLength)) return Number(contentLength);
    return refuse(400, "Content-Length must be a decimal number of bytes");
  }
  // RFC 9112 section 6.1: both at once, or chunked in HTTP/1.0, is how requests are smuggled past a proxy.
  if (contentLength !== undefined) {
    return refuse(400, "Content-Length and Transfer-Encoding must not be used together");
  }
  if (isHttp10) return refuse(400, "HTTP/1.0 has no Transfer-Encoding");
  if (transferEncoding.toLowerCase() === "chunked") return -1;
  return refuse(501, "the only Transfer-Encoding served is chunked");
}

function keepsAlive(connection: string, isHttp10: boolean): boolean {
  if (hasToken(connection, "close")) return false;
  return !isHttp10 || hasToken(connection, "keep-alive");
}

function hasToken(list: string, token: string): boolean {
  for (const part of list.split(",")) {
    if (part.trim().toLowerCase() === token) return true;
  }
  return false;
}

function refuse(status: number, message: string): RequestRefusal {
  return { status, message };
}
