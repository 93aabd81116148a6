import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { MessageChannel } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import type { LoadPlan, WorkerCommand, WorkerMessage, WorkerPlan } from "../engine/core/index.js";
import { NS_PER_MS, NS_PER_SECOND } from "../engine/core/index.js";
import { encodeResponseHead } from "../wire/index.js";

/** Long enough for most of the hot path to be compiled, short enough for a newcomer's first run to begin at once. */
const REHEARSAL_NS = 120 * NS_PER_MS;
/**
 * How far into its own schedule a rehearsal begins. An instant below 2^31 ns is a small integer to V8, any other a double:
 * code that has only met small integers is thrown away and compiled anew when a run is 2.1 seconds old.
 */
const BEGIN_NS = 3 * NS_PER_SECOND;
const END_NS = BEGIN_NS + REHEARSAL_NS;
const CONNECTION_COUNT = 16;
const RATE_PER_SECOND = 50_000;
const ANSWER = encodeResponseHead({
  status: 200,
  fields: [
    ["Server", "rehearsal"],
    ["Content-Type", "text/plain"],
  ],
  contentLengthBytes: 0,
  connection: "keep-alive",
});

/** Does one worker's share of a run. */
export type RunWorker = (plan: WorkerPlan, port: MessagePort) => Promise<void>;

const rehearsed = new Set<string>();

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
  const kind = `${plan.client} ${plan.load.model}`;
  if (rehearsed.has(kind)) return;
  rehearsed.add(kind);
  const server = createServer({ noDelay: true }, answerEverything);
  const { port1: port, port2: workerPort } = new MessageChannel();
  port.on("message", (message: WorkerMessage) => {
    if (message.kind !== "opened") return;
    const startAt = process.hrtime.bigint() - BigInt(BEGIN_NS);
    const start: WorkerCommand = { v: 1, kind: "start", startAt };
    port.postMessage(start);
  });
  try {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    await runWorker(rehearsalPlan(plan, server), workerPort);
    server.close();
    await once(server, "close");
  } catch {
    // What is wrong with this thread, the run that follows meets as well, and says so.
    server.close();
  }
  port.close();
}

function rehearsalPlan(plan: WorkerPlan, server: Server): WorkerPlan {
  // A server that listens on TCP has an address with a port.
  const { address, port } = server.address() as AddressInfo;
  return {
    ...plan,
    target: { host: address, port, unixSocket: null, authority: "rehearsal", tls: null },
    request: { method: "GET", path: "/", headers: [], body: null },
    stripe: { stripeIndex: arrivalCountAt(BEGIN_NS), stripeCount: 1 },
    load: rehearsalLoad(plan.load.model),
    connectionCount: CONNECTION_COUNT,
    warmupNs: BEGIN_NS,
    endNs: END_NS,
    requestTimeoutNs: NS_PER_SECOND,
    drainNs: NS_PER_SECOND,
  };
}

function rehearsalLoad(model: LoadPlan["model"]): LoadPlan {
  if (model === "closed") return { model, requestCount: null };
  const endIndex = arrivalCountAt(END_NS);
  return {
    model,
    ratePerSecond: RATE_PER_SECOND,
    endIndex,
    maxPending: arrivalCountAt(REHEARSAL_NS),
  };
}

function arrivalCountAt(ns: number): number {
  return Math.ceil((RATE_PER_SECOND * ns) / NS_PER_SECOND);
}

function answerEverything(socket: Socket): void {
  // One request is under way per connection, and it is shorter than any segment: what comes is a whole one.
  socket.on("data", () => socket.write(ANSWER));
  socket.on("error", () => socket.destroy());
}
