import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import t from "tap";
import { Engine, LATENCY_NAMES, LoadError, TotalHistogram } from "../../../engine/index.js";
import type { Frame, LatencyName, RequestCounts, Run, RunResult } from "../../../engine/index.js";
import { decodeHistogram } from "../../../engine/result/encoding.js";
import { auditedResult, collectFrames, openSpec } from "../../fixtures/real-run.js";
import type { Checker } from "../../fixtures/real-run.js";
import { withTarget } from "../../fixtures/with-target.js";

t.test("oracle 20: frames", async (t) => {
  const target = await withTarget(t);
  const engine = new Engine({ workers: 2 });
  t.teardown(() => engine.close());
  const spec = openSpec(`${target.url}/?delay=5ms&status=503:10`, 500, {
    connections: 20,
    workers: 2,
    warmup: "250ms",
    duration: "1500ms",
    interval: "1s",
  });

  const run = engine.start(spec);
  const subscriptions = subscribeAll(run);
  const result = await auditedResult(t, run);
  const afterTheEnd = collectFrames(run.frames({ interval: "300ms" }));

  for (const { name, frames } of [
    ...subscriptions,
    { name: "a subscriber after the end", frames: afterTheEnd },
  ]) {
    await t.test(`of ${name} sum up to the result`, async (t) => {
      const all = await frames;
      assertSums(t, all, result);
      t.strictSame(
        all.map(({ sequence }) => sequence),
        all.map((_, index) => index),
        "the sequence has no gap",
      );
      t.ok(
        all.length >= 2 && all.slice(0, -1).every(({ kind }) => kind === "frame"),
        "all but one",
      );
      const last = all.at(-1);
      t.equal(last?.kind, "final");
      t.equal(last?.result, result, "the final frame has the result itself");
      t.equal(last?.state, "completed");
      const seconds = all.reduce((sum, { interval }) => sum + interval.seconds, 0);
      t.ok(Math.abs(seconds - result.measuredSeconds) < 1e-9, `intervals fill W: ${seconds}`);
      t.ok((last?.elapsedSeconds ?? 0) >= 1.75, "the final frame stands at the end of the run");
    });
  }

  await t.test("with histograms merge to the final ones, bucket by bucket", async (t) => {
    const all = await subscriptions[0]!.frames;
    for (const name of LATENCY_NAMES) assertSameBuckets(t, name, all, result);
  });

  await t.test("tell the phases in order", async (t) => {
    const phases = (await subscriptions[0]!.frames).map(({ phase }) => phase);
    t.equal(phases[0], "warm-up");
    t.ok(phases.includes("measured"));
    t.equal(phases.at(-1), "drain");
    const order = ["warm-up", "measured", "drain"];
    const ranks = phases.map((phase) => order.indexOf(phase));
    t.strictSame(ranks, [...ranks].sort(), "no phase comes back");
  });

  await t.test("are merged for a consumer that is slow", async (t) => {
    const { length: fast } = await subscriptions[0]!.frames;
    const slow = await subscriptions.find(({ name }) => name.includes("slow"))!.frames;
    t.ok(slow.length < fast, `${slow.length} frames instead of ${fast}`);
    t.ok(
      slow.some(({ interval }) => interval.seconds > 0.25),
      "of longer intervals",
    );
  });

  await t.test("make the result's series, one point per interval", (t) => {
    const counts = result.series.map(({ requests }) => requests.planned);
    t.equal(counts.length, 2);
    t.equal(
      counts.reduce((sum, count) => sum + count, 0),
      result.requests.planned,
    );
    const [first, second] = [result.series[0]!, result.series[1]!];
    t.type(first.phase, "string");
    t.equal(first.fromSeconds, 0);
    // A main thread that was held up at the boundary passes over a tick.
    t.ok(first.seconds >= 1, "the spec's interval");
    t.ok(Number.isInteger(first.seconds * 10), "whole ticks");
    t.equal(second.fromSeconds, first.seconds);
    t.ok(second.fromSeconds + second.seconds >= 1.75, "the last one reaches to the end");
    t.end();
  });

  await t.test("end when the consumer leaves", async (t) => {
    const left = engine.start(spec);
    const frames = left.frames({ interval: "100ms" });
    t.equal((await frames.next()).done, false);
    const waiting = frames.next();
    await frames.return?.();
    t.strictSame(await waiting, { done: true, value: undefined }, "whoever waits is told");
    t.strictSame(await frames.next(), { done: true, value: undefined });
    left.stop("abort");
    await auditedResult(t, left);
  });

  await t.test("come at intervals of 100 ms to 10 s only", (t) => {
    const ended = run;
    for (const interval of ["50ms", "150ms", "11s", "1", "soon"]) {
      t.throws(
        () => ended.frames({ interval }),
        new LoadError(
          "MB_STREAM_INTERVAL",
          `interval is "${interval}"; it must be a duration from "100ms" to "10s", in steps of 100ms`,
        ),
        interval,
      );
    }
    t.end();
  });
});

interface Subscription {
  readonly name: string;
  readonly frames: Promise<Frame[]>;
}

function subscribeAll(run: Run): readonly Subscription[] {
  const every100ms = collectFrames(run.frames({ interval: "100ms", histograms: true }));
  const atFrame = async (index: number, interval: string): Promise<Frame[]> => {
    const frames = run.frames({ interval: "100ms" });
    for (let taken = 0; taken <= index; taken++) await frames.next();
    await frames.return?.();
    return collectFrames(startingAtOnce(run, interval));
  };
  return [
    { name: "a subscriber from the start, every 100 ms", frames: every100ms },
    { name: "a subscriber from the start, at the spec's interval", frames: collectFrames(run) },
    { name: "a late subscriber at an interval of its own", frames: atFrame(6, "300ms") },
    { name: "a late subscriber within the spec's first interval", frames: atFrame(6, "1s") },
    { name: "a late subscriber in the spec's second interval", frames: atFrame(12, "1s") },
    { name: "a late subscriber at an interval that others have", frames: atFrame(6, "100ms") },
    { name: "a late subscriber at an interval as long as the run", frames: atFrame(8, "10s") },
    { name: "a slow consumer", frames: takeSlowly(run) },
  ];
}

/** A late subscription; its first frame must be there without waiting for an interval to end. */
async function* startingAtOnce(run: Run, interval: string): AsyncGenerator<Frame> {
  const frames = run.frames({ interval });
  const first = await Promise.race([frames.next(), once(AbortSignal.timeout(40), "abort")]);
  if (Array.isArray(first)) throw new Error(`no frame at once at ${interval}`);
  if (first.done === true) return;
  yield first.value;
  yield* { [Symbol.asyncIterator]: () => frames };
}

async function takeSlowly(run: Run): Promise<Frame[]> {
  const all: Frame[] = [];
  for await (const frame of run.frames({ interval: "100ms" })) {
    all.push(frame);
    await pause(350);
  }
  return all;
}

function assertSums(t: Checker, frames: readonly Frame[], result: RunResult): void {
  const sum = (of: (frame: Frame) => number): number =>
    frames.reduce((total, frame) => total + of(frame), 0);
  for (const name of Object.keys(result.requests) as (keyof RequestCounts)[]) {
    t.equal(
      sum(({ interval }) => interval.requests[name]),
      result.requests[name],
      name,
    );
  }
  for (const name of LATENCY_NAMES) {
    t.equal(
      sum(({ interval }) => interval.latency[name].count),
      result.latency[name].count,
      name,
    );
  }
  for (const [code, count] of Object.entries(result.status)) {
    t.equal(
      sum(({ interval }) => interval.status[code] ?? 0),
      count,
      `status ${code}`,
    );
  }
  t.equal(
    sum(({ interval }) => interval.errors.status ?? 0),
    result.errors.status ?? 0,
    "errors",
  );
  t.ok(result.requests.failed > 0, "some requests failed");
}

function assertSameBuckets(
  t: Checker,
  name: LatencyName,
  frames: readonly Frame[],
  result: RunResult,
): void {
  const merged = new TotalHistogram();
  for (const { kind, interval } of frames) {
    if (kind === "final") continue;
    merged.merge(decodeHistogram(interval.latency[name].encoded ?? ""));
  }
  const total = decodeHistogram(result.latency[name].encoded ?? "");
  let differing = 0;
  const end = Math.max(merged.highestIndex, total.highestIndex);
  for (let index = 0; index <= end; index++) {
    if (merged.countAt(index) !== total.countAt(index)) differing++;
  }
  t.equal(merged.count, total.count, `${name}: ${total.count} values`);
  t.equal(differing, 0, `${name}: buckets that differ`);
}
