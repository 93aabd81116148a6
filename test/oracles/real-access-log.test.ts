import { join } from "node:path";
import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import t from "tap";
import type { Test } from "tap";
import { Engine, readTargetLog } from "../../engine/index.js";
import type { RunResult, RunSpec, TargetLog } from "../../engine/index.js";
import { ACCESS_CHUNK_RECORDS, createRunId } from "../../engine/core/index.js";
import { parseRunSpec } from "../../engine/core/spec/parse-run-spec.js";
import { SLO_DECISIONS } from "../../engine/decide/slo/judge-slos.js";
import { createReporter } from "../../engine/result/run-result.js";
import { VERDICT_THRESHOLDS } from "../../engine/result/verdict-thresholds.js";
import { ACCESS_CHUNK_COUNT_MAX } from "../../engine/run/access-log.js";
import { LocalRun } from "../../engine/run/local-run.js";
import { planRun } from "../../engine/run/worker-plans.js";
import { PiscinaPool } from "../../engine/run/worker-pool.js";
import { KeptText, assertAccessLog, countsOf, readAccessLog } from "../fixtures/access-logs.js";
import type { ReadAccessLog } from "../fixtures/access-logs.js";
import { startLoggedTarget } from "../fixtures/logged-target.js";
import { auditedResult, closedSpec, openSpec } from "../fixtures/real-run.js";
import { withTarget } from "../fixtures/with-target.js";

t.test("An access log of a real run", async (t) => {
  const engine = new Engine({ workers: 2 });
  t.teardown(() => engine.close());
  const measure = async (
    spec: RunSpec,
    accessLog = new KeptText(),
  ): Promise<{ readonly log: ReadAccessLog; readonly result: RunResult }> => {
    const result = await auditedResult(t, engine.start(spec, { accessLog }));
    await finished(accessLog);
    return { log: readAccessLog(accessLog.text), result };
  };

  await t.test("has what the target's own log has", async (t) => {
    const path = join(t.testdir(), "target.csv");
    const target = await startLoggedTarget(t, path);
    const url = `${target.url}/?delay=1ms&status=503:10`;
    const { log, result } = await measure(
      openSpec(url, 500, { connections: 8, workers: 2, duration: "1s" }),
    );
    await target.end();
    assertAccessLog(log, result);
    t.match(result.accessLog, { lines: 500, dropped: 0 });
    const theirs = await readTargetLog(path);
    t.equal(theirs.status.length, log.lines.filter(({ sentNs }) => sentNs !== null).length);
    t.strictSame(
      countsOf(log.lines, "status")["503"],
      theirs.status.filter((status) => status === 503).length,
    );
    assertSentBeforeArrival(t, log, theirs);
  });

  await t.test("of a closed run as fast as it can has every request", async (t) => {
    const { url } = await withTarget(t);
    const { log, result } = await measure(
      closedSpec(`${url}/`, { connections: 8, workers: 2, warmup: "100ms", duration: "500ms" }),
    );
    t.ok(log.lines.length > 1000, `${log.lines.length} lines`);
    assertAccessLog(log, result);
  });

  await t.test("goes on beside a consumer that is slow, and loses nothing", async (t) => {
    const { url } = await withTarget(t);
    const { log, result } = await measure(
      closedSpec(`${url}/`, { connections: 8, duration: "500ms" }),
      new SlowText(),
    );
    assertAccessLog(log, result);
  });

  await t.test("goes on in chunks that it has back", async (t) => {
    const { url } = await withTarget(t);
    const spec = openSpec(`${url}/`, 3000, { duration: "1s" });
    const { run, accessLog } = startOnPool(t, spec, 2);
    const { requests } = await auditedResult(t, run);
    await finished(accessLog);
    const { lines, end } = readAccessLog(accessLog.text);
    t.equal(lines.length + end.dropped, requests.planned);
    t.ok(
      lines.length > 2 * ACCESS_CHUNK_RECORDS,
      `${lines.length} lines, over what two chunks hold`,
    );
  });

  await t.test("ends with a consumer that fails, and the run goes on", async (t) => {
    const { url } = await withTarget(t);
    let writes = 0;
    const accessLog = new Writable({
      write: (_chunk, _encoding, done) => {
        done(++writes > 2 ? new Error("no space left") : null);
      },
    });
    const spec = openSpec(`${url}/`, 500, { duration: "1s" });
    const result = await auditedResult(t, engine.start(spec, { accessLog }));
    t.match(result, { state: "completed", requests: { planned: 500 } });
    const { lines = 0, dropped, failure } = result.accessLog ?? {};
    t.equal(failure, "no space left");
    t.equal(lines + (dropped ?? 0), 500);
    t.ok(lines > 0 && lines < 500, `${lines} lines`);
  });

  await t.test("can't go to a stream that has ended", async (t) => {
    const accessLog = new KeptText();
    accessLog.end();
    t.throws(() => engine.start(openSpec("http://127.0.0.1:1/", 1), { accessLog }), {
      code: "MB_SPEC_INVALID",
      message:
        /accessLog is a stream that has ended or failed; it must be one that can be written to/,
    });
  });

  await t.test("of a run that has none is not in its result", async (t) => {
    const { url } = await withTarget(t);
    const result = await engine.start(openSpec(`${url}/`, 100, { duration: "200ms" })).result;
    t.notOk("accessLog" in result);
  });

  await t.test("of a run that loses a worker is ended, and says so", async (t) => {
    const { url } = await withTarget(t);
    const spec = openSpec(`${url}/`, 100, { workers: 2, duration: "5s" });
    const { run, pool, accessLog } = startOnPool(t, spec, ACCESS_CHUNK_COUNT_MAX);
    for await (const frame of run) {
      // Its threads are ended under it, as when the machine runs out of memory.
      if (frame.kind === "frame" && frame.total.requests.planned > 50) void pool.close();
    }
    const { state, requests, accessLog: report } = await run.result;
    await finished(accessLog);
    const { lines, end } = readAccessLog(accessLog.text);
    t.equal(state, "failed");
    t.match(end, { state: "failed", planned: requests.planned, lines: lines.length });
    t.match(report, { lines: lines.length, dropped: 0 });
    t.ok(lines.length > 0, "what was told before is there");
  });
});

/** Starts a run on threads of its own, whose log has so many chunks. */
function startOnPool(
  t: Test,
  input: RunSpec,
  accessChunkCountMax: number,
): { readonly run: LocalRun; readonly pool: PiscinaPool; readonly accessLog: KeptText } {
  const pool = new PiscinaPool(2);
  t.teardown(() => pool.close());
  const spec = parseRunSpec(input);
  const plan = planRun(spec, 2, { accessChunkCountMax });
  const accessLog = new KeptText();
  const run = new LocalRun({
    id: createRunId(new Date(), 1),
    spec,
    plan,
    threads: pool.reserve(plan.workers.length),
    reporter: createReporter(VERDICT_THRESHOLDS, SLO_DECISIONS),
    accessLog,
  });
  return { run, pool, accessLog };
}

/** Takes what it is given, a little later. */
class SlowText extends KeptText {
  constructor() {
    super({ highWaterMark: 1 });
  }

  override _write(chunk: Buffer, encoding: string, done: () => void): void {
    setTimeout(() => {
      super._write(chunk, encoding, done);
    }, 20);
  }
}

/** Both on the clock of the machine, k-th to k-th: an overtaking request has traded places with another. */
function assertSentBeforeArrival(t: Test, { head, lines }: ReadAccessLog, theirs: TargetLog): void {
  const apartNs = Number(BigInt(head.startedAtNs ?? "0") - theirs.originNs);
  const sentNs = lines.map((line) => (line.sentNs ?? 0) + apartNs).sort((a, b) => a - b);
  const arrivalNs = [...theirs.arrivalNs].sort((a, b) => a - b);
  // The two clocks are readings of one, apart by much less than this.
  const clocksApartNs = 20e3;
  const early = sentNs.filter((ns, at) => (arrivalNs[at] ?? 0) < ns - clocksApartNs);
  t.strictSame(early, [], "nothing arrived before it was sent");
}
