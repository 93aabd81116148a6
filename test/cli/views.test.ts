import t from "tap";
import { Interrupts } from "../../cli/load/interrupts.js";
import { liveLines } from "../../cli/load/live-lines.js";
import type { LiveState } from "../../cli/load/live-lines.js";
import { LiveScreen } from "../../cli/load/live-screen.js";
import { paintLine, segment, widthOf } from "../../cli/load/line.js";
import { noPaint } from "../../cli/load/paint.js";
import { plainLine } from "../../cli/load/plain-line.js";
import { binsOf } from "../../cli/load/response-histogram.js";
import { LiveView, PlainView } from "../../cli/load/views.js";
import { LoadError } from "../../engine/core/index.js";
import type { Frame, Run, StopMode } from "../../engine/core/index.js";
import { FRAME, NO_LATENCY, OPEN_RESULT, latencies, latency } from "../fixtures/load-results.js";
import { Float64Histogram, encodeIntoCompressedBase64 } from "hdr-histogram-js";

const STATE: LiveState = {
  spec: { ...OPEN_RESULT.spec, duration: "30s" },
  frame: FRAME,
  progress: 0.4,
  histogram: undefined,
  note: undefined,
};

function textOf(state: LiveState, columns = 79): string {
  return liveLines(state, columns)
    .map((line) => paintLine(line, columns, noPaint).trimEnd())
    .join("\n");
}

/** A run that shows the given frames. */
function fakeRun(frames: readonly Frame[], stop: (mode?: StopMode) => void = () => undefined): Run {
  async function* stream(): AsyncGenerator<Frame> {
    yield* frames;
  }
  return {
    id: FRAME.runId,
    status: {
      id: FRAME.runId,
      state: "running",
      labels: {},
      spec: OPEN_RESULT.spec,
      progress: 0.4,
    },
    result: Promise.resolve(OPEN_RESULT),
    frames: stream,
    setRate: () => {
      throw new Error("a fake run has no rate");
    },
    bundle: () => Promise.reject(new Error("a fake run has no bundle")),
    stop,
    [Symbol.asyncIterator]: stream,
  };
}

t.test("plainLine", async (t) => {
  await t.test("says an interval in one line", async (t) => {
    t.equal(
      plainLine(FRAME, OPEN_RESULT.spec.percentiles),
      " 12.0s  measured  sent 998.7/s  achieved 996.7/s  response p50 101µs p99 1.23ms p99.9 (n=11) 4.56ms  " +
        "service p50 98.0µs p99 1.20ms p99.9 (n=11) 4.40ms  errors 2 (status 2)  valid",
    );
  });
  await t.test("says what waits when anything does", async (t) => {
    const line = plainLine({ ...FRAME, inFlight: 32, queued: 1500 }, OPEN_RESULT.spec.percentiles);
    t.match(line, "in flight 32  queued 1,500");
  });
  await t.test("says how near a run is to the precision that it goes on for", async (t) => {
    const until = { expression: "ci(p99)<5%", relativeHalfWidthPercent: 12.34 };
    const { percentiles } = OPEN_RESULT.spec;
    t.match(plainLine({ ...FRAME, until }, percentiles), "  ci(p99) 12.3 % of 5 %  valid");
    const unknown = { ...until, relativeHalfWidthPercent: null };
    t.match(plainLine({ ...FRAME, until: unknown }, percentiles), "  ci(p99) – of 5 %  valid");
  });
});

t.test("liveLines", async (t) => {
  await t.test("shows progress, rates, both latencies, errors and the verdict", async (t) => {
    const text = textOf(STATE);
    for (const expected of [
      "GET http://127.0.0.1:8081/",
      "open, constant 1,000/s · 32 connections",
      /━━+─+ {2}12\.0s \/ 30\.0s {2}measured/,
      /rate +requested 1,000\/s +sent 998\.7\/s +achieved 996\.7\/s/,
      /now +in flight 3 +queued 0 +oldest 1\.20ms/,
      /p50 +p90 +p99 +p99\.9 \(n=11\) +max/,
      /response +101µs +202µs +1\.23ms +4\.56ms +5\.21ms/,
      /service +98\.0µs +195µs +1\.20ms +4\.40ms +5\.20ms/,
      /lateness +900ns/,
      /errors +status 2/,
      /generator +valid/,
    ]) {
      t.match(text, expected);
    }
  });
  await t.test("fits every line into 79 columns", async (t) => {
    for (const line of liveLines(STATE, 79))
      t.ok(widthOf(line) <= 79, line.map(({ text }) => text).join(""));
  });
  await t.test("shows how near a run is to the precision that it goes on for", async (t) => {
    const until = { expression: "ci(service.p99) < 5 %", relativeHalfWidthPercent: 5.5 };
    t.match(
      textOf({ ...STATE, frame: { ...FRAME, until } }),
      /until +ci\(service\.p99\) 5\.50 % of 5 %\n/,
    );
    t.notMatch(textOf(STATE), "until");
  });
  await t.test("keeps values apart that fill their columns", async (t) => {
    const wide = { low: 1_200_000, high: 10_100_000 };
    const response = latency({ "50": wide, "90": wide, "99": wide, "99.9": wide });
    const total = { ...FRAME.total, latency: latencies({ response }) };
    t.match(textOf({ ...STATE, frame: { ...FRAME, total } }, 99), "1.20ms…10.1ms 1.20ms…10.1ms");
  });
  await t.test("leaves out percentiles on a narrow terminal, and keeps the tail", async (t) => {
    const text = textOf(STATE, 50);
    t.match(text, /p50 +p99? +max|p50 +p99 +max|p99 +max/);
    t.notMatch(text, "p99.9");
  });
  await t.test("shows dashes and no zeros before anything was measured", async (t) => {
    const empty = { ...FRAME.total, latency: latencies({}), errors: {} };
    const text = textOf({ ...STATE, frame: { ...FRAME, phase: "warm-up", total: empty } });
    t.match(text, /response +– +– +– +– +–/);
    t.match(text, /errors +0/);
  });
  await t.test("names lateness turnaround in the closed model", async (t) => {
    const rate = { ...FRAME.total.rate, requestedPerSecond: null };
    const frame = {
      ...FRAME,
      interval: { ...FRAME.interval, rate },
      total: { ...FRAME.total, rate },
    };
    const spec = { ...STATE.spec, load: { model: "closed", thinkTime: "0s" } as const };
    const text = textOf({ ...STATE, spec, frame });
    t.match(text, "turnaround");
    t.notMatch(text, "requested");
  });
  await t.test("draws the histogram between its ends", async (t) => {
    const text = textOf({ ...STATE, histogram: { lowNs: 1e5, highNs: 1e7, counts: [1, 8, 0, 4] } });
    t.match(text, "100µs ▁█ ▄ 10.0ms");
  });
  await t.test("gives the reason of a verdict without letting it steer the terminal", async (t) => {
    const generator = {
      verdict: "suspect" as const,
      reasons: [
        { code: "gcPause" as const, severity: "suspect" as const, message: "a \u001b[2Jpause" },
      ],
    };
    t.match(textOf({ ...STATE, frame: { ...FRAME, generator } }), "suspect  a �[2Jpause");
  });
});

t.test("LiveScreen", async (t) => {
  const terminal = {
    columns: 20,
    rows: 4,
    written: "",
    write(text: string): void {
      this.written += text;
    },
  };
  const lines = ["one", "two", "three", "four"].map((text) => [segment(text)]);
  const listeners = process.listenerCount("exit");
  const screen = new LiveScreen(terminal, noPaint);
  screen.draw(lines);
  t.equal(
    terminal.written,
    "\u001b[?25lone\u001b[K\ntwo\u001b[K\nthree\u001b[K\n\u001b[J",
    "hides the cursor, keeps within the rows",
  );
  terminal.written = "";
  screen.draw(lines.slice(0, 1));
  t.equal(terminal.written, "\r\u001b[3Aone\u001b[K\n\u001b[J", "draws over what was there");
  terminal.written = "";
  terminal.columns = 2;
  screen.draw(lines.slice(0, 1));
  t.match(terminal.written, "\u001b[2A", "knows that a narrower terminal has wrapped it");
  terminal.written = "";
  screen.close();
  screen.close();
  t.equal(
    terminal.written,
    "\r\u001b[1A\u001b[J\u001b[?25h",
    "clears the block and gives the cursor back, once",
  );
  t.equal(process.listenerCount("exit"), listeners, "leaves no listener behind");
});

t.test("PlainView", async (t) => {
  const silent = { ...FRAME.interval, latency: latencies({ response: NO_LATENCY }) };
  let written = "";
  const view = new PlainView((text) => {
    written += text;
  });
  await view.follow(
    fakeRun([
      { ...FRAME, sequence: 0, elapsedSeconds: 0, interval: silent },
      { ...FRAME, sequence: 1, elapsedSeconds: 1 },
      { ...FRAME, sequence: 2, elapsedSeconds: 2, interval: silent },
      { ...FRAME, sequence: 3, elapsedSeconds: 2.4, kind: "final", interval: silent },
    ]),
  );
  const times = written
    .trimEnd()
    .split("\n")
    .map((line) => line.trim().slice(0, 4));
  t.strictSame(
    times,
    ["1.0s", "2.0s"],
    "a line for each interval, a stalled one too, none for empty ends",
  );
});

t.test("LiveView", async (t) => {
  const histogram = new Float64Histogram(1, 2 ** 42 - 1, 3);
  histogram.recordValue(1_000_000);
  const encoded = encodeIntoCompressedBase64(histogram);
  const total = {
    ...FRAME.total,
    latency: latencies({ response: latency({ "50": 1e6 }, { encoded }) }),
  };
  const terminal = {
    columns: 80,
    rows: 40,
    written: "",
    write(text: string): void {
      this.written += text;
    },
  };
  const view = new LiveView(terminal, noPaint);
  await view.follow(
    fakeRun([
      { ...FRAME, total },
      { ...FRAME, total, sequence: 13 },
    ]),
  );
  t.match(terminal.written, "█", "draws the histogram it was sent");
  view.say("Stopping at once.");
  t.match(terminal.written, "Stopping at once.");
  view.close();
  t.ok(terminal.written.endsWith("\u001b[?25h"), "gives the cursor back");
});

t.test("binsOf", async (t) => {
  const histogram = new Float64Histogram(1, 2 ** 42 - 1, 3);
  for (let count = 0; count < 3; count++) histogram.recordValue(1_000);
  histogram.recordValue(1_000_000);
  const bins = binsOf(encodeIntoCompressedBase64(histogram), 3);
  t.strictSame(bins?.counts, [3, 0, 1], "groups on a logarithmic axis and loses nothing");
  t.equal(bins?.lowNs, 1_000);
  const empty = encodeIntoCompressedBase64(new Float64Histogram(1, 2 ** 42 - 1, 3));
  t.equal(binsOf(empty, 3), undefined, "has nothing to draw of nothing");
});

t.test("Interrupts", async (t) => {
  await t.test("drains at the first signal, aborts at the second", async (t) => {
    const modes: (StopMode | undefined)[] = [];
    const said: string[] = [];
    const interrupts = new Interrupts(
      fakeRun([], (mode) => modes.push(mode)),
      (text) => said.push(text),
      () => undefined,
    );
    t.teardown(() => {
      interrupts.close();
    });
    t.notOk(interrupts.hasCome);
    process.emit("SIGINT", "SIGINT");
    t.strictSame(modes, ["drain"]);
    t.ok(interrupts.hasCome);
    process.emit("SIGTERM", "SIGTERM");
    t.strictSame(modes, ["drain", "abort"]);
    t.equal(said.length, 2);
  });
  await t.test("does not mind a run that has just ended", async (t) => {
    const ended = fakeRun([], () => {
      throw new LoadError("MB_RUN_STATE", "the run has ended");
    });
    const interrupts = new Interrupts(
      ended,
      () => undefined,
      () => undefined,
    );
    t.teardown(() => {
      interrupts.close();
    });
    t.doesNotThrow(() => process.emit("SIGINT", "SIGINT"));
  });
  await t.test("stops listening when closed", async (t) => {
    const before = process.listenerCount("SIGINT");
    const interrupts = new Interrupts(
      fakeRun([]),
      () => undefined,
      () => undefined,
    );
    t.equal(process.listenerCount("SIGINT"), before + 1);
    interrupts.close();
    t.equal(process.listenerCount("SIGINT"), before);
  });
});
