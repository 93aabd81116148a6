const SIGNALS = ["SIGINT", "SIGTERM"] as const;
/** Runs take the first two as "stop" and "at once", and end the process at the third. */
const IMPATIENT_COUNT = 3;

/** Hears Ctrl-C for as long as several runs take: between two of them as well, where no run hears it. */
export class Interruption {
  readonly #listener = (signal: NodeJS.Signals): void => {
    this.#count++;
    if (this.#count < IMPATIENT_COUNT) return;
    this.close();
    // A run that is under way sends it again by itself; without one nobody else would.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  #count = 0;

  constructor() {
    for (const signal of SIGNALS) process.on(signal, this.#listener);
  }

  /** Whether a signal has come. */
  get hasCome(): boolean {
    return this.#count > 0;
  }

  /** Stops listening; again: no effect. */
  close(): void {
    for (const signal of SIGNALS) process.off(signal, this.#listener);
  }
}

/** Lends out an interruption for as long as an action takes. */
export async function withInterruption<T>(
  action: (interruption: Interruption) => Promise<T>,
): Promise<T> {
  const interruption = new Interruption();
  try {
    return await action(interruption);
  } finally {
    interruption.close();
  }
}
