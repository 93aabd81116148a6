import { isHeaderValue, isOfTheBody, isToken } from "../core/spec/header-issues.js";
import type { ReplayLine } from "./replay-lines.js";

/** What a recorded arrival says of its request; the rest is that of the target. */
export interface ReplayRequest {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | undefined;
}

/**
 * The requests of a recording, each different one once.
 *
 * Shape: an index for each arrival, in shared memory.
 */
export interface ReplayRequests {
  readonly requests: readonly ReplayRequest[];
  readonly requestIndexes: Uint32Array;
}

/** RFC 9112 section 3.2.1: as it was recorded, percent-encoded. */
const PATH = /^\/[\x21\x22\x24-\x7e]*$/;

/**
 * @returns what the lines of a recording say of requests; null if none of them says anything
 * @throws Error that says what can't be sent of which entry
 */
export function collectRequests(lines: readonly ReplayLine[]): ReplayRequests | null {
  if (lines.every(isBare)) return null;
  const indexOfKey = new Map<string, number>();
  const requests: ReplayRequest[] = [];
  const bytes = lines.length * Uint32Array.BYTES_PER_ELEMENT;
  const requestIndexes = new Uint32Array(new SharedArrayBuffer(bytes));
  for (const [at, line] of lines.entries()) {
    const { method, path, headers, body } = line;
    const key = JSON.stringify([method, path, headers, body]);
    let index = indexOfKey.get(key);
    if (index === undefined) {
      index = requests.push(toRequest(line, `entry ${at + 1}`)) - 1;
      indexOfKey.set(key, index);
    }
    requestIndexes[at] = index;
  }
  return { requests, requestIndexes };
}

function isBare({ method, path, headers, body }: ReplayLine): boolean {
  return [method, path, headers, body].every((field) => field === undefined);
}

function toRequest({ method, path, headers, body }: ReplayLine, place: string): ReplayRequest {
  if (method !== undefined && (!isToken(method) || method === "CONNECT")) {
    throw new Error(`${place}: method is ${JSON.stringify(method)}; it must be one such as GET`);
  }
  if (path !== undefined && !PATH.test(path)) {
    throw new Error(
      `${place}: path is ${JSON.stringify(path)}; it must begin with / and be percent-encoded`,
    );
  }
  return { method, path, headers: parseHeaders(headers, place), body };
}

function parseHeaders(text: string | undefined, place: string): ReplayRequest["headers"] {
  if (text === undefined) return [];
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(
      `${place}: headers is ${JSON.stringify(text)}; it must be an object such as {"Accept": "*/*"}`,
    );
  }
  return Object.entries(value).map(([name, header]: [string, unknown]) => {
    if (isToken(name) && !isOfTheBody(name) && isText(header)) return [name, header];
    throw new Error(
      `${place}: header ${JSON.stringify(name)} is ${JSON.stringify(header)}; it must be a text of Latin-1 without control characters, and not say how long the body is`,
    );
  });
}

function isText(value: unknown): value is string {
  return typeof value === "string" && isHeaderValue(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
