import { randomFillSync } from "node:crypto";
import type { RandomSource } from "../../engine/core/index.js";
import { encodeResponseHead, isBodyForbidden } from "../../wire/index.js";
import type { ConnectionField, RequestHead } from "../../wire/index.js";
import { drawDelayMs, isNoDelay } from "./delay.js";
import type { FaultKind } from "./fault.js";
import { SIZE_ECHO } from "./plan.js";
import type { EchoPlan, FixedPlan, TargetPlan } from "./plan.js";

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
  readonly status: number;
  /** The head, and a body that is small or an echo. */
  readonly bytes: Buffer;
  readonly headBytes: number;
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
  readonly #random: RandomSource;
  readonly #built = new Map<number, Answer>();
  #requestCount = 0;

  /** @param random - for the draws; whoever asks for them has made it that of the request */
  constructor(plan: TargetPlan, random: RandomSource) {
    this.plan = plan;
    this.#random = random;
  }

  /** Whether it counts its requests, so that another one made of the same plan would give other answers. */
  get isCounting(): boolean {
    return this.plan.kind === "echo" && (this.plan.fault?.everyCount ?? 0) > 1;
  }

  /** @returns whether all requests with this head get the same bytes, at once, with nothing drawn */
  isConstantFor(head: RequestHead): boolean {
    const { plan } = this;
    if (plan.kind === "fixed") return plan.control === undefined;
    const sizeBytes = plan.sizeBytes.certain;
    return (
      plan.status.certain !== undefined &&
      plan.closes.certain !== undefined &&
      isNoDelay(plan.delay.certain) &&
      plan.fault === undefined &&
      sizeBytes !== undefined &&
      (sizeBytes !== SIZE_ECHO || head.contentLengthBytes === 0)
    );
  }

  /** Draws how long the next answer waits. */
  drawDelayMs(): number {
    if (this.plan.kind === "fixed") return 0;
    return drawDelayMs(this.plan.delay.draw(this.#random), this.#random);
  }

  /** Decides whether the next answer fails; to be asked once per request, after everything else. */
  drawFault(): FaultKind | undefined {
    if (this.plan.kind === "fixed" || this.plan.fault === undefined) return undefined;
    const { kind, everyCount, chance } = this.plan.fault;
    this.#requestCount++;
    const fails =
      everyCount > 0 ? this.#requestCount % everyCount === 0 : chance.draw(this.#random);
    return fails ? kind : undefined;
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

function buildAnswer(request: RequestHead, draw: Draw, parts: AnswerParts): Answer {
  const { status, closes } = draw;
  const isWithoutBody = isBodyForbidden(status);
  const isTyped = parts.fields.some(([name]) => name.toLowerCase() === "content-type");
  const addsType = !isWithoutBody && !isTyped && parts.contentType !== "";
  const head = encodeResponseHead({
    status,
    fields: addsType ? [["Content-Type", parts.contentType], ...parts.fields] : parts.fields,
    contentLengthBytes: isWithoutBody ? undefined : parts.lengthBytes,
    connection: connectionOf(request, closes),
  });
  if (isWithoutBody || request.method === "HEAD") {
    return { status, bytes: head, headBytes: head.length, randomBodyBytes: 0, closes };
  }
  return {
    status,
    bytes: Buffer.concat([head, parts.body]),
    headBytes: head.length,
    randomBodyBytes: parts.lengthBytes - parts.body.length,
    closes,
  };
}

/**
 * @returns the answer as far as its middle: half of its body, or half of its head when it has no body; the connection
 * is to end there
 */
export function halfOf(answer: Answer): Answer {
  const { bytes, headBytes, randomBodyBytes } = answer;
  const inlineBytes = bytes.length - headBytes;
  const bodyBytes = inlineBytes + randomBodyBytes;
  const keptBytes =
    bodyBytes === 0 ? Math.floor(headBytes / 2) : headBytes + Math.floor(bodyBytes / 2);
  return {
    ...answer,
    bytes: bytes.subarray(0, keptBytes),
    randomBodyBytes: Math.max(keptBytes - bytes.length, 0),
    closes: true,
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
