/** A timer of Node can be a millisecond late, and more on a busy machine: the rest is spun. */
const SPIN_MS = 2;

/** What timers need of the event loop; a test gives a virtual one. */
export interface LoopTimers {
  /** A clock that runs forward only. */
  nowMs(): number;
  setTimeout(callback: () => void, afterMs: number): NodeJS.Timeout | number;
  clearTimeout(timeout: NodeJS.Timeout | number | undefined): void;
  setImmediate(callback: () => void): unknown;
}

const NODE_TIMERS: LoopTimers = {
  nowMs: () => performance.now(),
  setTimeout,
  clearTimeout,
  setImmediate,
};

/**
 * All timers of one target, the next one first: a binary heap.
 *
 * Node's own timers count whole milliseconds of a clock read once per loop turn: they fire up to a millisecond early or
 * late. So a coarse one wakes 2 ms ahead, and from there the heap is looked at once per turn of the event loop, which
 * goes on serving sockets meanwhile. Without a timer that is nearly due nothing is burnt.
 *
 * ```
 *   start ───────── setTimeout ─────────► │ turn, turn, turn … ► due
 *                                         2 ms
 * ```
 */
export class DueQueue {
  readonly #loop: LoopTimers;
  readonly #heap: DueTimer[] = [];
  readonly #onTimeout = (): void => {
    this.#timeout = undefined;
    this.#run();
  };
  readonly #onTurn = (): void => {
    this.#isSpinning = false;
    this.#run();
  };
  #timeout: NodeJS.Timeout | number | undefined;
  #wakeMs = 0;
  #isSpinning = false;

  constructor(loop: LoopTimers = NODE_TIMERS) {
    this.#loop = loop;
  }

  nowMs(): number {
    return this.#loop.nowMs();
  }

  /** Adds a timer whose `dueMs` is set. */
  add(timer: DueTimer): void {
    this.#heap.push(timer);
    this.#rise(this.#heap.length - 1);
    this.#arm(this.nowMs());
  }

  /** Takes a timer out again; one that is not in does no harm. */
  remove(timer: DueTimer): void {
    const index = timer.heapIndex;
    if (index < 0) return;
    timer.heapIndex = -1;
    const last = this.#heap.pop();
    if (last !== undefined && last !== timer) {
      this.#put(last, index);
      this.#rise(index);
      this.#sink(last.heapIndex);
    }
    if (this.#heap.length === 0) this.#sleep();
  }

  #run(): void {
    const nowMs = this.nowMs();
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined || first.dueMs > nowMs) break;
      this.remove(first);
      first.onDue();
    }
    this.#arm(this.nowMs());
  }

  #arm(nowMs: number): void {
    const first = this.#heap[0];
    if (first === undefined || this.#isSpinning) return;
    const leftMs = first.dueMs - nowMs;
    if (leftMs <= SPIN_MS) {
      this.#sleep();
      this.#isSpinning = true;
      this.#loop.setImmediate(this.#onTurn);
      return;
    }
    const wakeMs = first.dueMs - SPIN_MS;
    if (this.#timeout !== undefined && this.#wakeMs <= wakeMs) return;
    this.#sleep();
    this.#wakeMs = wakeMs;
    this.#timeout = this.#loop.setTimeout(this.#onTimeout, Math.floor(leftMs - SPIN_MS));
  }

  #sleep(): void {
    this.#loop.clearTimeout(this.#timeout);
    this.#timeout = undefined;
  }

  #rise(from: number): void {
    const timer = this.#heap[from];
    if (timer === undefined) return;
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#heap[parentIndex];
      if (parent === undefined || parent.dueMs <= timer.dueMs) break;
      this.#put(parent, index);
      index = parentIndex;
    }
    this.#put(timer, index);
  }

  #sink(from: number): void {
    const timer = this.#heap[from];
    if (timer === undefined) return;
    let index = from;
    for (;;) {
      const leftIndex = 2 * index + 1;
      const left = this.#heap[leftIndex];
      if (left === undefined) break;
      const right = this.#heap[leftIndex + 1];
      const isRight = right !== undefined && right.dueMs < left.dueMs;
      const child = isRight ? right : left;
      if (timer.dueMs <= child.dueMs) break;
      this.#put(child, index);
      index = isRight ? leftIndex + 1 : leftIndex;
    }
    this.#put(timer, index);
  }

  #put(timer: DueTimer, index: number): void {
    this.#heap[index] = timer;
    timer.heapIndex = index;
  }
}

/** One timer that never fires early: a target that answers before its delay is over would measure as faster than asked. */
export class DueTimer {
  readonly #queue: DueQueue;
  readonly onDue: () => void;
  /** When it fires, on the queue's clock. */
  dueMs = 0;
  /** Where the queue has it; −1: it is not running. */
  heapIndex = -1;

  constructor(queue: DueQueue, onDue: () => void) {
    this.#queue = queue;
    this.onDue = onDue;
  }

  /** Starts it, or moves it. */
  start(afterMs: number): void {
    this.startAt(this.#queue.nowMs() + afterMs);
  }

  /** The same for an instant of the queue's clock. */
  startAt(dueMs: number): void {
    this.#queue.remove(this);
    this.dueMs = dueMs;
    this.#queue.add(this);
  }

  cancel(): void {
    this.#queue.remove(this);
  }
}
