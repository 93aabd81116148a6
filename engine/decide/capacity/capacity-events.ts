import type { Frame } from "../../core/frame.js";
import type { RunId } from "../../core/run-id.js";
import type { FrameOptions, Run } from "../../core/run.js";
import type { CapacityStatus } from "./capacity-status.js";
import type { KneeInterval } from "./knee-interval.js";
import type { Probe, ProbeRequest } from "./probe.js";
import type { CapacityReport } from "./report.js";

interface EventHead {
  readonly v: 1;
  readonly searchId: RunId;
  /** From 0, without gaps, per subscriber. */
  readonly sequence: number;
  readonly elapsedSeconds: number;
}

/** What a search tells while it goes on. */
export type CapacityEvent = EventHead &
  (
    | {
        /** The first one: all that is known by then. */
        readonly kind: "status";
        readonly status: CapacityStatus;
      }
    | {
        readonly kind: "probeStarted";
        readonly index: number;
        readonly request: ProbeRequest;
      }
    | {
        /** A live view of the probe that is under way. */
        readonly kind: "frame";
        readonly index: number;
        readonly request: ProbeRequest;
        readonly frame: Frame;
      }
    | {
        readonly kind: "probeEnded";
        readonly probe: Probe;
        /** What is known of the answer with it. */
        readonly interval: KneeInterval;
      }
    | {
        /** The last one. */
        readonly kind: "final";
        readonly result: CapacityReport;
      }
  );

/** A probe that is under way, with its run. */
export interface ProbeRun {
  readonly index: number;
  readonly request: ProbeRequest;
  readonly run: Run;
}

/** What must be known of a search to tell of it. */
export interface WatchedSearch {
  readonly status: CapacityStatus;
  readonly elapsedSeconds: number;
  readonly result: Promise<CapacityReport>;
  readonly probes: readonly Probe[];
  readonly interval: KneeInterval;
  /** Undefined once the search has ended. */
  readonly current: ProbeRun | undefined;
  /** Resolves with the next probe that is judged, and with the end. */
  readonly changed: Promise<undefined>;
}

/**
 * Tells one subscriber of a search.
 *
 * ```
 *   status ─▶ probeStarted ─▶ frame … ─▶ probeEnded ─▶ probeStarted ─▶ … ─▶ final
 * ```
 *
 * A subscriber that is slow misses no probe, since they are kept anyway; of those it comes too late for it gets no frames.
 * Nothing is queued for it.
 */
export async function* eventsOf(
  search: WatchedSearch,
  options: FrameOptions,
): AsyncGenerator<CapacityEvent> {
  const { status } = search;
  let sequence = 0;
  const head = (): EventHead => ({
    v: 1,
    searchId: status.id,
    sequence: sequence++,
    elapsedSeconds: search.elapsedSeconds,
  });
  yield { ...head(), kind: "status", status };
  let judgedCount = status.probes.length;
  let startedCount = status.running === undefined ? judgedCount : judgedCount + 1;
  let watchedCount = judgedCount;
  for (;;) {
    const index = judgedCount;
    const { current } = search;
    const probe = search.probes[index];
    const request = probe?.request ?? current?.request;
    if (request === undefined) break;
    if (startedCount === index) {
      startedCount++;
      yield { ...head(), kind: "probeStarted", index, request };
    } else if (probe !== undefined) {
      judgedCount++;
      watchedCount = judgedCount;
      yield { ...head(), kind: "probeEnded", probe, interval: search.interval };
    } else if (current !== undefined && watchedCount === index) {
      watchedCount++;
      for await (const frame of liveFrames(current.run, options)) {
        yield { ...head(), kind: "frame", index, request, frame };
      }
    } else {
      await search.changed;
    }
  }
  yield { ...head(), kind: "final", result: await search.result };
}

/** What the final frame has to say of a probe comes judged. */
async function* liveFrames(run: Run, options: FrameOptions): AsyncGenerator<Frame> {
  for await (const frame of run.frames(options)) {
    if (frame.kind === "final") return;
    yield frame;
  }
}
