import { LoadError } from "../../engine/core/index.js";
import type { Run, StopMode } from "../../engine/core/index.js";

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
      this.#stop("drain");
      this.#say("Stopping: waiting for the last answers. Ctrl-C again drops them.");
    } else if (this.#count === 2) {
      this.#stop("abort");
      this.#say("Stopping at once.");
    } else {
      this.close();
      this.#giveUp();
      process.kill(process.pid, signal);
    }
  }

  #stop(mode: StopMode): void {
    try {
      this.#run.stop(mode);
    } catch (error) {
      // The run has ended by itself while the signal was on its way: its result is what was asked for.
      if (!(error instanceof LoadError && error.code === "MB_RUN_STATE")) throw error;
    }
  }
}
