import type { Socket } from "node:net";
import {
  CONTINUE_BYTES,
  Http1RequestParser,
  REQUEST_COMPLETE,
  REQUEST_ERROR,
} from "../../wire/index.js";
import type { RequestHead, RequestHeadMemo } from "../../wire/index.js";
import { DueTimer } from "./due-timer.js";
import type { Freeze, Parked } from "./freeze.js";
import { PlannedAnswers, randomBody } from "./planned-answers.js";
import type { Answer } from "./planned-answers.js";
import { refusalPlan } from "./target-plan.js";

/** What all connections of one target share. */
export interface TargetCore {
  readonly freeze: Freeze;
  readonly memo: RequestHeadMemo;
  readonly counts: { requestCount: number; refusedCount: number };
  answersFor(target: string): PlannedAnswers;
}

/** Ready for the next request. */
const READY = 0;
/** An answer waits for its delay, or for the end of the freeze in which it fell due. */
const DELAYED = 1;
/** The sender does not read as fast as it asks: nothing more is read until it has. */
const FLUSHING = 2;
/** The last answer is given; whatever still arrives is dropped. */
const FINISHED = 3;

/** Answers to pipelined requests are gathered up to this size before they are written. */
const BATCH_BYTES_MAX = 65_536;
/**
 * So long a sender may go on after the last answer. Closing at once would reset the connection, and a reset destroys
 * an answer that the sender has not read (RFC 9112 section 9.6).
 */
const LINGER_MS = 1000;
const NO_BYTES = Buffer.alloc(0);
const NO_ANSWER: Answer = { bytes: NO_BYTES, randomBodyBytes: 0, closes: false };

/**
 * One connection to the target: requests are answered one after the other, in their order.
 *
 * ```
 *          ┌──── delay ────► DELAYED ────┐
 *  READY ──┤                             ├──► READY … ──► FINISHED
 *          └─ write full ──► FLUSHING ───┘
 * ```
 *
 * A chunk that arrives while the connection is not READY, or the target is frozen, is held and the socket paused: so
 * one chunk is all that a connection ever holds, and a frozen target still knows in which order requests came.
 */
export class TargetConnection implements Parked {
  readonly #socket: Socket;
  readonly #core: TargetCore;
  readonly #parser: Http1RequestParser;
  readonly #delay = new DueTimer(() => {
    this.goOn();
  });
  #state: number = READY;
  #held: Buffer = NO_BYTES;
  #heldIndex = 0;
  #hasEnded = false;
  #linger: NodeJS.Timeout | undefined;

  // The head that was answered last, and its answer when it is always the same: NO_ANSWER when it is not.
  #knownHead: RequestHead | undefined;
  #knownAnswer: Answer = NO_ANSWER;
  #answers: PlannedAnswers | undefined;

  #firstOfBatch: Buffer = NO_BYTES;
  readonly #restOfBatch: Buffer[] = [];
  #batchBytes = 0;

  #delayed: Answer = NO_ANSWER;
  #bodyLeftBytes = 0;
  #closesAfterBody = false;

  constructor(socket: Socket, core: TargetCore) {
    this.#socket = socket;
    this.#core = core;
    this.#parser = new Http1RequestParser(core.memo);
    socket.on("data", (chunk: Buffer) => {
      this.#onData(chunk);
    });
    socket.on("drain", () => {
      if (this.#state === FLUSHING) this.goOn();
    });
    socket.on("end", () => {
      this.#hasEnded = true;
      if (this.#state === READY && this.#held.length === 0) this.goOn();
    });
    // ECONNRESET and EPIPE are how load generators end their runs; the close event that follows does all there is to do.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#state = FINISHED;
      this.#delay.cancel();
      clearTimeout(this.#linger);
      this.#held = NO_BYTES;
    });
  }

  /** What was waited for is over: the freeze, the delay, or the flush. */
  goOn(): void {
    if (this.#core.freeze.isFrozen) this.#core.freeze.park(this);
    else if (this.#state === DELAYED) this.#answerDelayed();
    else if (this.#state !== FINISHED) this.#takeUp();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #onData(chunk: Buffer): void {
    if (this.#state === FINISHED) return;
    if (this.#state === READY) this.#advance(chunk, 0);
    else this.#hold(chunk, 0);
  }

  #hold(chunk: Buffer, fromIndex: number): void {
    if (this.#held.length > 0) {
      // The stream hands over what it had read before it was paused.
      this.#held = Buffer.concat([this.#held.subarray(this.#heldIndex), chunk]);
      this.#heldIndex = 0;
      return;
    }
    this.#held = chunk;
    this.#heldIndex = fromIndex;
    this.#socket.pause();
    if (this.#state === READY) this.#core.freeze.park(this);
  }

  /** Serves the requests of a chunk, as far as it can now. */
  #advance(chunk: Buffer, fromIndex: number): void {
    const parser = this.#parser;
    let index = fromIndex;
    while (index < chunk.length && this.#state !== FINISHED) {
      if (this.#state !== READY || this.#core.freeze.isFrozen) {
        this.#hold(chunk, index);
        break;
      }
      const outcome = parser.parse(chunk, index, chunk.length);
      index = parser.nextIndex;
      if (outcome === REQUEST_COMPLETE) this.#serve(parser.head);
      else if (outcome === REQUEST_ERROR) this.#refuse();
      else if (parser.continueDue) this.#batch(CONTINUE_BYTES);
    }
    this.#flush();
  }

  #serve(head: RequestHead): void {
    this.#core.counts.requestCount++;
    if (head !== this.#knownHead) this.#learn(head);
    const answer = this.#knownAnswer;
    if (answer === NO_ANSWER) this.#serveDrawn(head);
    else this.#send(answer);
  }

  #learn(head: RequestHead): void {
    const answers = this.#core.answersFor(head.target);
    this.#knownHead = head;
    this.#answers = answers;
    this.#knownAnswer = answers.isConstantFor(head) ? answers.next(head, NO_BYTES) : NO_ANSWER;
  }

  #serveDrawn(head: RequestHead): void {
    const answers = this.#answers;
    if (answers === undefined) return;
    if (answers.plan.kind === "fixed" && answers.plan.freeze !== undefined) {
      this.#serveControl(answers, head, answers.plan.freeze);
      return;
    }
    const delayMs = answers.drawDelayMs();
    const answer = answers.next(head, this.#parser.body);
    if (delayMs === 0) {
      this.#send(answer);
      return;
    }
    this.#flush();
    this.#state = DELAYED;
    this.#delayed = answer;
    this.#delay.start(delayMs);
  }

  /** The answer is on its way before the freeze that it announces begins. */
  #serveControl(
    answers: PlannedAnswers,
    head: RequestHead,
    { durationMs, afterMs }: { readonly durationMs: number; readonly afterMs: number },
  ): void {
    if (this.#core.freeze.hasRoom()) {
      this.#send(answers.next(head, NO_BYTES));
      this.#flush();
      this.#core.freeze.schedule(durationMs, afterMs);
    } else {
      const refusal = refusalPlan("too many freezes lie ahead; at most 100 may", 429);
      this.#send(new PlannedAnswers(refusal, zero).next(head, NO_BYTES));
    }
  }

  #answerDelayed(): void {
    const answer = this.#delayed;
    this.#delayed = NO_ANSWER;
    this.#state = READY;
    this.#send(answer);
    this.#flush();
    if (this.#isReady()) this.#takeUp();
  }

  /** The request that can't be read is the last: where the next one begins is unknown. */
  #refuse(): void {
    this.#core.counts.refusedCount++;
    const { errorStatus, errorMessage, head } = this.#parser;
    const plan = refusalPlan(errorMessage, errorStatus);
    const closing = { ...head, method: "", keepAlive: false };
    this.#send(new PlannedAnswers(plan, zero).next(closing, NO_BYTES));
  }

  #send(answer: Answer): void {
    this.#batch(answer.bytes);
    if (answer.randomBodyBytes > 0) {
      this.#bodyLeftBytes = answer.randomBodyBytes;
      this.#closesAfterBody = answer.closes;
      this.#socket.cork();
      this.#flush();
      this.#pumpBody();
      this.#socket.uncork();
    } else if (answer.closes) {
      this.#finish();
    }
  }

  #pumpBody(): void {
    while (this.#bodyLeftBytes > 0 && this.#state === READY) {
      const piece = randomBody(this.#bodyLeftBytes);
      this.#bodyLeftBytes -= piece.length;
      this.#write(piece);
    }
    if (this.#bodyLeftBytes === 0 && this.#closesAfterBody) this.#finish();
  }

  #batch(bytes: Buffer): void {
    if (this.#batchBytes === 0) this.#firstOfBatch = bytes;
    else this.#restOfBatch.push(bytes);
    this.#batchBytes += bytes.length;
    if (this.#batchBytes > BATCH_BYTES_MAX) this.#flush();
  }

  #flush(): void {
    if (this.#batchBytes === 0) return;
    this.#batchBytes = 0;
    const first = this.#firstOfBatch;
    if (this.#restOfBatch.length === 0) {
      this.#write(first);
      return;
    }
    const all = Buffer.concat([first, ...this.#restOfBatch]);
    this.#restOfBatch.length = 0;
    this.#write(all);
  }

  #write(bytes: Buffer): void {
    if (!this.#socket.write(bytes)) this.#state = FLUSHING;
  }

  /** Takes up what waited: the rest of a body, the held chunk, the end of the sender's stream. */
  #takeUp(): void {
    this.#state = READY;
    this.#pumpBody();
    if (this.#isReady() && this.#held.length > 0) {
      const held = this.#held;
      this.#held = NO_BYTES;
      this.#advance(held, this.#heldIndex);
    }
    if (!this.#isReady() || this.#held.length > 0) return;
    if (this.#hasEnded) this.#finish();
    else this.#socket.resume();
  }

  #isReady(): boolean {
    return this.#state === READY;
  }

  #finish(): void {
    this.#flush();
    this.#state = FINISHED;
    this.#held = NO_BYTES;
    this.#socket.end(() => {
      if (this.#socket.destroyed) return;
      this.#linger = setTimeout(() => {
        this.destroy();
      }, LINGER_MS);
    });
    // What is still unread keeps the end of the sender's stream from being seen.
    this.#socket.resume();
  }
}

function zero(): number {
  return 0;
}
