import { LoadError } from "../engine/index.js";
import type {
  Capacity,
  CapacityEvent,
  CapacityReport,
  CapacityStatus,
  FrameOptions,
} from "../engine/index.js";
import type { Kept } from "./registry.js";

/** What is left of a search that has ended: what it believed of each rate, up to a megabyte, is let go. */
interface Ending {
  readonly status: CapacityStatus;
  readonly report: CapacityReport;
}

/** A search that the server knows, live or ended. */
export class CapacityRecord implements Kept {
  readonly id: string;
  /** Always resolves once the search has ended. */
  readonly result: Promise<CapacityReport>;
  readonly ended: Promise<void>;
  #search: Capacity | undefined;
  #ending: Ending | undefined;

  constructor(search: Capacity) {
    this.id = search.id;
    this.result = search.result;
    this.#search = search;
    this.ended = this.#end(search);
  }

  get status(): CapacityStatus {
    return this.#ending?.status ?? this.#live().status;
  }

  get hasEnded(): boolean {
    const { state } = this.status;
    return state !== "running" && state !== "stopping";
  }

  get seriesPoints(): number {
    return this.#ending?.report.probes.length ?? 0;
  }

  /** @throws LoadError MB_RUN_STATE when the search has ended */
  stop(): void {
    if (!this.hasEnded) {
      this.#live().stop();
      return;
    }
    throw new LoadError(
      "MB_RUN_STATE",
      `search ${this.id} has already ended; its state is ${this.status.state}`,
    );
  }

  /** @returns the live events; of a search that has ended its status and the final one */
  events(options: FrameOptions): AsyncIterableIterator<CapacityEvent> {
    if (this.#ending === undefined) return this.#live().events(options);
    return replay(this.#ending);
  }

  #live(): Capacity {
    if (this.#search === undefined) throw new Error(`search ${this.id} has no engine any more`);
    return this.#search;
  }

  async #end(search: Capacity): Promise<void> {
    const report = await search.result;
    this.#ending = { status: search.status, report };
    this.#search = undefined;
  }
}

async function* replay({ status, report }: Ending): AsyncGenerator<CapacityEvent> {
  const { id: searchId, elapsedSeconds } = status;
  const head = { v: 1, searchId, elapsedSeconds } as const;
  yield { ...head, sequence: 0, kind: "status", status };
  // Awaited so that an event comes as it does from a live search: never in the same turn as the question.
  yield await Promise.resolve({ ...head, sequence: 1, kind: "final", result: report } as const);
}
