import type { Run } from "../../engine/core/index.js";
import { NS_PER_MS, parseDurationNs } from "../../engine/core/index.js";
import { liveLines } from "./live-lines.js";
import type { LiveState } from "./live-lines.js";
import { LiveScreen } from "./live-screen.js";
import type { Terminal } from "./live-screen.js";
import type { Paint } from "./paint.js";
import { plainLine } from "./plain-line.js";
import { binsOf } from "./response-histogram.js";

/** Shows a run while it lasts. */
export interface View {
  /** Shows frames until the run has ended. */
  follow(run: Run): Promise<void>;
  /** Shows a remark. */
  say(text: string): void;
  /** Leaves the terminal as it was; again: no effect. */
  close(): void;
}

/** Shows nothing. */
export const silentView: View = {
  follow: () => Promise.resolve(),
  say: () => undefined,
  close: () => undefined,
};

/** A line per interval of the spec, for logs and pipes. */
export class PlainView implements View {
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  async follow(run: Run): Promise<void> {
    const { percentiles } = run.status.spec;
    for await (const frame of run.frames()) {
      // A stall has its line like every other interval; only the ends of a run that have nothing to tell have none.
      const isEmpty = frame.interval.latency.response.count === 0;
      const isInterval = frame.kind === "frame" && frame.elapsedSeconds > 0;
      if (isInterval || !isEmpty) this.#write(`${plainLine(frame, percentiles)}\n`);
    }
  }

  say(text: string): void {
    this.#write(`${text}\n`);
  }

  close(): void {
    // Lines that are written stay.
  }
}

const REDRAW_INTERVAL_MS = 500;
/** Encoding histograms costs about 0.5 ms each on the main thread, so the drawn one is asked for at a slower pace. */
const HISTOGRAM_INTERVAL = "2s";
const HISTOGRAM_BINS = 40;

/** The live view of a terminal. */
export class LiveView implements View {
  readonly #screen: LiveScreen;
  #state: LiveState | undefined;
  /** Stands below the run while there is no remark: what can be pressed, or what this run is for. */
  hint: string | undefined;

  constructor(terminal: Terminal, paint: Paint) {
    this.#screen = new LiveScreen(terminal, paint);
  }

  async follow(run: Run): Promise<void> {
    await Promise.all([this.#followFrames(run), this.#followHistogram(run)]);
  }

  say(text: string): void {
    if (this.#state !== undefined) this.#draw({ ...this.#state, note: text });
  }

  close(): void {
    this.#state = undefined;
    this.#screen.close();
  }

  async #followFrames(run: Run): Promise<void> {
    const { spec } = run.status;
    for await (const frame of run.frames({ interval: redrawInterval(spec.interval) })) {
      this.#draw({
        spec,
        frame,
        progress: run.status.progress,
        histogram: this.#state?.histogram,
        note: this.#state?.note ?? this.hint,
      });
    }
  }

  async #followHistogram(run: Run): Promise<void> {
    for await (const frame of run.frames({ interval: HISTOGRAM_INTERVAL, histograms: true })) {
      const { encoded } = frame.total.latency.response;
      const histogram = encoded === undefined ? undefined : binsOf(encoded, HISTOGRAM_BINS);
      if (this.#state !== undefined && frame.kind === "frame") {
        this.#draw({ ...this.#state, histogram });
      }
    }
  }

  #draw(state: LiveState): void {
    this.#state = state;
    this.#screen.draw(liveLines(state, this.#screen.columns));
  }
}

/** At least twice a second, and as often as the user asked for. */
function redrawInterval(interval: string): string {
  const intervalNs = parseDurationNs(interval) ?? Infinity;
  return intervalNs < REDRAW_INTERVAL_MS * NS_PER_MS ? interval : `${REDRAW_INTERVAL_MS}ms`;
}
