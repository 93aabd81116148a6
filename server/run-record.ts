import { LoadError } from "../engine/index.js";
import type {
  Frame,
  FrameOptions,
  RateChange,
  Run,
  RunBundle,
  RunResult,
  RunStatus,
  StopMode,
} from "../engine/index.js";
import type { Kept } from "./registry.js";

const POINTS_PER_POINT_WITH_HISTOGRAMS = 5;
const POINTS_PER_BUNDLE = 1000;
const POINTS_PER_BUNDLE_INTERVAL = 6;

/** What is left of a run that has ended: its threads' counts, megabytes of them, are let go. */
interface Ending {
  readonly status: RunStatus;
  readonly result: RunResult;
  /** Undefined where the spec does not ask for it. */
  readonly bundle: RunBundle | undefined;
  /** What a late subscriber gets: one that covers the whole run, and the final one. */
  readonly frames: readonly Frame[];
}

/** A run that the server knows, live or ended. */
export class RunRecord implements Kept {
  readonly id: string;
  /** Always resolves once the run has ended. */
  readonly result: Promise<RunResult>;
  /** Resolves when the run has ended and its counts have been let go. */
  readonly ended: Promise<void>;
  #run: Run | undefined;
  #ending: Ending | undefined;

  constructor(run: Run) {
    this.id = run.id;
    this.result = run.result;
    this.#run = run;
    this.ended = this.#end(run);
  }

  get status(): RunStatus {
    return this.#ending?.status ?? this.#live().status;
  }

  get hasEnded(): boolean {
    return isFinal(this.status);
  }

  get seriesPoints(): number {
    if (this.#ending === undefined) return 0;
    const { status, result, bundle } = this.#ending;
    const { length } = result.series;
    const perPoint = status.spec.seriesHistograms ? POINTS_PER_POINT_WITH_HISTOGRAMS : 1;
    const ofBundle = POINTS_PER_BUNDLE + length * POINTS_PER_BUNDLE_INTERVAL;
    return length * perPoint + (bundle === undefined ? 0 : ofBundle);
  }

  /**
   * @returns what the result was computed from
   * @throws LoadError MB_RUN_STATE when the run goes on, or its spec does not ask for it
   */
  bundle(): RunBundle {
    if (this.#ending === undefined) {
      throw new LoadError(
        "MB_RUN_STATE",
        `run ${this.id} has no bundle yet; its state is ${this.status.state}`,
      );
    }
    if (this.#ending.bundle !== undefined) return this.#ending.bundle;
    throw new LoadError(
      "MB_RUN_STATE",
      `run ${this.id} has no bundle: bundle is false in its spec; it must be true`,
    );
  }

  /** @throws LoadError MB_RUN_STATE when the run has ended */
  stop(mode: StopMode | undefined): void {
    this.#assertLive();
    this.#live().stop(mode);
  }

  /** @throws LoadError MB_RUN_STATE when the run has ended or has no planned rate, MB_RUN_RATE when it can't be that */
  setRate(rate: number): RateChange {
    this.#assertLive();
    return this.#live().setRate(rate);
  }

  /** @returns the live frames; of a run that has ended one that covers it all, and the final one */
  frames(options: FrameOptions): AsyncIterableIterator<Frame> {
    if (this.#ending === undefined) return this.#live().frames(options);
    return replay(this.#ending, options.histograms ?? false);
  }

  #assertLive(): void {
    if (this.#ending === undefined) return;
    throw new LoadError(
      "MB_RUN_STATE",
      `run ${this.id} has already ended; its state is ${this.status.state}`,
    );
  }

  #live(): Run {
    if (this.#run === undefined) throw new Error(`run ${this.id} has no engine any more`);
    return this.#run;
  }

  async #end(run: Run): Promise<void> {
    const result = await run.result;
    const frames: Frame[] = [];
    for await (const frame of run.frames()) frames.push(frame);
    const bundle = run.status.spec.bundle ? await run.bundle() : undefined;
    this.#ending = { status: run.status, result, bundle, frames };
    this.#run = undefined;
  }
}

const FINAL_STATES: readonly string[] = ["completed", "stopped", "failed", "interrupted"];

/** @returns whether the run has ended */
export function isFinal(status: Pick<RunStatus, "state">): boolean {
  return FINAL_STATES.includes(status.state);
}

async function* replay(ending: Ending, hasHistograms: boolean): AsyncGenerator<Frame> {
  for (const frame of ending.frames) {
    // Awaited so that a frame comes as it does from a live run: never in the same turn as the question.
    yield await Promise.resolve(hasHistograms ? withHistograms(frame, ending.result) : frame);
  }
}

/** Both frames are about the whole run, and its histograms are those of the result. */
function withHistograms(frame: Frame, { latency }: RunResult): Frame {
  const { interval } = frame;
  return {
    ...frame,
    interval: frame.kind === "final" ? interval : { ...interval, latency },
    total: { ...frame.total, latency },
  };
}
