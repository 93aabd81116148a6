import { finished } from "node:stream/promises";
import t from "tap";
import type { AccessLine } from "../../engine/core/index.js";
import { KeptText, assertAccessLog, countsOf, readAccessLog } from "../fixtures/access-logs.js";
import type { ReadAccessLog } from "../fixtures/access-logs.js";
import type { LoggedRequest } from "../fixtures/virtual-log.js";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import type { VirtualRun, VirtualRunOptions } from "../fixtures/virtual-run.js";
import { answersAfter, answersUntil, exponentialNs } from "../fixtures/virtual-server.js";
import type { VirtualServer } from "../fixtures/virtual-server.js";

const SERVICE_NS = 2_000_000;
const soon = answersAfter(SERVICE_NS);
/** Of thirty requests one each is never answered, closed on, answered with 503, and slow. */
const troubled: VirtualServer = (arrival) => {
  const { atNs, sequence } = arrival;
  switch (sequence % 30) {
    case 7:
      return { kind: "never" };
    case 13:
      return { kind: "closed", atNs: atNs + 1e6 };
    case 19:
      return { kind: "answer", atNs: atNs + 3e6, status: 503 };
    case 23:
      return { kind: "answer", firstByteNs: atNs + 1e6, atNs: atNs + 60e6 };
    default:
      return soon(arrival);
  }
};

interface Case extends VirtualRunOptions {
  readonly name: string;
  /** What makes the case worth its while: without it nothing would be shown. */
  readonly shows: (log: ReadAccessLog) => boolean;
}

const some = (lines: readonly AccessLine[], fields: Partial<AccessLine>): boolean =>
  lines.some((line) =>
    Object.entries(fields).every(([name, value]) => line[name as keyof AccessLine] === value),
  );

const CASES: readonly Case[] = [
  {
    name: "an open run with every kind of trouble, a warm-up and two workers",
    spec: {
      load: constantLoad(500),
      duration: "2s",
      warmup: "300ms",
      connections: 8,
      workers: 2,
      timeout: "100ms",
      drain: "50ms",
    },
    server: troubled,
    shows: ({ lines }) =>
      lines[0]!.index >= 150 &&
      some(lines, { outcome: "timedOut", errorKind: "timeout" }) &&
      some(lines, { outcome: "failed", errorKind: "status", status: 503 }) &&
      some(lines, { resent: true, outcome: "completed" }) &&
      [0, 1].every((worker) => some(lines, { worker })),
  },
  {
    name: "random arrivals, dealt by lot over three workers, with another rate from 500 ms on",
    spec: {
      load: { model: "open", arrivals: { kind: "poisson", ratePerSecond: 400 } },
      duration: "1s",
      connections: 9,
      workers: 3,
      seed: 11,
    },
    server: ({ atNs, sequence }) => ({
      kind: "answer",
      atNs: atNs + exponentialNs(2e6, 5)(sequence),
    }),
    rateChanges: [{ atNs: 500e6, rate: 800 }],
    shows: ({ lines }) => [0, 1, 2].every((worker) => some(lines, { worker })),
  },
  {
    name: "a backlog that is full",
    spec: { load: constantLoad(100, 20), duration: "1s", connections: 4, drain: "0s" },
    server: () => ({ kind: "never" }),
    shows: ({ lines }) =>
      some(lines, { skipReason: "queueFull" }) &&
      some(lines, { outcome: "unfinished", connection: null }) &&
      some(lines, { outcome: "unfinished", connection: 3 }),
  },
  {
    name: "arrivals that the generator noticed too late",
    spec: {
      load: { ...constantLoad(200), catchUp: "skip:20ms" },
      duration: "1s",
      connections: 4,
    },
    server: soon,
    stalls: [{ worker: 0, atNs: 300e6, lengthNs: 100e6, phase: "check" }],
    shows: ({ lines }) => some(lines, { skipReason: "late" }),
  },
  {
    name: "a paced run whose connections are busy for too long",
    spec: {
      load: { model: "paced", ratePerSecond: 100, catchUp: "skip:30ms" },
      duration: "1s",
      connections: 3,
    },
    server: ({ atNs, sequence }) => ({
      kind: "answer",
      atNs: atNs + (sequence === 20 ? 200e6 : 2e6),
    }),
    shows: ({ lines }) => some(lines, { skipReason: "late" }),
  },
  {
    name: "a queue that nobody comes out of in time",
    spec: { load: constantLoad(100), duration: "1s", connections: 2, queueTimeout: "50ms" },
    server: answersUntil(500e6, soon),
    shows: ({ lines }) =>
      some(lines, { outcome: "timedOut", errorKind: "queueTimeout", sentNs: null }),
  },
  {
    name: "a target that goes away",
    spec: { load: constantLoad(100), duration: "1s", connections: 2 },
    server: answersUntil(495e6, soon),
    listen: ({ atNs }) =>
      atNs < 495e6
        ? { kind: "open", afterNs: 0 }
        : { kind: "refused", afterNs: 1e6, retryAfterNs: 50e6 },
    idleCloses: [0, 1].map((slot) => ({ worker: 0, slot, atNs: 495e6 })),
    shows: ({ lines }) => some(lines, { errorKind: "connectRefused", sentNs: null }),
  },
  {
    name: "a closed run with a warm-up, two workers and a time to think",
    spec: {
      load: { model: "closed", thinkTime: "3ms" },
      duration: "500ms",
      warmup: "100ms",
      connections: 6,
      workers: 2,
      timeout: "50ms",
    },
    server: troubled,
    shows: ({ lines }) => lines.length > 100 && some(lines, { outcome: "timedOut" }),
  },
  {
    name: "a closed run of a number of requests, on connections that are opened when needed",
    spec: { requests: 200, connections: 5, connect: "lazy", timeout: "50ms" },
    server: troubled,
    shows: ({ lines }) => lines.length === 200 && some(lines, { resent: true }),
  },
  {
    name: "more requests than one on a connection",
    spec: { load: constantLoad(1000), duration: "500ms", connections: 2, streams: 4 },
    server: ({ atNs }) => ({ kind: "answer", atNs: atNs + 5e6 }),
    shows: ({ lines }) =>
      Math.max(...lines.map(({ connection }) => connection ?? 0)) === 1 &&
      some(lines, { connection: 0 }),
  },
  {
    name: "several scenarios",
    spec: {
      load: constantLoad(300),
      duration: "500ms",
      connections: 4,
      seed: 3,
      scenarios: [
        { name: 'a "quoted" one', weight: 3 },
        { name: "strict", weight: 1, success: { status: ["503"] } },
      ],
    },
    server: troubled,
    shows: ({ lines }) =>
      some(lines, { scenario: 'a "quoted" one', status: 200, outcome: "completed" }) &&
      some(lines, { scenario: "strict", status: 200, outcome: "failed" }),
  },
  {
    name: "a run that is stopped, and finishes what is under way",
    spec: { load: constantLoad(500), duration: "2s", connections: 4, workers: 2, timeout: "100ms" },
    server: troubled,
    stop: { atNs: 700e6, mode: "drain" },
    shows: ({ end }) => end.state === "stopped" && end.lines < 500,
  },
  {
    name: "a run that is stopped at once",
    spec: { load: constantLoad(500), duration: "2s", connections: 4 },
    server: answersAfter(40e6),
    stop: { atNs: 700e6, mode: "abort" },
    shows: ({ lines }) => some(lines, { outcome: "unfinished" }),
  },
  {
    name: "objectives over windows, which the same recorder counts for",
    spec: {
      load: constantLoad(500),
      duration: "1s",
      connections: 8,
      timeout: "100ms",
      slo: ["p90 < 5ms over 500ms"],
    },
    server: troubled,
    shows: ({ lines }) => lines.length === 500,
  },
];

t.test("An access log has every planned request of the measured window", async (t) => {
  for (const { name, shows, ...options } of CASES) {
    await t.test(name, async (t) => {
      const spec = { seed: 1, ...options.spec };
      const plain = virtualRun({ ...options, spec });
      const { log, run } = await loggedRun({ ...options, spec });
      assertAccessLog(log, run.result);
      t.strictSame(run.result.requests, plain.result.requests, "the log changes nothing");
      t.strictSame(run.result.slo, plain.result.slo, "nor what objectives find");
      // The same run again, whose requests another recorder has noted: each instant of each of them.
      t.strictSame(
        sorted(log.lines.filter(isRecorded).map(toLogged)),
        sorted(plain.requests.map(toPlain)),
      );
      t.ok(shows(log), "the case shows what it is there for");
    });
  }
});

t.test("An access log says which arrival of the plan a line is", async (t) => {
  const { log } = await loggedRun({
    spec: { load: constantLoad(300), duration: "1s", warmup: "100ms", connections: 4, workers: 2 },
    server: soon,
  });
  t.equal(Math.min(...log.lines.map(({ index }) => index)), 30, "the warm-up counts as well");
  for (const { index, intendedNs, worker, connection } of log.lines) {
    if (intendedNs !== Math.round((index * 1e9) / 300))
      t.fail(`${index} is intended at ${intendedNs}`);
    if (worker !== index % 2) t.fail(`${index} is worker ${worker}'s`);
    if ((connection ?? 0) % 2 !== worker) t.fail(`connection ${connection} is not of ${worker}`);
  }
  t.strictSame(
    [...new Set(log.lines.map(({ connection }) => connection))].sort(),
    [0, 1, 2, 3],
    "each connection has a number of its own",
  );
});

t.test("A consumer that takes nothing while the run goes on", async (t) => {
  await t.test("finds what there was room for, and how many lines are missing", async (t) => {
    const { log, run } = await loggedRun({
      spec: { load: constantLoad(10_000), duration: "1s", connections: 8 },
      server: soon,
      accessChunkCountMax: 4,
    });
    const { planned } = run.result.requests;
    t.equal(planned, 10_000);
    t.equal(log.lines.length, log.end.lines);
    t.equal(log.end.lines + log.end.dropped, planned, "nothing is lost silently");
    // At the first tick a chunk is sent as it is, half empty; the others are full.
    t.ok(log.end.lines > 3 * 1024 && log.end.lines <= 4 * 1024, `${log.end.lines} lines`);
    t.equal(countsOf(log.lines, "outcome")["completed"], log.lines.length);
  });
});

async function loggedRun(
  options: VirtualRunOptions,
): Promise<{ readonly log: ReadAccessLog; readonly run: VirtualRun }> {
  const accessLog = new KeptText();
  const run = virtualRun({ ...options, accessLog });
  await finished(accessLog);
  return { log: readAccessLog(accessLog.text), run };
}

/** What the other recorder notes as well. */
function isRecorded({ outcome }: AccessLine): boolean {
  return outcome !== "skipped";
}

type Plain = Pick<
  LoggedRequest,
  | "worker"
  | "outcome"
  | "status"
  | "intendedNs"
  | "dispatchedNs"
  | "sentNs"
  | "firstByteNs"
  | "endedNs"
>;

function toPlain(request: LoggedRequest): Plain {
  const { worker, outcome, status, intendedNs, dispatchedNs, sentNs, firstByteNs, endedNs } =
    request;
  return { worker, outcome, status, intendedNs, dispatchedNs, sentNs, firstByteNs, endedNs };
}

function toLogged(line: AccessLine): Plain {
  const { worker, status, intendedNs, dispatchedNs, responseNs } = line;
  return {
    worker,
    outcome: line.outcome === "skipped" ? "unfinished" : line.outcome,
    status: status ?? 0,
    intendedNs,
    dispatchedNs,
    sentNs: line.sentNs ?? -1,
    firstByteNs: line.firstByteNs ?? -1,
    endedNs: intendedNs + (responseNs ?? 0),
  };
}

function sorted(requests: readonly Plain[]): readonly string[] {
  return requests.map((request) => JSON.stringify(request)).sort();
}
