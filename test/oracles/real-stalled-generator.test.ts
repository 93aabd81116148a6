import { setTimeout as pause } from "node:timers/promises";
import t from "tap";
import type { RunResult, RunSpec } from "../../engine/index.js";
import { untilCalm } from "../fixtures/believable.js";
import { blockThread, startOnOwnThread } from "../fixtures/real-own-thread.js";
import { auditedResult, countAbove, openSpec } from "../fixtures/real-run.js";
import type { Checker } from "../fixtures/real-run.js";
import { withTarget } from "../fixtures/with-target.js";

const NS_PER_MS = 1e6;
const RATE_PER_SECOND = 500;
const BLOCK_MS = 200;
const PLANNED = 500;

interface Blocked {
  readonly result: RunResult;
  readonly blockedNs: number;
  /** Since the run's start. */
  readonly blockedFromSeconds: number;
}

t.test("Oracle 10: the stalled generator, its worker's thread blocked for 200 ms", async (t) => {
  const target = await withTarget(t);

  await t.test(
    "while the target is instant: the delay is lateness, and the verdict says so",
    async (t) => {
      const spec = openSpec(`${target.url}/null`, RATE_PER_SECOND, {
        connections: 10,
        duration: "1s",
      });
      const { measured, isBelievable } = await untilCalm(
        t,
        () => runBlocked(t, spec),
        ({ result, blockedNs }) =>
          Number(result.latency.service.percentiles["90"]) < 5 * NS_PER_MS &&
          (result.latency.lateness.max ?? 0) < blockedNs + 5 * NS_PER_MS &&
          // A thread that has been busy for long may lose its core right after: the block is longer than it was made.
          (result.latency.queue.max ?? 0) < 50 * NS_PER_MS,
      );
      const { result, blockedNs } = measured;
      assertTriangle(t, result, blockedNs);
      assertBlamed(t, measured);
      if (!isBelievable) return;
      const inFlight = countAbove(result, "service", 100 * NS_PER_MS);
      t.ok(inFlight <= 10, `service exceeds the truth only in what was in flight (${inFlight})`);
      const wanted = (RATE_PER_SECOND * (blockedNs - 100 * NS_PER_MS)) / 1e9;
      const late = countAbove(result, "lateness", 100 * NS_PER_MS);
      t.ok(Math.abs(late - wanted) <= 5, `${late} arrivals were over 100 ms late, for ${wanted}`);
    },
  );

  await t.test("while answers come in: none of them becomes a timeout", async (t) => {
    const spec = openSpec(`${target.url}/?delay=50ms`, RATE_PER_SECOND, {
      connections: 200,
      duration: "1s",
      timeout: "100ms",
    });
    let timedOutLeast = Infinity;
    const { measured } = await untilCalm(
      t,
      () => runBlocked(t, spec),
      ({ result }) => {
        timedOutLeast = Math.min(timedOutLeast, result.requests.timedOut);
        return result.requests.timedOut === 0;
      },
    );
    const { result, blockedNs } = measured;
    assertTriangle(t, result, blockedNs);
    assertBlamed(t, measured);
    const serviceNsMax = result.latency.service.max ?? 0;
    const readDelayNsMax = result.latency.readDelay.max ?? 0;
    t.ok(serviceNsMax >= BLOCK_MS * NS_PER_MS, "an answer lay unread for most of the block");
    t.ok(readDelayNsMax >= (BLOCK_MS - 1) * NS_PER_MS, "and readDelay admits it");
    // 25 requests were in flight when the block began, and answered in it. A target that was kept from its core for 50 ms
    // earns a few timeouts of its own, but not in each of three attempts, and not so many.
    t.ok(timedOutLeast < 15, `${timedOutLeast} timed out`);
  });
});

async function runBlocked(t: Checker, spec: RunSpec): Promise<Blocked> {
  const run = startOnOwnThread(spec);
  while (run.status.state !== "running") await pause(1);
  await pause(300);
  const startedAtMs = Date.parse(run.status.startedAt ?? "");
  const blockedFromSeconds = (Date.now() - startedAtMs) / 1e3;
  const blockedNs = await blockThread(BLOCK_MS);
  return { result: await auditedResult(t, run), blockedNs, blockedFromSeconds };
}

/** Whatever the machine did besides: arrivals of the block were as late as the block was long. */
function assertTriangle(t: Checker, result: RunResult, blockedNs: number): void {
  t.equal(result.requests.planned, PLANNED, "500/s for 1 s");
  for (const name of ["lateness", "response"] as const) {
    for (const ms of [0, 50, 100, 150]) {
      const wanted = Math.floor((RATE_PER_SECOND * (blockedNs - ms * NS_PER_MS)) / 1e9);
      const found = countAbove(result, name, ms * NS_PER_MS);
      t.ok(found >= wanted - 1, `${found} of ${wanted} have a ${name} over ${ms} ms`);
    }
    const nsMax = result.latency[name].max ?? 0;
    t.ok(nsMax > blockedNs - 2 * (1e9 / RATE_PER_SECOND), `the largest ${name} is the block`);
  }
}

function assertBlamed(t: Checker, { result, blockedNs, blockedFromSeconds }: Blocked): void {
  const { verdict, reasons } = result.generator;
  t.equal(verdict, "invalid", "the result is not to be believed");
  const reason = reasons.find(({ code }) => code === "generatorOwnShare");
  t.ok(reason, "the generator's own share is the reason");
  const { fromSeconds = Infinity, toSeconds = -Infinity } = reason ?? {};
  // Wall-clock instants are good to a millisecond, and the common start lies 10 ms ahead of its command.
  const middleSeconds = blockedFromSeconds - 0.01 + blockedNs / 2e9;
  const blamed = `${fromSeconds} to ${toSeconds} s for ${middleSeconds}`;
  t.ok(
    fromSeconds <= middleSeconds && middleSeconds <= toSeconds,
    `the block is blamed: ${blamed}`,
  );
  t.ok(toSeconds - fromSeconds < 0.6, `and not the whole run: ${blamed}`);
  const delay = reasons.find(({ code }) => code === "loopDelay");
  t.ok(delay, "the loop that was away is named");
  const { fromSeconds: awaySeconds = 0, toSeconds: backSeconds = Infinity } = delay ?? {};
  t.ok(
    awaySeconds <= middleSeconds && middleSeconds <= backSeconds && backSeconds - awaySeconds < 0.6,
    `for as long as it was: ${awaySeconds} to ${backSeconds} s`,
  );
}
