import {
  compileSplices,
  countPlaceholders,
  type SplicePiece,
  type SpliceSources,
  toPieces,
} from "../splices/compile-splices.js";
import type { Template } from "../splices/template.js";
import {
  badPart,
  checkContentLength,
  checkHeader,
  checkMethod,
  checkPath,
} from "./request-checks.js";
import type { RequestField } from "./request-checks.js";
import { completeFields, expectsContentLength, isOnceAmong } from "./request-fields.js";
import { Http1Template } from "./request-template.js";

/** What a request consists of whose path, header values or body hold placeholders. */
export interface Http1TemplateParts {
  readonly method: string;
  /** As in `Http1RequestParts`, once values are in place of the placeholders. */
  readonly path: Template;
  readonly host: string;
  readonly headers?: readonly TemplateField[];
  /** A template is sent as UTF-8; bytes are sent as they are. */
  readonly body?: Template | Uint8Array;
}

/** A header whose value may hold placeholders. */
export type TemplateField = readonly [name: string, value: Template];

/** Stands for a placeholder where its surroundings are checked: what it becomes is allowed wherever this is. */
const EXAMPLE_VALUE = "0";

/**
 * Compiles a request with placeholders to bytes with splices.
 *
 * The headers and their order are those of `compileHttp1Request`. A value of the feed is percent-encoded in the path, sent
 * as Latin-1 in a header, and as UTF-8 with nothing escaped in the body. Content-Length is written for each body anew, so
 * a body with placeholders can't have one of the user's own. The random numbers of a placeholder belong to its place in
 * the request: path, then headers, then body.
 *
 * @throws WireError WIRE_BAD_REQUEST_PART if a part can't be sent as it is, WIRE_BAD_FEED if a value of the feed can't be used where it is named
 */
export function compileHttp1Template(
  parts: Http1TemplateParts,
  sources: SpliceSources,
): Http1Template {
  const head = headPiecesOf(parts);
  const body = bodyPiecesOf(parts.body);
  if (countPlaceholders(body) === 0) {
    const bytes = Buffer.concat(body.filter((piece) => piece instanceof Uint8Array));
    const pieces = [...head, toHeadEnd(parts, bytes.length), bytes];
    return new Http1Template(compileSplices(pieces, sources, 0), null);
  }
  refuseOwnLength(parts);
  return new Http1Template(
    compileSplices([...head, toLatin1("Content-Length: ")], sources, 0),
    compileSplices(body, sources, countPlaceholders(head)),
  );
}

/** The request line and all headers but a Content-Length of ours. */
function headPiecesOf(parts: Http1TemplateParts): readonly SplicePiece[] {
  const { method, path, host } = parts;
  checkMethod(method);
  checkPath(exampleOf(path));
  const pieces: SplicePiece[] = [
    toLatin1(`${method} `),
    ...toPieces(path, "path"),
    toLatin1(" HTTP/1.1\r\n"),
  ];
  const templates = new Map<RequestField, Template>();
  for (const [name, value] of parts.headers ?? []) templates.set([name, exampleOf(value)], value);
  for (const field of completeFields(host, [...templates.keys()])) {
    const [name, value] = field;
    checkHeader(name, value);
    const template = templates.get(field) ?? [{ kind: "literal", text: value }];
    pieces.push(toLatin1(`${name}: `), ...toPieces(template, "header"), toLatin1("\r\n"));
  }
  return pieces;
}

function bodyPiecesOf(body: Template | Uint8Array | undefined): readonly SplicePiece[] {
  if (body === undefined) return [];
  return body instanceof Uint8Array ? [body] : toPieces(body, "body");
}

/** What follows the headers as given, before a body that is always the same. */
function toHeadEnd({ method, headers = [], body }: Http1TemplateParts, bodyBytes: number): Buffer {
  const fields = toExamples(headers);
  if (isOnceAmong(fields, "content-length")) {
    checkContentLength(fields, bodyBytes);
    return toLatin1("\r\n");
  }
  const isExpected = expectsContentLength(method, body !== undefined);
  return toLatin1(isExpected ? `Content-Length: ${bodyBytes}\r\n\r\n` : "\r\n");
}

function refuseOwnLength({ headers = [] }: Http1TemplateParts): void {
  for (const [name, value] of toExamples(headers)) {
    if (name.toLowerCase() !== "content-length") continue;
    throw badPart(`header ${name}`, value, "it follows from the body, which has placeholders");
  }
}

function toExamples(headers: readonly TemplateField[]): readonly RequestField[] {
  return headers.map(([name, value]) => [name, exampleOf(value)]);
}

function exampleOf(template: Template): string {
  return template.map((part) => (part.kind === "literal" ? part.text : EXAMPLE_VALUE)).join("");
}

function toLatin1(text: string): Buffer {
  return Buffer.from(text, "latin1");
}
