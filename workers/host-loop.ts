import type { Clock, Pacing, StopMode } from "../engine/core/index.js";
import { NS_PER_MS } from "../engine/core/index.js";
import type { DriveLoop } from "./drive-loop.js";
import type { LoopDelay } from "./loop-delay.js";
import type { LoopWatch } from "./loop-watch.js";

/** A timer of Node can be a millisecond late, and more on a busy machine: the rest is spun. */
const SPIN_NS = 2 * NS_PER_MS;
/**
 * How long the loop stays away from its sockets while it spins. Each turn costs a system call and 300 bytes of garbage:
 * turn after turn without a wait made a hundred collections a second, whose pauses were the p99 of the lateness.
 */
const SPIN_IN_FLIGHT_NS = 4_000;
/** The same while nothing is under way that could be answered. */
const SPIN_QUIET_NS = 200_000;
const HOUSEKEEPING_MS = 10;
/** A slice of telling fits in before the next arrival when that is at least this far ahead. */
const SLICE_NS = 20_000;
/** A turn that worked for long may tell for this share of that time, in as many slices as fit. */
const TELLING_SHARE = 0.05;
/** After this time slices are cut whether or not they fit in. */
const TELLING_PATIENCE_NS = 10 * NS_PER_MS;

/** What names a timer that is to be cleared. */
export type TimerHandle = NodeJS.Timeout | number;

/** The event loop's own timers; a test gives virtual ones. */
export interface Timers {
  setImmediate(callback: () => void): unknown;
  setTimeout(callback: () => void, delayMs: number): TimerHandle;
  clearTimeout(handle: TimerHandle | undefined): void;
  setInterval(callback: () => void, intervalMs: number): TimerHandle;
  clearInterval(handle: TimerHandle | undefined): void;
  /**
   * Waits in place until an instant; a virtual loop does not wait.
   *
   * @returns the clock after the wait
   */
  spinTo(untilNs: number, nowNs: number): number;
}

/** What a host loop reports to its owner. */
export interface HostLoopListener {
  /**
   * A tick is over. What there is to tell is told in slices, so that no request is late for it.
   *
   * @returns whether all is told; if not, it is called again on one of the next turns
   */
  onTick(): boolean;
  onWarmupEnded(nowNs: number): void;
  /** No further request will be begun: what is under way is waited for. */
  onScheduleOver(nowNs: number): void;
  onDone(): void;
}

/** The lengths that a host loop watches. */
export interface HostLoopTimes {
  readonly warmupNs: number;
  /** Infinity while only a count ends the schedule. */
  readonly endNs: number;
  readonly drainNs: number;
  readonly requestTimeoutNs: number;
  /** Null for no limit. */
  readonly queueTimeoutNs: number | null;
  readonly tickNs: number;
  readonly pacing: Pacing;
}

/**
 * Runs a drive loop on an event loop whose turn is Node's: timers, then poll, then check.
 *
 * Precise pacing: a coarse timer to about 2 ms before the next due instant, then one look per turn of the event loop.
 * `setTimeout` alone is 0.6 to 1.2 ms late at the median; the spin is 0 to 1 µs late up to 100 000/s.
 */
export class HostLoop {
  readonly #drive: DriveLoop;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #watch: LoopWatch;
  readonly #delay: LoopDelay;
  readonly #times: HostLoopTimes;
  readonly #listener: HostLoopListener;
  readonly #onCheckBound = this.#onCheck.bind(this);
  readonly #armCheckBound = this.armCheck.bind(this);
  readonly #expiryStepNs: number;
  readonly #spinNs: number;
  #isCheckArmed = false;
  #timer: TimerHandle | undefined;
  #housekeeping: TimerHandle | undefined;
  #isStarted = false;
  #isDone = false;
  #isWarm = false;
  #nextTickNs: number;
  #isTelling = false;
  #lastTurnNs = 0;
  #turnEndNs = 0;
  #tellByNs = 0;
  #nextExpiryNs = 0;
  #expiryInstantNs = -1;
  #scheduleOverNs = -1;
  #dueNs = Infinity;
  #isAwaited = false;
  #quietSpinNs = 0;
  #endNs: number;
  #isAborted = false;

  constructor(parts: {
    readonly drive: DriveLoop;
    readonly clock: Clock;
    readonly timers: Timers;
    readonly watch: LoopWatch;
    readonly delay: LoopDelay;
    readonly times: HostLoopTimes;
    readonly listener: HostLoopListener;
  }) {
    this.#drive = parts.drive;
    this.#clock = parts.clock;
    this.#timers = parts.timers;
    this.#watch = parts.watch;
    this.#delay = parts.delay;
    this.#times = parts.times;
    this.#listener = parts.listener;
    const { requestTimeoutNs, queueTimeoutNs, tickNs } = parts.times;
    this.#expiryStepNs = Math.min(requestTimeoutNs, queueTimeoutNs ?? Infinity) / 50;
    this.#spinNs = parts.times.pacing === "precise" ? SPIN_NS : 0;
    this.#nextTickNs = tickNs;
    this.#endNs = parts.times.endNs;
  }

  /** Where the schedule ends: moved by a stop. */
  get endNs(): number {
    return this.#endNs;
  }

  /** Whether the schedule is over and the run only waits for what is under way. */
  get isDraining(): boolean {
    return this.#scheduleOverNs >= 0;
  }

  /** Begins when the clock reaches 0: the common start of all workers. */
  start(): void {
    this.#housekeeping = this.#timers.setInterval(this.#onHousekeeping.bind(this), HOUSEKEEPING_MS);
    this.#turnEndNs = this.#clock.nowNs();
    this.#armFor(0);
  }

  /** Ends the schedule at an instant; what is under way is finished (`drain`) or dropped (`abort`). */
  stop(mode: StopMode, endNs: number): void {
    // A worker that hears of the stop too late to keep its instant ends at once: what it has done since is done.
    const cutNs = Math.max(endNs, this.#clock.nowNs());
    if (cutNs < this.#endNs) {
      this.#endNs = cutNs;
      this.#drive.stopAt(cutNs);
    }
    if (mode === "abort") this.#isAborted = true;
    this.armCheck();
  }

  /** Multiplies the planned rate from an instant on; too late once the schedule is over. */
  changeRate(atNs: number, factor: number): void {
    if (this.#isDone || this.#clock.nowNs() >= this.#endNs) return;
    this.#endNs = this.#drive.changeRate(atNs, factor);
    this.armCheck();
  }

  /** Asks for one look right after the current poll phase. */
  armCheck(): void {
    if (this.#isCheckArmed || this.#isDone) return;
    this.#isCheckArmed = true;
    this.#timers.setImmediate(this.#onCheckBound);
  }

  #onCheck(): void {
    this.#isCheckArmed = false;
    if (this.#isDone) return;
    this.#watch.onCheck();
    const nowNs = this.#clock.nowNs();
    const isAwaited = this.#isAwaited || nowNs >= this.#dueNs;
    this.#quietSpinNs = 0;
    this.#turn(nowNs);
    this.#endTurn(isAwaited);
  }

  #endTurn(isAwaited: boolean): void {
    const turnNs = this.#watch.onCheckEnd(this.#turnEndNs) - this.#quietSpinNs;
    if (this.#isDone) return;
    if (isAwaited || this.#turnEndNs >= this.#dueNs) {
      this.#delay.onTurn(Math.max(0, turnNs), this.#turnEndNs);
    }
    this.#isAwaited = !this.#drive.isIdle;
  }

  #turn(nowNs: number): void {
    this.#turnEndNs = nowNs;
    if (nowNs < 0) {
      this.#armFor(0);
      return;
    }
    if (!this.#isStarted) this.#start();
    if (this.#expiryInstantNs >= 0) this.#expire();
    const dueNs = this.#drive.pass(nowNs);
    this.#dueNs = dueNs;
    this.#turnEndNs = Math.max(this.#turnEndNs, this.#drive.passEndNs);
    if (this.#isFinished(nowNs)) {
      this.#finish();
      return;
    }
    if (this.#isTelling) this.#tell(dueNs);
    this.#lastTurnNs = nowNs;
    if (dueNs !== Infinity) this.#armFor(dueNs);
  }

  #start(): void {
    this.#isStarted = true;
    this.#drive.start();
    this.#turnEndNs = this.#clock.nowNs();
  }

  #expire(): void {
    this.#drive.expire(this.#expiryInstantNs);
    this.#expiryInstantNs = -1;
    this.#turnEndNs = this.#clock.nowNs();
  }

  #tell(dueNs: number): void {
    const nowNs = this.#turnEndNs;
    if (dueNs - nowNs >= SLICE_NS || nowNs >= this.#tellByNs) {
      const untilNs = nowNs + (nowNs - this.#lastTurnNs) * TELLING_SHARE;
      do {
        this.#isTelling = !this.#listener.onTick();
        this.#turnEndNs = this.#clock.nowNs();
      } while (this.#isTelling && this.#turnEndNs < untilNs);
    }
    if (this.#isTelling) this.armCheck();
  }

  #armFor(dueNs: number): void {
    const aheadNs = dueNs - this.#turnEndNs;
    if (aheadNs <= this.#spinNs) {
      // Behind its schedule the loop reads its sockets before it sends more.
      if (aheadNs > 0) this.#spinTo(dueNs);
      this.armCheck();
      return;
    }
    if (this.#timer !== undefined) this.#timers.clearTimeout(this.#timer);
    this.#timer = this.#timers.setTimeout(
      this.#armCheckBound,
      // A sleep that ends before the arrival is due would have to be followed by another.
      this.#spinNs === 0
        ? Math.ceil(aheadNs / NS_PER_MS)
        : Math.floor((aheadNs - this.#spinNs) / NS_PER_MS),
    );
  }

  #spinTo(dueNs: number): void {
    const { isIdle } = this.#drive;
    const patienceNs = isIdle ? SPIN_QUIET_NS : SPIN_IN_FLIGHT_NS;
    const spinStartNs = this.#turnEndNs;
    const untilNs = Math.min(dueNs, spinStartNs + patienceNs);
    this.#turnEndNs = this.#timers.spinTo(untilNs, spinStartNs);
    // Nothing waits for a loop that spins while all is quiet; what it spins too long is its own delay again.
    if (isIdle) this.#quietSpinNs = Math.min(untilNs, this.#turnEndNs) - spinStartNs;
    if (this.#turnEndNs < dueNs || !this.#isStarted) return;
    this.#drive.pass(this.#turnEndNs);
    this.#turnEndNs = this.#drive.passEndNs;
  }

  #isFinished(nowNs: number): boolean {
    if (this.#scheduleOverNs < 0) {
      if (!this.#drive.isScheduleOver(nowNs)) return false;
      this.#scheduleOverNs = nowNs;
      this.#listener.onScheduleOver(nowNs);
    }
    if (this.#isAborted && (this.#endNs === Infinity || nowNs >= this.#endNs)) return true;
    return this.#drive.isDone(nowNs) || nowNs >= this.#scheduleOverNs + this.#times.drainNs;
  }

  #onHousekeeping(): void {
    const nowNs = this.#clock.nowNs();
    if (nowNs < 0) return;
    if (!this.#isWarm && nowNs >= this.#times.warmupNs) {
      this.#isWarm = true;
      this.#listener.onWarmupEnded(nowNs);
    }
    if (nowNs >= this.#nextExpiryNs) {
      // Timers run before the poll and checks after it: by the next check, one poll has begun after this instant.
      this.#expiryInstantNs = nowNs;
      this.#nextExpiryNs = nowNs + this.#expiryStepNs;
    }
    if (nowNs >= this.#nextTickNs) {
      this.#nextTickNs = (Math.floor(nowNs / this.#times.tickNs) + 1) * this.#times.tickNs;
      this.#isTelling = true;
      this.#tellByNs = nowNs + TELLING_PATIENCE_NS;
    }
    this.armCheck();
  }

  #finish(): void {
    this.#isDone = true;
    this.#timers.clearInterval(this.#housekeeping);
    this.#timers.clearTimeout(this.#timer);
    this.#drive.finish();
    this.#listener.onDone();
  }
}
