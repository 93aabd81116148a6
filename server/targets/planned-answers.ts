import { randomFillSync } from "node:crypto";
import { encodeResponseHead, isBodyForbidden } from "../../wire/index.js";
import type { ConnectionField, RequestHead } from "../../wire/index.js";
import { SIZE_ECHO } from "./target-plan.js";
import type { EchoPlan, FixedPlan, TargetPlan } from "./target-plan.js";

/** Bodies of random bytes up to this size are sent as one piece with their head. */
const INLINE_BODY_BYTES_MAX = 8192;
/** So many built answers are kept per plan: a plan with many weighted values must not fill the memory. */
const BUILT_ANSWERS_MAX = 64;
const RANDOM_BYTES_COUNT = 1_048_576;
const NO_BYTES = Buffer.alloc(0);

let randomBytes = NO_BYTES;

/**
 * Incompressible bytes, drawn once and sent again and again, 1 MiB apart: much farther than gzip looks back (32 KiB).
 *
 * @returns so many bytes, but at most 1 MiB; the caller must not write to them
 */
export function randomBody(lengthBytes: number): Buffer {
  if (randomBytes.length === 0)
    randomBytes = randomFillSync(Buffer.allocUnsafe(RANDOM_BYTES_COUNT));
  return randomBytes.subarray(0, Math.min(lengthBytes, RANDOM_BYTES_COUNT));
}

/** An answer, ready to be written. */
export interface Answer {
  /** The head, and a body that is small or an echo. */
  readonly bytes: Buffer;
  /** So many random bytes follow. */
  readonly randomBodyBytes: number;
  readonly closes: boolean;
}

/** What was drawn for one request. */
interface Draw {
  readonly status: number;
  readonly sizeBytes: number;
  readonly closes: boolean;
}

/**
 * The answers that one plan gives, built once each.
 *
 * Cost: a built answer is a look-up; an echo of a body copies it once.
 */
export class PlannedAnswers {
  readonly plan: TargetPlan;
  readonly #random: () => number;
  readonly #built = new Map<number, Answer>();

  /** @param random - numbers in [0, 1) for the draws */
  constructor(plan: TargetPlan, random: () => number) {
    this.plan = plan;
    this.#random = random;
  }

  /** @returns whether all requests with this head get the same bytes, at once, with nothing drawn */
  isConstantFor(head: RequestHead): boolean {
    const { plan } = this;
    if (plan.kind === "fixed") return plan.freeze === undefined;
    const sizeBytes = plan.sizeBytes.certain;
    return (
      plan.status.certain !== undefined &&
      plan.closes.certain !== undefined &&
      plan.delayMs.certain === 0 &&
      sizeBytes !== undefined &&
      (sizeBytes !== SIZE_ECHO || head.contentLengthBytes === 0)
    );
  }

  /** Draws how long the next answer waits. */
  drawDelayMs(): number {
    return this.plan.kind === "echo" ? this.plan.delayMs.draw(this.#random) : 0;
  }

  /** Draws the next answer; it holds nothing of `body` but a copy. */
  next(head: RequestHead, body: Buffer): Answer {
    const draw = this.#draw(head);
    const { plan } = this;
    const isEchoOfBody = plan.kind === "echo" && draw.sizeBytes === SIZE_ECHO && body.length > 0;
    if (isEchoOfBody) return buildAnswer(head, draw, echoParts(plan, head, body));
    const key = keyOf(head, draw);
    let answer = this.#built.get(key);
    if (answer === undefined) {
      const parts = plan.kind === "fixed" ? fixedParts(plan) : sizedParts(plan, draw.sizeBytes);
      answer = buildAnswer(head, draw, parts);
      if (this.#built.size >= BUILT_ANSWERS_MAX) this.#built.clear();
      this.#built.set(key, answer);
    }
    return answer;
  }

  #draw(head: RequestHead): Draw {
    const { plan } = this;
    if (plan.kind === "fixed") {
      return { status: plan.status, sizeBytes: 0, closes: !head.keepAlive };
    }
    return {
      status: plan.status.draw(this.#random),
      sizeBytes: plan.sizeBytes.draw(this.#random),
      closes: plan.closes.draw(this.#random) || !head.keepAlive,
    };
  }
}

/** What an answer says, before the rules of HTTP take their share. */
interface AnswerParts {
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly contentType: string;
  readonly body: Buffer;
  readonly lengthBytes: number;
}

function fixedParts(plan: FixedPlan): AnswerParts {
  const body = Buffer.from(plan.body);
  return { fields: plan.fields, contentType: "", body, lengthBytes: body.length };
}

function sizedParts(plan: EchoPlan, sizeBytes: number): AnswerParts {
  const lengthBytes = Math.max(sizeBytes, 0);
  return {
    fields: plan.fields,
    contentType: sizeBytes === SIZE_ECHO ? "" : "application/octet-stream",
    body: lengthBytes <= INLINE_BODY_BYTES_MAX ? randomBody(lengthBytes) : NO_BYTES,
    lengthBytes,
  };
}

function echoParts(plan: EchoPlan, head: RequestHead, body: Buffer): AnswerParts {
  return { fields: plan.fields, contentType: head.contentType, body, lengthBytes: body.length };
}

function buildAnswer(head: RequestHead, draw: Draw, parts: AnswerParts): Answer {
  const { status, closes } = draw;
  const isWithoutBody = isBodyForbidden(status);
  const isTyped = parts.fields.some(([name]) => name.toLowerCase() === "content-type");
  const addsType = !isWithoutBody && !isTyped && parts.contentType !== "";
  const headBytes = encodeResponseHead({
    status,
    fields: addsType ? [["Content-Type", parts.contentType], ...parts.fields] : parts.fields,
    contentLengthBytes: isWithoutBody ? undefined : parts.lengthBytes,
    connection: connectionOf(head, closes),
  });
  if (isWithoutBody || head.method === "HEAD") {
    return { bytes: headBytes, randomBodyBytes: 0, closes };
  }
  return {
    bytes: Buffer.concat([headBytes, parts.body]),
    randomBodyBytes: parts.lengthBytes - parts.body.length,
    closes,
  };
}

function connectionOf(head: RequestHead, closes: boolean): ConnectionField {
  if (closes) return "close";
  return head.isHttp10 ? "keep-alive" : "unsaid";
}

/** One number per distinct answer of a plan: a size has 27 bits, a status 10, and there are 2 × 2 × 2 forms. */
function keyOf(head: RequestHead, draw: Draw): number {
  const form = (head.method === "HEAD" ? 4 : 0) + (head.isHttp10 ? 2 : 0) + (draw.closes ? 1 : 0);
  return ((draw.sizeBytes + 1) * 1024 + draw.status) * 8 + form;
}
