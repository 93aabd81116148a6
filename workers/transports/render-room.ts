import type { Http1Template } from "../../wire/index.js";

const ROOM_BYTES = 65_536;
/** Lengths whose buffers are kept. */
const VIEWS_MAX = 1024;

/**
 * Where requests with placeholders are rendered. A socket that has not written a request yet reads it later, so the next
 * one is rendered behind it; where all was written at once, as on a plain socket with an empty send buffer, the next one
 * takes its place.
 *
 * ```
 *   [ waits to be written | waits to be written | next …           ]
 * ```
 * Cost: what `Http1Template.render` costs; allocates a Buffer the first time that a request at this place has its length,
 * which is once per length on a plain socket and once per request over TLS, and a room when this one is full.
 */
export class RenderRoom {
  #room = Buffer.alloc(0);
  #at = 0;
  /** From the place of the next request to the end of the room. */
  #out = this.#room;
  /** By length, the buffers of requests at that place. */
  #views = new Map<number, Buffer>();
  #takenBytes = 0;

  /** @returns the bytes of one request; valid until they are given back */
  take(template: Http1Template, arrivalIndex: number): Buffer {
    if (this.#takenBytes > 0) this.#moveOn();
    if (this.#out.length < template.bytesMax) this.#renew(template.bytesMax);
    const byteCount = template.render(arrivalIndex, this.#out);
    this.#takenBytes = byteCount;
    return this.#views.get(byteCount) ?? this.#addView(byteCount);
  }

  /** What was taken last has been written to its end. */
  giveBack(): void {
    this.#takenBytes = 0;
  }

  #addView(byteCount: number): Buffer {
    if (this.#views.size >= VIEWS_MAX) this.#views.clear();
    const view = this.#out.subarray(0, byteCount);
    this.#views.set(byteCount, view);
    return view;
  }

  #moveOn(): void {
    this.#at += this.#takenBytes;
    this.#takenBytes = 0;
    this.#out = this.#room.subarray(this.#at);
    this.#views.clear();
  }

  #renew(bytesMax: number): void {
    this.#room = Buffer.allocUnsafeSlow(Math.max(ROOM_BYTES, bytesMax));
    this.#at = 0;
    this.#out = this.#room;
    this.#views.clear();
  }
}
