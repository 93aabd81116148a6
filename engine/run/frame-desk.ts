import { NS_PER_SECOND } from "../core/duration.js";
import type { Frame, GeneratorVerdict, RunResult, Stretch } from "../core/frame.js";
import type { RecordingDelta } from "../core/recording.js";
import { parseDurationNs } from "../core/duration.js";
import { Accumulator } from "./accumulator.js";
import { FrameFeed } from "./frame-feed.js";
import type { FrameSubscriber } from "./frame-feed.js";
import type { PrecisionWatch } from "./precision-watch.js";
import { toSeriesPoint } from "./interval-facts.js";
import type { IntervalFacts } from "./interval-facts.js";
import type { Reporter } from "./run-facts.js";
import type { RunLedger } from "./run-ledger.js";
import { toStretch } from "./stretch.js";
import { TICK_NS } from "./worker-plans.js";

/**
 * Where the frames of a run are made: a feed per interval that anybody has asked for, and always one at the spec's own,
 * which fills the result's series.
 */
export class FrameDesk {
  readonly #ledger: RunLedger;
  readonly #reporter: Reporter;
  readonly #watch: Pick<PrecisionWatch, "progress"> | undefined;
  readonly #feeds = new Map<string, FrameFeed>();
  readonly #ownFeed: FrameFeed;
  #shared: { readonly total: Stretch; readonly generator: GeneratorVerdict } | undefined;
  #finalFrame: Frame | undefined;
  #lastTick = 0;

  /** @param watch - of a run that goes on until it is precise */
  constructor(ledger: RunLedger, reporter: Reporter, watch?: Pick<PrecisionWatch, "progress">) {
    this.#ledger = ledger;
    this.#reporter = reporter;
    this.#watch = watch;
    const ticks = Math.round((parseDurationNs(ledger.spec.interval) ?? TICK_NS) / TICK_NS);
    this.#ownFeed = this.#openFeed(ticks, false);
  }

  /** The newest frame at the spec's interval. */
  get lastFrame(): Frame | undefined {
    return this.#ownFeed.lastFrame;
  }

  /** A worker has told what it recorded. The ledger has it already. */
  add(delta: RecordingDelta): void {
    this.#shared = undefined;
    for (const feed of this.#feeds.values()) feed.current.add(delta);
  }

  /** A tick is over: the feeds whose interval ends with it make their frames. */
  cut(tick: number): void {
    this.#shared = undefined;
    const lastTick = this.#lastTick;
    this.#lastTick = tick;
    for (const [key, feed] of this.#feeds) {
      // A tick may have been passed over: the boundary counts, not the multiple.
      const isOver =
        Math.floor(tick / feed.intervalTicks) > Math.floor(lastTick / feed.intervalTicks);
      if (!isOver) continue;
      if (!feed.isUsed && feed !== this.#ownFeed) this.#feeds.delete(key);
      else this.#cutFeed(feed);
    }
  }

  /** The books are closed: what is left comes in a last frame. */
  cutLast(): void {
    this.#shared = undefined;
    for (const feed of this.#feeds.values()) {
      if (!feed.current.isEmpty || this.#hasWindowLeft(feed)) this.#cutFeed(feed);
    }
  }

  /** The final frame, with the result. */
  end(result: RunResult): void {
    const empty = new Accumulator();
    const finalFrame: Frame = {
      ...this.#make(empty, this.#ledger.nowSeconds, false),
      kind: "final",
      generator: { verdict: result.generator.verdict, reasons: result.generator.reasons },
      ...(result.until === undefined ? {} : { until: result.until }),
      result,
    };
    this.#finalFrame = finalFrame;
    for (const feed of this.#feeds.values()) feed.end(finalFrame);
  }

  /** @returns frames every so many ticks; the first one at once if there is anything to tell */
  subscribe(intervalTicks: number, hasHistograms: boolean): FrameSubscriber {
    const key = keyOf(intervalTicks, hasHistograms);
    const feed = this.#feeds.get(key) ?? this.#openFeed(intervalTicks, hasHistograms);
    const subscriber = feed.subscribe(this.#firstFrame(feed, hasHistograms));
    if (this.#finalFrame !== undefined) subscriber.end(this.#finalFrame);
    return subscriber;
  }

  /**
   * All from the start up to where the feed's current interval began: whoever sums the intervals of its frames gets the
   * totals, whenever it came.
   */
  #firstFrame(feed: FrameFeed, hasHistograms: boolean): Frame | undefined {
    const { lastFrame } = feed;
    if (lastFrame !== undefined) return { ...lastFrame, interval: lastFrame.total };
    if (this.#ledger.total.isEmpty) return undefined;
    // The feed is as old as the run, and in its first interval: that frame will tell all there is.
    return this.#make(new Accumulator(), this.#ledger.nowSeconds, hasHistograms);
  }

  #openFeed(intervalTicks: number, hasHistograms: boolean): FrameFeed {
    const { nowSeconds, total } = this.#ledger;
    const feed = new FrameFeed(intervalTicks, nowSeconds, (recorded, fromSeconds) =>
      this.#make(recorded, fromSeconds, hasHistograms),
    );
    if (!total.isEmpty) feed.lastFrame = this.#make(total, 0, hasHistograms);
    this.#feeds.set(keyOf(intervalTicks, hasHistograms), feed);
    return feed;
  }

  /** Where the last ticks were taken in late, the frame before told all that they recorded, but not of their time. */
  #hasWindowLeft({ boundarySeconds }: FrameFeed): boolean {
    return this.#ledger.measuredSecondsBetween(boundarySeconds, this.#ledger.nowSeconds) > 0;
  }

  #cutFeed(feed: FrameFeed): void {
    const fromSeconds = feed.boundarySeconds;
    const recorded = feed.current;
    const frame = feed.cut(this.#ledger.nowSeconds);
    if (feed === this.#ownFeed) this.#addToSeries(frame, fromSeconds, recorded);
  }

  #addToSeries(frame: Frame, fromSeconds: number, recorded: Accumulator): void {
    const { spec, series, intervals } = this.#ledger;
    const { interval } = frame;
    const facts: IntervalFacts = {
      fromSeconds,
      seconds: frame.elapsedSeconds - fromSeconds,
      phase: frame.phase,
      measuredSeconds: interval.seconds,
      requestedPerSecond: interval.rate.requestedPerSecond,
      inFlight: frame.inFlight,
      queued: frame.queued,
      recorded,
    };
    const encode = spec.seriesHistograms ? this.#reporter.encodeHistogram : undefined;
    series.push(toSeriesPoint(facts, interval, encode));
    if (spec.bundle) intervals.push(this.#reporter.toIntervalRecord(facts));
  }

  #make(recorded: Accumulator, fromSeconds: number, hasHistograms: boolean): Frame {
    const ledger = this.#ledger;
    const { total, generator } = this.#sharedParts();
    const gauges = ledger.gauges();
    const frame: Frame = {
      v: 1,
      kind: "frame",
      runId: ledger.id,
      sequence: 0,
      state: ledger.state,
      elapsedSeconds: ledger.nowSeconds,
      phase: ledger.phase,
      inFlight: gauges.inFlight,
      queued: gauges.queued,
      oldestAgeNs:
        gauges.oldestIntendedStartNs === Infinity
          ? null
          : Math.max(0, ledger.nowSeconds * NS_PER_SECOND - gauges.oldestIntendedStartNs),
      interval: toStretch(recorded, {
        seconds: ledger.measuredSecondsBetween(fromSeconds, ledger.nowSeconds),
        requestedPerSecond: ledger.requestedPerSecondBetween(fromSeconds, ledger.nowSeconds),
        percentiles: ledger.spec.percentiles,
      }),
      total,
      generator,
      ...(this.#watch === undefined ? {} : { until: this.#watch.progress }),
    };
    return hasHistograms
      ? this.#reporter.withEncodedHistograms(frame, recorded, ledger.total)
      : frame;
  }

  /** What all feeds say alike, made once a tick. */
  #sharedParts(): { readonly total: Stretch; readonly generator: GeneratorVerdict } {
    const ledger = this.#ledger;
    this.#shared ??= {
      total: toStretch(ledger.total, {
        seconds: ledger.measuredSecondsBetween(0, ledger.nowSeconds),
        requestedPerSecond: ledger.requestedPerSecondBetween(0, ledger.nowSeconds),
        percentiles: ledger.spec.percentiles,
      }),
      generator: this.#reporter.judge(ledger.verdictFacts()),
    };
    return this.#shared;
  }
}

function keyOf(intervalTicks: number, hasHistograms: boolean): string {
  return `${intervalTicks}/${String(hasHistograms)}`;
}
