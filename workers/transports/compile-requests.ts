import type { RequestPlan } from "../../engine/core/index.js";
import { compileHttp1Request, compileHttp1Template } from "../../wire/index.js";
import type { Http1Template, Template } from "../../wire/index.js";
import { RequestSet } from "./request-set.js";
import { SeededWords } from "./seeded-words.js";
import type { TransportOptions } from "./transport-options.js";

/** What requests are compiled from. */
export type RequestParts = Pick<
  TransportOptions,
  "requests" | "feed" | "valueSeed" | "connectionRules"
> & { readonly target: Pick<TransportOptions["target"], "authority"> };

/** The methods that may be sent again when nothing tells whether the target has done something (RFC 9110 section 9.2.2). */
const IDEMPOTENT_METHODS: readonly string[] = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"];

/**
 * @returns the requests of a plan, ready to be sent
 * @throws WireError WIRE_BAD_REQUEST_PART or WIRE_BAD_FEED if a part can't be sent as it is
 */
export function createRequestSet(parts: RequestParts): RequestSet {
  const { requests, connectionRules } = parts;
  const fixed = requests.map((request) => (isFixed(request) ? compile(request, parts) : null));
  const templates = requests.map((request, index) =>
    fixed[index] === null ? compileTemplate(request, parts) : null,
  );
  const lengths = requests.map(
    (_, index) => fixed[index]?.byteLength ?? templates[index]?.bytesMax ?? 0,
  );
  return new RequestSet({
    fixed,
    templates,
    hasTemplates: templates.some((template) => template !== null),
    bytesMax: lengths.reduce((longest, length) => Math.max(longest, length), 0),
    isHead: Uint8Array.from(requests, ({ method }) => (method === "HEAD" ? 1 : 0)),
    mayResend: Uint8Array.from(requests, (each) => (mayResend(each, connectionRules) ? 1 : 0)),
    scenarioIndexes: Uint8Array.from(requests, ({ scenarioIndex }) => scenarioIndex),
  });
}

/**
 * @returns whether a request is sent again when a connection that was used before is closed without a byte for it: only if
 * sending it twice does what sending it once does
 */
export function mayResend(
  { method }: Pick<RequestPlan, "method">,
  { retry }: Pick<TransportOptions["connectionRules"], "retry">,
): boolean {
  return retry === "idle-close" && IDEMPOTENT_METHODS.includes(method);
}

function isFixed({ path, headers, body }: RequestPlan): boolean {
  const templates = [path, ...headers.map(([, value]) => value)];
  if (body !== null && !(body instanceof Uint8Array)) templates.push(body);
  return templates.flat().every(({ kind }) => kind === "literal");
}

function compile({ method, path, headers, body }: RequestPlan, parts: RequestParts): Buffer {
  const bytes = compileHttp1Request({
    method,
    path: textOf(path),
    host: parts.target.authority,
    headers: headers.map(([name, value]) => [name, textOf(value)]),
    ...(body === null ? {} : { body: bytesOf(body) }),
  });
  // A socket makes a Buffer of any other array at every write.
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function compileTemplate(request: RequestPlan, parts: RequestParts): Http1Template {
  const { method, path, headers, body } = request;
  const { target, feed, valueSeed } = parts;
  const random = new SeededWords(valueSeed);
  return compileHttp1Template(
    { method, path, host: target.authority, headers, ...(body === null ? {} : { body }) },
    feed === null ? { random } : { random, feed },
  );
}

function bytesOf(body: Template | Uint8Array): Uint8Array {
  return body instanceof Uint8Array ? body : new TextEncoder().encode(textOf(body));
}

/** Of a template without placeholders. */
function textOf(template: Template): string {
  return template.map((part) => (part.kind === "literal" ? part.text : "")).join("");
}
