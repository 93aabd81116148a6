import type { Socket } from "node:net";
import { assertNever } from "../../engine/core/index.js";
import {
  CONTINUE_BYTES,
  Http1RequestParser,
  REQUEST_COMPLETE,
  REQUEST_ERROR,
} from "../../wire/index.js";
import type { RequestHead } from "../../wire/index.js";
import { AnswerWriter } from "./answer-writer.js";
import type { AnswerWriterOwner } from "./answer-writer.js";
import { ConnectionLog } from "./connection-log.js";
import { DueTimer } from "./due-timer.js";
import type { FaultKind } from "./fault.js";
import type { Parked } from "./freeze.js";
import { halfOf, PlannedAnswers } from "./planned-answers.js";
import type { Answer } from "./planned-answers.js";
import { STALL_OFF } from "./stall.js";
import type { Stall } from "./stall.js";
import type { TargetCore } from "./target-core.js";
import { refusalPlan } from "./target-plan.js";

/** Ready for the next request. */
const READY = 0;
/** An answer waits for its delay, or for the end of the freeze in which it fell due. */
const DELAYED = 1;
/** The sender does not read as fast as it asks: nothing more is read until it has. */
const FLUSHING = 2;
/** The last answer is given; whatever still arrives is dropped, in this state and those above it. */
const FINISHED = 3;
/** There will be no answer, and no end either, until the sender ends. */
const HUNG = 4;

const NO_BYTES = Buffer.alloc(0);
const NO_ANSWER: Answer = {
  status: 0,
  bytes: NO_BYTES,
  headBytes: 0,
  randomBodyBytes: 0,
  closes: false,
};
/** No status line begins like this, of any version of HTTP. */
const GARBAGE_BYTES = Buffer.from("\0\x01\x02 no HTTP \xfd\xfe\xff\r\n\r\n", "latin1");

/**
 * One connection to the target: requests are answered one after the other, in their order.
 *
 * ```
 *          ┌──── delay ────► DELAYED ────┐
 *  READY ──┤                             ├──► READY … ──► FINISHED
 *          └─ write full ──► FLUSHING ───┘         └────► HUNG
 * ```
 *
 * A chunk that arrives while the connection is not READY, or the target is frozen, is held and the socket paused: so
 * one chunk is all that a connection ever holds, and a frozen target still knows in which order requests came.
 */
export class TargetConnection implements Parked, AnswerWriterOwner {
  readonly #socket: Socket;
  readonly #core: TargetCore;
  readonly #parser: Http1RequestParser;
  readonly #delay: DueTimer;
  readonly #writer: AnswerWriter;
  readonly #log: ConnectionLog | undefined;
  #state: number = READY;
  #held: Buffer = NO_BYTES;
  #heldIndex = 0;
  #hasEnded = false;

  // The head that was answered last, and its answer when it is always the same: NO_ANSWER when it is not.
  #knownHead: RequestHead | undefined;
  #knownAnswer: Answer = NO_ANSWER;
  #answers: PlannedAnswers | undefined;

  #delayed: Answer = NO_ANSWER;
  #delayedFault: FaultKind | undefined;

  constructor(socket: Socket, core: TargetCore) {
    this.#socket = socket;
    this.#core = core;
    this.#parser = new Http1RequestParser(core.memo);
    this.#writer = new AnswerWriter(socket, this);
    this.#delay = new DueTimer(core.timers, () => {
      this.goOn();
    });
    const number = core.counts.connectionCount++;
    this.#log = core.log === undefined ? undefined : new ConnectionLog(core.log, number);
    socket.on("data", this.#dataListener());
    socket.on("drain", () => {
      if (this.#state === FLUSHING) this.goOn();
    });
    socket.on("end", () => {
      this.#hasEnded = true;
      if (this.#state === HUNG || (this.#state === READY && this.#held.length === 0)) this.goOn();
    });
    // ECONNRESET and EPIPE are how load generators end their runs; the close event that follows does all there is to do.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#log?.lose();
      this.#state = FINISHED;
      this.#delay.cancel();
      this.#writer.close();
      this.#held = NO_BYTES;
    });
  }

  /** What was waited for is over: the freeze, the delay, or the flush. */
  goOn(): void {
    if (this.#core.freeze.isFrozen) this.#core.freeze.park(this);
    else if (this.#state === DELAYED) this.#answerDelayed();
    else if (this.#state === HUNG) this.destroy();
    else if (this.#state !== FINISHED) this.#takeUp();
  }

  /** The sender does not read as fast as it asks. */
  onFull(): void {
    this.#state = FLUSHING;
  }

  /** The last answer is given. */
  onEnded(): void {
    this.#state = FINISHED;
    this.#held = NO_BYTES;
  }

  destroy(): void {
    this.#state = FINISHED;
    // Told here, not when the socket has closed: the log may be over by then.
    this.#log?.lose();
    this.#socket.destroy();
  }

  /** Ends the connection with a reset: the sender finds it broken, not closed. */
  reset(): void {
    this.#writer.flush();
    this.#state = FINISHED;
    this.#log?.lose();
    this.#socket.resetAndDestroy();
  }

  /** Without a log no chunk pays for one. */
  #dataListener(): (chunk: Buffer) => void {
    const log = this.#log;
    if (log === undefined) {
      return (chunk) => {
        this.#onData(chunk);
      };
    }
    return (chunk) => {
      // What is added to a held chunk had been read before the socket was paused.
      if (this.#held.length === 0) log.read();
      this.#onData(chunk);
    };
  }

  #onData(chunk: Buffer): void {
    if (this.#state >= FINISHED) return;
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
    while (index < chunk.length && this.#state < FINISHED) {
      if (this.#state !== READY || this.#core.freeze.isFrozen) {
        this.#hold(chunk, index);
        break;
      }
      const outcome = parser.parse(chunk, index, chunk.length);
      index = parser.nextIndex;
      if (outcome === REQUEST_COMPLETE) this.#serve(parser.head);
      else if (outcome === REQUEST_ERROR) this.#refuse();
      else if (parser.continueDue) this.#writer.batch(CONTINUE_BYTES);
    }
    this.#writer.flush();
  }

  #serve(head: RequestHead): void {
    this.#core.counts.requestCount++;
    if (head !== this.#knownHead) this.#learn(head);
    const answer = this.#knownAnswer;
    if (answer === NO_ANSWER) this.#serveDrawn(head);
    else this.#writer.send(answer);
  }

  #learn(head: RequestHead): void {
    const answers = this.#core.answersFor(head.target);
    this.#knownHead = head;
    this.#answers = answers;
    this.#knownAnswer =
      answers.isConstantFor(head) && !this.#isWatched() ? answers.next(head, NO_BYTES) : NO_ANSWER;
  }

  /** Whether each single request has to be looked at, even those whose answer is known. */
  #isWatched(): boolean {
    return this.#log !== undefined || this.#core.lastRequestCount < Infinity;
  }

  #serveDrawn(head: RequestHead): void {
    const answers = this.#answers;
    if (answers === undefined) return;
    const core = this.#core;
    const sequence = core.counts.requestCount - 1;
    this.#log?.arrive(sequence);
    if (sequence + 1 >= core.lastRequestCount) {
      core.die();
      return;
    }
    if (answers.plan.kind === "fixed" && answers.plan.control !== undefined) {
      this.#serveControl(answers, head, answers.plan.control);
      return;
    }
    core.random.begin(sequence);
    const delayMs = answers.drawDelayMs();
    const answer = answers.next(head, this.#parser.body);
    const fault = answers.drawFault();
    if (delayMs === 0) {
      this.#depart(answer, fault);
      return;
    }
    this.#writer.flush();
    this.#state = DELAYED;
    this.#delayed = answer;
    this.#delayedFault = fault;
    this.#delay.start(delayMs);
  }

  /** The answer is on its way before the freeze that it announces begins. */
  #serveControl(
    answers: PlannedAnswers,
    head: RequestHead,
    control: Stall | typeof STALL_OFF,
  ): void {
    const { freeze, random } = this.#core;
    if (control === STALL_OFF) {
      freeze.forgetAhead();
      this.#depart(answers.next(head, NO_BYTES), undefined);
    } else if (freeze.hasRoom()) {
      this.#depart(answers.next(head, NO_BYTES), undefined);
      this.#writer.flush();
      freeze.schedule(control);
    } else {
      const refusal = refusalPlan("too many freezes lie ahead; at most 100 may", 429);
      const planned = new PlannedAnswers(refusal, random.source);
      this.#depart(planned.next(head, NO_BYTES), undefined);
    }
  }

  /** Does what was waited for: the answer, or in its place the fault. */
  #depart(answer: Answer, fault: FaultKind | undefined): void {
    const log = this.#log;
    log?.depart(answer.status, fault);
    if (fault === undefined) this.#writer.send(answer);
    else this.#break(fault, answer);
    // Answers that were gathered would leave later than the log says.
    if (log !== undefined) this.#writer.flush();
  }

  #break(fault: FaultKind, answer: Answer): void {
    switch (fault) {
      case "reset":
        this.reset();
        break;
      case "close":
        this.#writer.end();
        break;
      case "truncate":
        this.#writer.send(halfOf(answer));
        break;
      case "garbage":
        this.#writer.batch(GARBAGE_BYTES);
        this.#writer.end();
        break;
      case "hang":
        this.#hang();
        break;
      default:
        assertNever(fault);
    }
  }

  #hang(): void {
    this.#writer.flush();
    this.#state = HUNG;
    this.#held = NO_BYTES;
    // Read on, or the end of the sender would never be seen; a sender that has ended already is waited for no more.
    if (this.#hasEnded) this.destroy();
    else this.#socket.resume();
  }

  #answerDelayed(): void {
    const answer = this.#delayed;
    const fault = this.#delayedFault;
    this.#delayed = NO_ANSWER;
    this.#delayedFault = undefined;
    this.#state = READY;
    this.#depart(answer, fault);
    this.#writer.flush();
    if (this.#isReady()) this.#takeUp();
  }

  /** The request that can't be read is the last: where the next one begins is unknown. */
  #refuse(): void {
    this.#core.counts.refusedCount++;
    const { errorStatus, errorMessage, head } = this.#parser;
    const plan = refusalPlan(errorMessage, errorStatus);
    const closing = { ...head, method: "", keepAlive: false };
    this.#writer.send(new PlannedAnswers(plan, this.#core.random.source).next(closing, NO_BYTES));
  }

  /** Takes up what waited: the rest of a body, the held chunk, the end of the sender's stream. */
  #takeUp(): void {
    this.#state = READY;
    this.#writer.goOn();
    if (this.#isReady() && this.#held.length > 0) {
      const held = this.#held;
      this.#held = NO_BYTES;
      this.#advance(held, this.#heldIndex);
    }
    if (!this.#isReady() || this.#held.length > 0) return;
    if (this.#hasEnded) this.#writer.end();
    else this.#socket.resume();
  }

  #isReady(): boolean {
    return this.#state === READY;
  }
}
