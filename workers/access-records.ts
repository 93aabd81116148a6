import {
  ACCESS_CHUNK_RECORDS,
  ACCESS_RECORD_BYTES,
  ACCESS_RECORD_DOUBLES,
  ACCESS_RECORD_INTEGERS,
} from "../engine/core/index.js";
import type { WorkerMessage } from "../engine/core/index.js";

const CHUNK_BYTES = ACCESS_CHUNK_RECORDS * ACCESS_RECORD_BYTES;
/** Made at the start: what 80 000 requests a second fill between two ticks. */
const FIRST_CHUNKS = 8;

/** Hands a message to the run, with the buffers that go with it. */
type Send = (message: WorkerMessage, transfer: ArrayBuffer[]) => void;

/** A chunk of records, as doubles and as the integers that lie in the last double of each. */
interface Chunk {
  readonly doubles: Float64Array;
  readonly integers: Int32Array;
}

/**
 * The requests of a worker for an access log, in chunks that the run gives back when it has written them.
 *
 * ```
 *   spare ──▶ current ──▶ full ──▶ away (at the run, being written) ──▶ spare
 * ```
 * There are never more chunks than the limit. When none is left because whoever writes is too slow, requests are dropped and
 * counted: memory that grew without a bound would end the run, and a worker that waited would change what it measures.
 *
 * Cost: a record is nine stores. Chunks are sent by the tick, not when they are full. One more than those of the start takes
 * 1 to 2 µs to make.
 */
export class AccessRecords {
  readonly #chunkCountMax: number;
  readonly #spare: Chunk[] = [];
  readonly #full: Chunk[] = [];
  #chunkCount = 0;
  #awayCount = 0;
  #usedCount = 0;
  #droppedCount = 0;
  /** Of the current chunk. */
  doubles: Float64Array;
  /** Of the current chunk. */
  integers: Int32Array;

  /** @param chunkCountMax - at least 2: one is filled while others are away */
  constructor(chunkCountMax: number) {
    this.#chunkCountMax = chunkCountMax;
    const firstCount = Math.min(FIRST_CHUNKS, chunkCountMax);
    for (let made = 0; made < firstCount; made++) this.#spare.push(this.#make());
    const { doubles, integers } = this.#spare.pop() ?? this.#make();
    this.doubles = doubles;
    this.integers = integers;
  }

  /** @returns the place of a new record in the current chunk; −1 when there is none: the request is dropped, and counted */
  claim(): number {
    if (this.#usedCount === ACCESS_CHUNK_RECORDS && !this.#turnOver()) {
      this.#droppedCount++;
      return -1;
    }
    return this.#usedCount++;
  }

  /**
   * Sends one chunk: a full one, or the current one as it is when no other is away. A consumer that is behind gets full ones
   * only, so that memory is used for records.
   *
   * @returns whether there was anything to send
   */
  sendNext(send: Send): boolean {
    const full = this.#full.shift();
    if (full !== undefined) {
      this.#send(send, full, ACCESS_CHUNK_RECORDS);
      return true;
    }
    if (this.#usedCount === 0 || this.#awayCount > 0) return false;
    const { doubles, integers } = this;
    const recordCount = this.#usedCount;
    if (!this.#takeNext()) return false;
    this.#send(send, { doubles, integers }, recordCount);
    return true;
  }

  /** Sends all that is left: nothing is recorded any more. */
  sendRest(send: Send): void {
    for (const full of this.#full.splice(0)) this.#send(send, full, ACCESS_CHUNK_RECORDS);
    if (this.#usedCount === 0 && this.#droppedCount === 0) return;
    this.#send(send, this, this.#usedCount);
    this.#usedCount = 0;
  }

  /** The run has written a chunk. */
  reuse(buffer: ArrayBuffer): void {
    this.#awayCount--;
    this.#spare.push(viewOf(buffer));
  }

  /** The current chunk is full: another one takes its place. @returns false when there is none */
  #turnOver(): boolean {
    const { doubles, integers } = this;
    if (!this.#takeNext()) return false;
    this.#full.push({ doubles, integers });
    return true;
  }

  #takeNext(): boolean {
    const next = this.#spare.pop();
    if (next === undefined && this.#chunkCount >= this.#chunkCountMax) return false;
    const { doubles, integers } = next ?? this.#make();
    this.doubles = doubles;
    this.integers = integers;
    this.#usedCount = 0;
    return true;
  }

  #send(send: Send, { doubles }: Chunk, recordCount: number): void {
    this.#awayCount++;
    const droppedCount = this.#droppedCount;
    this.#droppedCount = 0;
    // Only chunks that are made here come back here.
    const buffer = doubles.buffer as ArrayBuffer;
    send({ v: 1, kind: "accessRecords", buffer, recordCount, droppedCount }, [buffer]);
  }

  #make(): Chunk {
    this.#chunkCount++;
    // Not filled with zeros, which took 30 µs: only what was written is read. It has a buffer of its own, never a shared one.
    return viewOf(Buffer.allocUnsafeSlow(CHUNK_BYTES).buffer);
  }
}

function viewOf(buffer: ArrayBuffer): Chunk {
  return {
    doubles: new Float64Array(buffer, 0, ACCESS_CHUNK_RECORDS * ACCESS_RECORD_DOUBLES),
    integers: new Int32Array(buffer, 0, ACCESS_CHUNK_RECORDS * ACCESS_RECORD_INTEGERS),
  };
}
