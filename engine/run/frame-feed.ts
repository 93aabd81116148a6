import type { Frame } from "../core/frame.js";
import { Accumulator } from "./accumulator.js";

/** Makes the frame of a stretch: the feed knows when, the run knows what. */
export type FrameMaker = (recorded: Accumulator, fromSeconds: number) => Frame;

/**
 * The frames of one interval, for any number of subscribers.
 *
 * ```
 *   deltas ─▶ current ──boundary──▶ one frame, shared by all who keep up
 *                        └────────▶ backlog of each subscriber that has not taken its last one yet: merged, not queued
 * ```
 */
export class FrameFeed {
  readonly intervalTicks: number;
  /** The frame of the last boundary, or of what was before the feed was opened. */
  lastFrame: Frame | undefined;
  readonly #make: FrameMaker;
  readonly #subscribers = new Set<FrameSubscriber>();
  #current = new Accumulator();
  #previous = new Accumulator();
  #boundarySeconds: number;
  // Subscribers that began together number a frame alike: they share one object, and with it one serialisation.
  #numbered: { readonly of: Frame; readonly bySequence: Map<number, Frame> } | undefined;

  constructor(intervalTicks: number, boundarySeconds: number, make: FrameMaker) {
    this.intervalTicks = intervalTicks;
    this.#boundarySeconds = boundarySeconds;
    this.#make = make;
  }

  /** What was recorded since the last boundary; deltas are added to it as they come in. */
  get current(): Accumulator {
    return this.#current;
  }

  /** Where the current interval began. */
  get boundarySeconds(): number {
    return this.#boundarySeconds;
  }

  /** Whether anybody still takes its frames. */
  get isUsed(): boolean {
    return this.#subscribers.size > 0;
  }

  /** An interval is over: its frame goes to everybody. */
  cut(nowSeconds: number): Frame {
    const recorded = this.#current;
    const fromSeconds = this.#boundarySeconds;
    const frame = this.#make(recorded, fromSeconds);
    for (const subscriber of this.#subscribers) {
      subscriber.offer({ frame, recorded, fromSeconds, before: this.#previous });
    }
    this.lastFrame = frame;
    this.#boundarySeconds = nowSeconds;
    this.#current = this.#previous;
    this.#current.clear();
    this.#previous = recorded;
    return frame;
  }

  /** The run is over: the last frame goes to everybody, and nothing follows. */
  end(finalFrame: Frame): void {
    for (const subscriber of this.#subscribers) subscriber.end(finalFrame);
  }

  /** @param first - what the subscriber gets at once */
  subscribe(first: Frame | undefined): FrameSubscriber {
    const subscriber = new FrameSubscriber(first, {
      make: this.#make,
      number: this.#number.bind(this),
      onReturn: () => {
        this.#subscribers.delete(subscriber);
      },
    });
    this.#subscribers.add(subscriber);
    return subscriber;
  }

  #number(frame: Frame, sequence: number): Frame {
    if (this.#numbered?.of !== frame) this.#numbered = { of: frame, bySequence: new Map() };
    const { bySequence } = this.#numbered;
    const known = bySequence.get(sequence) ?? { ...frame, sequence };
    bySequence.set(sequence, known);
    return known;
  }
}

interface SubscriberParts {
  readonly make: FrameMaker;
  readonly number: (frame: Frame, sequence: number) => Frame;
  readonly onReturn: () => void;
}

interface Offer {
  readonly frame: Frame;
  readonly recorded: Accumulator;
  readonly fromSeconds: number;
  /** What the offer before this one was made of. */
  readonly before: Accumulator;
}

/** One consumer of frames. It pulls; what it is too slow for reaches it merged. */
export class FrameSubscriber implements AsyncIterableIterator<Frame> {
  readonly #parts: SubscriberParts;
  #first: Frame | undefined;
  #pending: { readonly frame: Frame; readonly fromSeconds: number } | undefined;
  #merged: Accumulator | undefined;
  #final: Frame | undefined;
  #isDone = false;
  #sequence = 0;
  #wake: ((result: IteratorResult<Frame>) => void) | undefined;

  constructor(first: Frame | undefined, parts: SubscriberParts) {
    this.#first = first;
    this.#parts = parts;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Frame>> {
    const frame = this.#take();
    if (frame !== undefined) return Promise.resolve({ done: false, value: this.#number(frame) });
    if (this.#isDone) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  return(): Promise<IteratorResult<Frame>> {
    this.#isDone = true;
    this.#parts.onReturn();
    this.#wake?.({ done: true, value: undefined });
    return Promise.resolve({ done: true, value: undefined });
  }

  /** A frame is ready. */
  offer(offer: Offer): void {
    if (this.#pending === undefined) {
      this.#pending = offer;
      this.#deliver();
      return;
    }
    if (this.#merged === undefined) {
      this.#merged = new Accumulator();
      this.#merged.merge(offer.before);
    }
    this.#merged.merge(offer.recorded);
    const { fromSeconds } = this.#pending;
    this.#pending = { frame: this.#parts.make(this.#merged, fromSeconds), fromSeconds };
  }

  /** The last frame. */
  end(finalFrame: Frame): void {
    this.#final = finalFrame;
    this.#deliver();
  }

  #deliver(): void {
    const wake = this.#wake;
    if (wake === undefined) return;
    const frame = this.#take();
    if (frame === undefined) return;
    this.#wake = undefined;
    wake({ done: false, value: this.#number(frame) });
  }

  #take(): Frame | undefined {
    const first = this.#first;
    if (first !== undefined) {
      this.#first = undefined;
      return first;
    }
    const pending = this.#pending;
    if (pending !== undefined) {
      this.#pending = undefined;
      this.#merged = undefined;
      return pending.frame;
    }
    const final = this.#final;
    if (final === undefined || this.#isDone) return undefined;
    this.#isDone = true;
    this.#parts.onReturn();
    return final;
  }

  #number(frame: Frame): Frame {
    return this.#parts.number(frame, this.#sequence++);
  }
}
