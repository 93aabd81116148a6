import type { ReadStream } from "node:tty";
import { LoadError, plannedRateOf, rateText } from "../../engine/core/index.js";
import type { Run } from "../../engine/core/index.js";

/** One press changes the rate by a tenth. */
const STEP = 1.1;
const CTRL_C = "\u0003";

/** What the keys need of a terminal's input. */
export type Keyboard = Pick<
  ReadStream,
  "setRawMode" | "setEncoding" | "on" | "off" | "resume" | "pause"
>;

/** What can be pressed, for the live view. */
export const RATE_KEYS_HINT = "+ and - change the rate, 0 pauses and resumes, Ctrl-C ends";

/**
 * Keys that change the rate of a live run: `+` and `-` by a tenth, `0` pauses and goes on.
 *
 * A terminal that passes keys on one by one no longer makes a signal of Ctrl-C: it is passed on as one.
 */
export class RateKeys {
  readonly #keyboard: Keyboard;
  readonly #run: Run;
  readonly #say: (text: string) => void;
  readonly #onKeys = (keys: string): void => {
    for (const key of keys) this.#onKey(key);
  };
  /** The rate, or the factor of a shape, before a pause. */
  #rate: number;
  #isPaused = false;

  /** @param say - called with a remark for the user */
  constructor(keyboard: Keyboard, run: Run, say: (text: string) => void) {
    this.#keyboard = keyboard;
    this.#run = run;
    this.#say = say;
    // Of a shape the factor is changed.
    this.#rate = plannedRateOf(run.status.spec.load) ?? 1;
    keyboard.setRawMode(true);
    keyboard.setEncoding("utf8");
    keyboard.on("data", this.#onKeys);
    keyboard.resume();
  }

  /** Gives the keyboard back; again: no effect. */
  close(): void {
    this.#keyboard.off("data", this.#onKeys);
    this.#keyboard.setRawMode(false);
    this.#keyboard.pause();
  }

  #onKey(key: string): void {
    if (key === CTRL_C) process.kill(process.pid, "SIGINT");
    else if (key === "+" || key === "=") this.#change(this.#rate * STEP);
    else if (key === "-") this.#change(this.#rate / STEP);
    else if (key === "0") this.#togglePause();
  }

  #togglePause(): void {
    if (this.#isPaused) this.#change(this.#rate);
    else if (this.#set(0)) {
      this.#isPaused = true;
      this.#say("Paused. 0 goes on.");
    }
  }

  #change(rate: number): void {
    if (!this.#set(rate)) return;
    this.#rate = rate;
    this.#isPaused = false;
  }

  #set(rate: number): boolean {
    try {
      const { factor, ratePerSecond } = this.#run.setRate(rate);
      this.#say(
        ratePerSecond === null
          ? `The plan is multiplied by ${factor.toFixed(2)}.`
          : `The rate is ${rateText(ratePerSecond)}.`,
      );
      return true;
    } catch (error) {
      // Out of range, or the schedule is over: said, and nothing else is changed.
      if (!(error instanceof LoadError)) throw error;
      this.#say(error.message);
      return false;
    }
  }
}
