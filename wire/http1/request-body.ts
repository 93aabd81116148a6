/** {@link RequestBody.push} read everything it was given and wants more. */
export const BODY_NEED_MORE = 0;
/** The body is complete. */
export const BODY_COMPLETE = 1;
/** The chunked coding is malformed. */
export const BODY_MALFORMED = 2;
/** The body exceeds the limit. */
export const BODY_TOO_LARGE = 3;

const CR = 13;
const LF = 10;
const SEMICOLON = 59;
const NO_BYTES = Buffer.alloc(0);
/** Extensions and trailers are skipped; so many bytes of them per body are enough for anyone honest. */
const SKIPPED_BYTES_MAX = 8192;
/** Eight hex digits are 4 GiB, far beyond every limit of a collected body. */
const SIZE_DIGITS_MAX = 8;
const KNOWN_LENGTH = 0;
const CHUNK_SIZE = 1;
const CHUNK_EXTENSION = 2;
const CHUNK_SIZE_LF = 3;
const CHUNK_DATA = 4;
const CHUNK_DATA_CR = 5;
const CHUNK_DATA_LF = 6;
const TRAILER_START = 7;
const TRAILER_LINE = 8;
const TRAILER_LF = 9;
const FINAL_LF = 10;

/**
 * Collects one request body, of known length or chunked, that may arrive split at any byte.
 *
 * A generator skips bodies (`ChunkedDecoder`); an echo has to keep them, which is why this is a reader of its own.
 *
 * ```
 * CHUNK_SIZE → [EXTENSION] → SIZE_LF → DATA → DATA_CR → DATA_LF ─→ CHUNK_SIZE …
 *                               └─ size 0 ─→ TRAILER_START ⇄ TRAILER_LINE → TRAILER_LF
 *                                                 └─ CR → FINAL_LF → complete
 * ```
 *
 * Cost: memory grows with the bytes received, up to the limit.
 */
export class RequestBody {
  readonly #limitBytes: number;
  #store: Buffer = NO_BYTES;
  #state: number = KNOWN_LENGTH;
  #remainingBytes = 0;
  #digitCount = 0;
  #skippedBytes = 0;

  /** Bytes collected so far. */
  lengthBytes = 0;
  /** Index after the last byte that {@link push} consumed. */
  nextIndex = 0;

  /** @param limitBytes - a body may have up to so many bytes */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /**
   * Begins a body.
   *
   * @param lengthBytes - at most the limit; -1 for chunked
   */
  begin(lengthBytes: number): void {
    this.#store = NO_BYTES;
    this.lengthBytes = 0;
    this.#state = lengthBytes < 0 ? CHUNK_SIZE : KNOWN_LENGTH;
    this.#remainingBytes = Math.max(lengthBytes, 0);
    this.#digitCount = 0;
    this.#skippedBytes = 0;
  }

  /** @returns the collected bytes; the caller owns them from here on */
  take(): Buffer {
    const taken = this.#store.subarray(0, this.lengthBytes);
    this.#store = NO_BYTES;
    return taken;
  }

  /** @returns one of the `BODY_` outcomes */
  push(bytes: Buffer, from: number, to: number): number {
    let index = from;
    while (index < to) {
      if (this.#state === KNOWN_LENGTH || this.#state === CHUNK_DATA) {
        const takenBytes = Math.min(this.#remainingBytes, to - index);
        this.#append(bytes, index, takenBytes);
        index += takenBytes;
        this.#remainingBytes -= takenBytes;
        if (this.#remainingBytes === 0) {
          if (this.#state === KNOWN_LENGTH) return this.#finish(index, BODY_COMPLETE);
          this.#state = CHUNK_DATA_CR;
        }
        continue;
      }
      const outcome = this.#step(bytes[index] ?? 0);
      index++;
      if (outcome !== BODY_NEED_MORE) return this.#finish(index, outcome);
    }
    return this.#finish(index, BODY_NEED_MORE);
  }

  #finish(nextIndex: number, outcome: number): number {
    this.nextIndex = nextIndex;
    return outcome;
  }

  /** Takes one byte of the chunked coding's own bytes. */
  #step(byte: number): number {
    switch (this.#state) {
      case CHUNK_SIZE:
        return this.#stepSize(byte);
      case CHUNK_SIZE_LF:
        this.#digitCount = 0;
        return this.#expect(byte, LF, this.#remainingBytes === 0 ? TRAILER_START : CHUNK_DATA);
      case CHUNK_DATA_CR:
        return this.#expect(byte, CR, CHUNK_DATA_LF);
      case CHUNK_DATA_LF:
        return this.#expect(byte, LF, CHUNK_SIZE);
      case TRAILER_LF:
        return this.#expect(byte, LF, TRAILER_START);
      case FINAL_LF:
        return byte === LF ? BODY_COMPLETE : BODY_MALFORMED;
      default:
        return this.#skip(byte);
    }
  }

  #stepSize(byte: number): number {
    const digit = hexDigitOf(byte);
    if (digit >= 0) {
      this.#remainingBytes = this.#remainingBytes * 16 + digit;
      this.#digitCount++;
      if (this.#digitCount > SIZE_DIGITS_MAX) return BODY_TOO_LARGE;
      return this.lengthBytes + this.#remainingBytes > this.#limitBytes
        ? BODY_TOO_LARGE
        : BODY_NEED_MORE;
    }
    if (this.#digitCount === 0) return BODY_MALFORMED;
    if (byte === CR) this.#state = CHUNK_SIZE_LF;
    else if (byte === SEMICOLON) this.#state = CHUNK_EXTENSION;
    else return BODY_MALFORMED;
    return BODY_NEED_MORE;
  }

  #expect(byte: number, wanted: number, nextState: number): number {
    if (byte !== wanted) return BODY_MALFORMED;
    this.#state = nextState;
    return BODY_NEED_MORE;
  }

  /**
   * Passes over an extension or a trailer.
   *
   * A bare line feed would end the line for a lax reader and not for us: two readings of one body.
   */
  #skip(byte: number): number {
    if (byte === CR) this.#state = this.#stateAfterSkipped();
    else if (this.#state === TRAILER_START) this.#state = TRAILER_LINE;
    this.#skippedBytes++;
    return byte === LF || this.#skippedBytes > SKIPPED_BYTES_MAX ? BODY_MALFORMED : BODY_NEED_MORE;
  }

  #stateAfterSkipped(): number {
    if (this.#state === CHUNK_EXTENSION) return CHUNK_SIZE_LF;
    return this.#state === TRAILER_START ? FINAL_LF : TRAILER_LF;
  }

  #append(bytes: Buffer, from: number, countBytes: number): void {
    const neededBytes = this.lengthBytes + countBytes;
    if (neededBytes > this.#store.length) this.#grow(neededBytes);
    bytes.copy(this.#store, this.lengthBytes, from, from + countBytes);
    this.lengthBytes = neededBytes;
  }

  #grow(neededBytes: number): void {
    const grown = Buffer.allocUnsafe(
      Math.min(Math.max(neededBytes, this.#store.length * 2), this.#limitBytes),
    );
    this.#store.copy(grown, 0, 0, this.lengthBytes);
    this.#store = grown;
  }
}

function hexDigitOf(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
