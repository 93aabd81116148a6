import type { Socket } from "node:net";
import { randomBody } from "./planned-answers.js";
import type { Answer } from "./planned-answers.js";

/** Answers to pipelined requests are gathered up to this size before they are written. */
const BATCH_BYTES_MAX = 65_536;
/**
 * So long a sender may go on after the last answer. Closing at once would reset the connection, and a reset destroys
 * an answer that the sender has not read (RFC 9112 section 9.6).
 */
const LINGER_MS = 1000;
const NO_BYTES = Buffer.alloc(0);

/** Who has to know what became of a write. */
export interface AnswerWriterOwner {
  /** The sender does not read: until the socket drains, and {@link AnswerWriter.goOn}, nothing more may be sent. */
  onFull(): void;
  /** Nothing more may be sent at all. */
  onEnded(): void;
}

/**
 * Writes the answers of one connection: those to pipelined requests in one piece, long bodies as fast as they are read,
 * and the end so that the last answer arrives.
 */
export class AnswerWriter {
  readonly #socket: Socket;
  readonly #owner: AnswerWriterOwner;
  #firstOfBatch: Buffer = NO_BYTES;
  readonly #restOfBatch: Buffer[] = [];
  #batchBytes = 0;
  #bodyLeftBytes = 0;
  #closesAfterBody = false;
  #linger: NodeJS.Timeout | undefined;

  constructor(socket: Socket, owner: AnswerWriterOwner) {
    this.#socket = socket;
    this.#owner = owner;
  }

  /** Takes an answer; it leaves with the next {@link flush}. */
  send(answer: Answer): void {
    this.batch(answer.bytes);
    if (answer.randomBodyBytes > 0) {
      this.#bodyLeftBytes = answer.randomBodyBytes;
      this.#closesAfterBody = answer.closes;
      this.#socket.cork();
      this.flush();
      this.#pumpBody();
      this.#socket.uncork();
    } else if (answer.closes) {
      this.end();
    }
  }

  /** Takes bytes; they leave with the next {@link flush}. */
  batch(bytes: Buffer): void {
    if (this.#batchBytes === 0) this.#firstOfBatch = bytes;
    else this.#restOfBatch.push(bytes);
    this.#batchBytes += bytes.length;
    if (this.#batchBytes > BATCH_BYTES_MAX) this.flush();
  }

  flush(): void {
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

  /** The sender has read: the rest of a body follows. */
  goOn(): void {
    this.#pumpBody();
  }

  /** Ends the connection after what was sent. */
  end(): void {
    this.flush();
    this.#owner.onEnded();
    this.#socket.end(() => {
      if (this.#socket.destroyed) return;
      this.#linger = setTimeout(() => {
        this.#socket.destroy();
      }, LINGER_MS);
    });
    // What is still unread keeps the end of the sender's stream from being seen.
    this.#socket.resume();
  }

  /** The socket is closed. */
  close(): void {
    clearTimeout(this.#linger);
  }

  #pumpBody(): void {
    while (this.#bodyLeftBytes > 0 && !this.#socket.writableNeedDrain) {
      const piece = randomBody(this.#bodyLeftBytes);
      this.#bodyLeftBytes -= piece.length;
      this.#write(piece);
    }
    if (this.#bodyLeftBytes > 0) this.#owner.onFull();
    else if (this.#closesAfterBody) this.end();
  }

  #write(bytes: Buffer): void {
    if (!this.#socket.write(bytes)) this.#owner.onFull();
  }
}
