import type { TransportErrorKind } from "../engine/core/index.js";

/** How opening the connections went. */
export interface OpeningCounts {
  readonly ready: number;
  readonly failed: number;
  readonly firstFailure: { readonly kind: TransportErrorKind; readonly message: string } | null;
}

/** Counts the slots whose first connection has been opened or refused, until each has had its turn. */
export class OpeningTally {
  readonly #wasTried: Uint8Array;
  #triedCount = 0;
  #failed = 0;
  #firstFailure: OpeningCounts["firstFailure"] = null;

  /** @param slotCount - slots whose first connection is waited for */
  constructor(slotCount: number) {
    this.#wasTried = new Uint8Array(slotCount);
  }

  /** Whether every slot has had its turn; so it is from the start where there are none to wait for. */
  get isComplete(): boolean {
    return this.#triedCount === this.#wasTried.length;
  }

  /** @param ready - slots that have a connection now */
  countsWith(ready: number): OpeningCounts {
    return { ready, failed: this.#failed, firstFailure: this.#firstFailure };
  }

  /** A connection was refused. @returns whether every slot has now been tried */
  onFailed(slot: number, kind: TransportErrorKind, message: string): boolean {
    this.#failed++;
    this.#firstFailure ??= { kind, message };
    return this.onTried(slot);
  }

  /** A slot was opened or refused. @returns whether that was the last one to be tried */
  onTried(slot: number): boolean {
    if (this.isComplete || this.#wasTried[slot] === 1) return false;
    this.#wasTried[slot] = 1;
    this.#triedCount++;
    return this.isComplete;
  }
}
