import type { Run } from "../../engine/core/index.js";
import { stopRun } from "./stop-run.js";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Hears Ctrl-C: the first ends the run early with a full result, the second drops what is in flight, the third ends us. */
export class Interrupts {
  readonly #run: Run;
  readonly #say: (text: string) => void;
  readonly #giveUp: () => void;
  readonly #listener = (signal: NodeJS.Signals): void => {
    this.#onSignal(signal);
  };
  #count = 0;

  /**
   * @param say - called with a remark for the user
   * @param giveUp - called before the process ends itself: restores the terminal
   */
  constructor(run: Run, say: (text: string) => void, giveUp: () => void) {
    this.#run = run;
    this.#say = say;
    this.#giveUp = giveUp;
    for (const signal of SIGNALS) process.on(signal, this.#listener);
  }

  /** Whether a signal has come. */
  get hasCome(): boolean {
    return this.#count > 0;
  }

  /** Stops listening. */
  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.#listener);
  }

  #onSignal(signal: NodeJS.Signals): void {
    this.#count++;
    if (this.#count === 1) {
      stopRun(this.#run, "drain");
      this.#say("Stopping: waiting for the last answers. Ctrl-C again drops them.");
    } else if (this.#count === 2) {
      stopRun(this.#run, "abort");
      this.#say("Stopping at once.");
    } else {
      this.close();
      this.#giveUp();
      process.kill(process.pid, signal);
    }
  }
}
