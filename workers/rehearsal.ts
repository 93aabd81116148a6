import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { MessageChannel } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import type { LoadPlan, WorkerCommand, WorkerMessage, WorkerPlan } from "../engine/core/index.js";
import { NS_PER_MS, NS_PER_SECOND } from "../engine/core/index.js";
import { compileHttp1Request, encodeResponseHead } from "../wire/index.js";

/** A part of a rehearsal: where in its own schedule it begins, and how long it goes on. */
interface Round {
  readonly beginNs: number;
  readonly lengthNs: number;
}

/**
 * What is compiled is thrown away when it meets what it has never met. Many branches are first taken at the end of a run,
 * so the first round is there to have an end. An instant below 2^31 ns is a small integer to V8, any other a double: so the
 * second round begins when a run is 3 s old. Together they are long enough for most of the hot path to be compiled, and
 * short enough for a newcomer's first run to begin at once.
 */
const ROUNDS: readonly Round[] = [
  { beginNs: 0, lengthNs: 40 * NS_PER_MS },
  { beginNs: 3 * NS_PER_SECOND, lengthNs: 80 * NS_PER_MS },
];
/** A run starts a little ahead of its workers' clocks, and so does each round. */
const START_AHEAD_NS = NS_PER_MS;
const CONNECTION_COUNT = 16;
/** Requests in flight on each, where a run asks for more than one. */
const STREAM_COUNT = 4;
const REQUEST = {
  method: "GET",
  path: [{ kind: "literal", text: "/" }],
  headers: [],
} as const;
const AUTHORITY = "rehearsal";
const REQUEST_BYTES = compileHttp1Request({ method: "GET", path: "/", host: AUTHORITY }).byteLength;
const RATE_PER_SECOND = 20_000;
/**
 * One head for a while and then another, as with a date that changes every second: a head that is not known is read in full,
 * and that has to be compiled as well. More heads than are remembered, so that each change is one.
 */
const ANSWERS = Array.from({ length: 8 }, (_, version) =>
  Buffer.concat([
    encodeResponseHead({
      status: 200,
      fields: [
        ["Server", "rehearsal"],
        ["Content-Type", "text/plain"],
        ["X-Version", String(version)],
      ],
      contentLengthBytes: 2,
      connection: "keep-alive",
    }),
    Buffer.from("ok"),
  ]),
);
const ANSWERS_PER_HEAD = 64;

/** Does one worker's share of a run, and returns what did it. */
export type RunWorker = (plan: WorkerPlan, port: MessagePort) => Promise<object>;

/**
 * What took part in each kind's rehearsal, for as long as the thread lives. V8 forgets the shape of a class with the last
 * object that has it, and with the shape all code that was compiled for it: without these the run that follows started
 * with code that was thrown away at its first request.
 */
const casts = new Map<string, unknown[]>();

/**
 * Drives this thread against itself for a moment, over a loopback socket, before its first run of a kind.
 *
 * Code that has just been loaded is interpreted, and compiled while it runs: without a rehearsal the first 300 ms of a
 * run were ten times slower than the rest, and its p99 was the compiler's. What a rehearsal measures is thrown away, and
 * a thread that cannot rehearse goes on without.
 *
 * @param plan - the run that is about to begin
 * @param runWorker - what is rehearsed: the same code that does the run
 */
export async function rehearse(plan: WorkerPlan, runWorker: RunWorker): Promise<void> {
  const streamCount = rehearsedStreamCount(plan);
  const reader = plan.serverTiming === null ? "plain" : "timed";
  const hasChecks = plan.scenarios.some(({ checks }) => checks.length > 0);
  const requests = `${plan.mix.kind} ${hasChecks ? "checked" : "unchecked"}`;
  const load = `${plan.load.model} ${streamCount} ${plan.choice.kind}`;
  const log = plan.accessLog === null ? "unlogged" : "logged";
  const kind = `${plan.client} ${load} ${reader} ${requests} ${log}`;
  if (casts.has(kind)) return;
  const cast: unknown[] = [];
  casts.set(kind, cast);
  const server = createServer({ noDelay: true }, (socket) => {
    cast.push(socket);
    answerEverything(socket);
  });
  try {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    for (const round of ROUNDS) {
      cast.push(await rehearseOnce(rehearsalPlan(plan, server, round), runWorker));
    }
    server.close();
    await once(server, "close");
  } catch {
    // What is wrong with this thread, the run that follows meets as well, and says so.
    server.close();
  }
}

async function rehearseOnce(plan: WorkerPlan, runWorker: RunWorker): Promise<object> {
  const { port1: port, port2: workerPort } = new MessageChannel();
  port.on("message", (message: WorkerMessage) => {
    if (message.kind !== "opened") return;
    const startAt = process.hrtime.bigint() + BigInt(START_AHEAD_NS - plan.warmupNs);
    const start: WorkerCommand = { v: 1, kind: "start", startAt };
    port.postMessage(start);
  });
  try {
    return await runWorker(plan, workerPort);
  } finally {
    port.close();
  }
}

function rehearsalPlan(plan: WorkerPlan, server: Server, round: Round): WorkerPlan {
  // A server that listens on TCP has an address with a port.
  const { address, port } = server.address() as AddressInfo;
  return {
    ...plan,
    target: { host: address, port, unixSocket: null, authority: AUTHORITY, tls: null },
    ...rehearsalRequests(plan),
    feed: null,
    stripe: { stripeIndex: arrivalCountAt(round.beginNs), stripeCount: 1 },
    load: rehearsalLoad(plan.load.model, round),
    connectionCount: CONNECTION_COUNT,
    connectionRules: {
      streams: rehearsedStreamCount(plan),
      maxRequests: null,
      maxAgeNs: null,
      connect: "before",
      staggerNs: 0,
      retry: "none",
    },
    warmupNs: round.beginNs,
    endNs: round.beginNs + round.lengthNs,
    requestTimeoutNs: NS_PER_SECOND,
    drainNs: NS_PER_SECOND,
  };
}

/**
 * Checks and the mix stay those of the run: what looks into responses is compiled as well. A recording can have many
 * thousand requests, and dealing them is no work: one stands for all of them.
 */
function rehearsalRequests({ requests, mix }: WorkerPlan): Pick<WorkerPlan, "requests" | "mix"> {
  const isListed = mix.kind === "listed";
  const rehearsed = isListed ? requests.slice(0, 1) : requests;
  return {
    requests: rehearsed.map(({ scenarioIndex }) => ({ ...REQUEST, body: null, scenarioIndex })),
    mix: isListed ? { kind: "single" } : mix,
  };
}

function rehearsedStreamCount({ connectionRules }: WorkerPlan): number {
  return Math.min(connectionRules.streams, STREAM_COUNT);
}

function rehearsalLoad(model: LoadPlan["model"], round: Round): LoadPlan {
  if (model === "closed") {
    const connections = { kind: "const", count: CONNECTION_COUNT } as const;
    return { model, requestCount: null, thinkTimeNs: 0, connections };
  }
  return {
    model: "open",
    arrivals: {
      spacing: { kind: "even" },
      intensity: { kind: "constant", ratePerSecond: RATE_PER_SECOND },
      seed: 0,
    },
    catchUp: { kind: "sendAll" },
    end: { timeEndNs: round.beginNs + round.lengthNs, count: null },
    maxPending: arrivalCountAt(round.lengthNs),
  };
}

function arrivalCountAt(ns: number): number {
  return Math.ceil((RATE_PER_SECOND * ns) / NS_PER_SECOND);
}

function answerEverything(socket: Socket): void {
  let answeredCount = 0;
  let unansweredBytes = 0;
  socket.on("data", ({ byteLength }) => {
    unansweredBytes += byteLength;
    while (unansweredBytes >= REQUEST_BYTES) {
      socket.write(ANSWERS[Math.floor(answeredCount / ANSWERS_PER_HEAD) % ANSWERS.length] ?? "");
      answeredCount++;
      unansweredBytes -= REQUEST_BYTES;
    }
  });
  socket.on("error", () => socket.destroy());
}
