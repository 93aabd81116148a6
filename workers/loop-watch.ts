/** Below this, idle time may be the poll's own system call; above it, the poll really slept. */
const SLEPT_NS = 50_000;

/**
 * Bounds how long bytes lay unread in the kernel: how long the loop was away from its poll before it read them.
 *
 * ```
 *   poll i-1 returns     check      poll i returns
 *        R ──reads────── [ … ] C ── idle ── r ──reads──
 * ```
 * Had the bytes been there when poll i−1 returned, they would have been reported then: they came after R. If poll i slept,
 * nothing was there when it began either: they came after C, the end of the check phase, plus the time slept. R is the
 * instant of that poll's first read callback, and not the end of its callbacks: bytes that come in while a batch is worked
 * off lie unread as well. When something else ran long between C and that callback, it may have been in the poll phase:
 * then R is C plus the time slept.
 */
export class LoopWatch {
  readonly #idleNs: () => number;
  readonly #armCheck: () => void;
  #isInPoll = false;
  #unreadSinceNs = 0;
  #pollReturnedNs = 0;
  #previousPollReturnedNs = 0;
  #checkEndNs = 0;
  #idleAtCheckEndNs = 0;

  /**
   * @param idleNs - the loop's accumulated idle time
   * @param armCheck - asks for a call of {@link LoopWatch.onCheck} right after the current poll phase
   */
  constructor(idleNs: () => number, armCheck: () => void) {
    this.#idleNs = idleNs;
    this.#armCheck = armCheck;
  }

  /** @returns an upper bound of the time that bytes read now had lain unread */
  onRead(nowNs: number): number {
    if (!this.#isInPoll) this.#beginPoll(nowNs);
    return nowNs - this.#unreadSinceNs;
  }

  /** The poll phase is over. */
  onCheck(): void {
    // A poll without reads returned somewhere after the last check phase: the earlier instant keeps the bound a bound.
    this.#previousPollReturnedNs = this.#isInPoll ? this.#pollReturnedNs : this.#checkEndNs;
    this.#isInPoll = false;
  }

  /**
   * The check phase is over: the next poll begins after this instant.
   *
   * @returns what the loop's turn took, from the end of the last check phase to that of this one, but for the time slept
   */
  onCheckEnd(nowNs: number): number {
    const idleNs = this.#idleNs();
    const turnNs = nowNs - this.#checkEndNs - (idleNs - this.#idleAtCheckEndNs);
    this.#checkEndNs = nowNs;
    this.#idleAtCheckEndNs = idleNs;
    // Idle time is rounded by itself: a turn that only slept may come out a little below zero.
    return Math.max(0, turnNs);
  }

  #beginPoll(nowNs: number): void {
    this.#isInPoll = true;
    this.#armCheck();
    this.#pollReturnedNs = nowNs;
    this.#unreadSinceNs = this.#previousPollReturnedNs;
    if (nowNs - this.#previousPollReturnedNs <= SLEPT_NS) return;
    const sleptNs = this.#idleNs() - this.#idleAtCheckEndNs;
    const earliestReturnNs = Math.min(nowNs, this.#checkEndNs + sleptNs);
    if (nowNs - earliestReturnNs > SLEPT_NS) this.#pollReturnedNs = earliestReturnNs;
    if (sleptNs > SLEPT_NS) this.#unreadSinceNs = earliestReturnNs;
  }
}
