import { STATUS_CODES } from "node:http";

import type { FastifyReply } from "fastify";

import { LoadError } from "../engine/index.js";
import type { ErrorCode } from "../engine/index.js";

/** What one part of a request is blamed for: a field of the body by its JSON pointer, or a query parameter by its name. */
export type ProblemPart =
  | { readonly pointer: string; readonly detail: string }
  | { readonly parameter: string; readonly detail: string };

/** The body of every error: a problem document. @see Source: RFC 9457 */
export interface ProblemDocument {
  /** `about:blank` where the status says it all, otherwise a URN that ends in the error's code. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** One line for people. */
  readonly detail: string;
  readonly code?: ErrorCode;
  readonly errors?: readonly ProblemPart[];
}

/** The media type of a {@link ProblemDocument}. */
export const PROBLEM_TYPE = "application/problem+json";

interface ProblemExtras {
  readonly code?: ErrorCode;
  readonly errors?: readonly ProblemPart[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Thrown by a route or hook to answer with a problem document. */
export class HttpProblem extends Error {
  override readonly name: string = "HttpProblem";
  readonly status: number;
  readonly extras: ProblemExtras;

  constructor(status: number, detail: string, extras: ProblemExtras = {}) {
    super(detail);
    this.status = status;
    this.extras = extras;
  }

  get document(): ProblemDocument {
    const { code, errors } = this.extras;
    return {
      type: code === undefined ? "about:blank" : `urn:mesh-bench:${code}`,
      title: STATUS_CODES[this.status] ?? "Error",
      status: this.status,
      detail: this.message,
      ...(code !== undefined && { code }),
      ...(errors !== undefined && errors.length > 0 && { errors }),
    };
  }
}

/** @returns a 400 that blames one query parameter */
export function parameterProblem(parameter: string, detail: string): HttpProblem {
  return new HttpProblem(400, `${parameter} ${detail}`, { errors: [{ parameter, detail }] });
}

/** A run that is refused for want of room may be asked for again after this long. */
const RETRY_AFTER_SECONDS = 1;

const STATUS_OF_CODE: Readonly<Partial<Record<ErrorCode, number>>> = {
  MB_SPEC_INVALID: 400,
  MB_SPEC_FILE: 400,
  MB_STREAM_INTERVAL: 400,
  MB_RUN_RATE: 400,
  MB_RUN_STATE: 409,
  MB_RUN_LIMIT: 429,
  MB_ENGINE_CLOSED: 503,
};

/** @returns the problem that any thrown value is answered with; one that nobody foresaw is a 500 without details */
export function toProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof LoadError) return fromLoadError(error);
  const status = statusCodeOf(error);
  if (error instanceof Error && status >= 400 && status < 500) {
    return new HttpProblem(status, detailOf(status, error));
  }
  return new HttpProblem(500, "the server failed to answer; its log says why");
}

/** Answers with a problem document. */
export function sendProblem(reply: FastifyReply, problem: HttpProblem): FastifyReply {
  return reply
    .code(problem.status)
    .headers({ ...problem.extras.headers })
    .type(PROBLEM_TYPE)
    .send(JSON.stringify(problem.document));
}

function fromLoadError(error: LoadError): HttpProblem {
  const status = STATUS_OF_CODE[error.code] ?? 500;
  return new HttpProblem(status, error.message, {
    code: error.code,
    errors: error.issues.map(({ pointer, message }) => ({ pointer, detail: message })),
    ...(status === 429 && { headers: { "retry-after": String(RETRY_AFTER_SECONDS) } }),
  });
}

function statusCodeOf(error: unknown): number {
  if (typeof error !== "object" || error === null || !("statusCode" in error)) return 500;
  return typeof error.statusCode === "number" ? error.statusCode : 500;
}

/** What Fastify itself refuses, in our words. */
function detailOf(status: number, error: Error): string {
  if (status === 413) return "the body is too large; at most 1 MiB is allowed";
  if (status === 415)
    return "the body must be JSON, with the header Content-Type: application/json";
  return error.message;
}
