import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { LoadError } from "../../engine/core/index.js";
import type { TargetLog } from "../../engine/core/index.js";
import { RequestHeadMemo } from "../../wire/index.js";
import { DueQueue, DueTimer } from "./due-timer.js";
import { Freeze } from "./freeze.js";
import { PlannedAnswers } from "./planned-answers.js";
import { RequestRandom } from "./random.js";
import { MemoryLog } from "./request-log.js";
import type { RequestLog } from "./request-log.js";
import type { HttpTarget, HttpTargetOptions, HttpTargetStats } from "./target-api.js";
import { TargetConnection } from "./target-connection.js";
import type { TargetCore } from "./target-core.js";
import { parseTargetPlan } from "./target-plan.js";

/** So many paths with their queries are kept planned; a generator that varies them more has them read anew. */
const PLANS_MAX = 128;
/** What the kernel may hold of connections not yet accepted; it cuts this to its own limit. */
const BACKLOG_COUNT = 8192;
/** Plain answers stay below it, so that only a sender that does not read is ever waited for. */
const WRITE_BUFFER_BYTES = 131_072;

/** The options with their defaults filled in. */
export type ResolvedTargetOptions = HttpTargetOptions & {
  readonly echoDefaults: string;
  readonly seed: number;
};

/** The HTTP target: what all its connections share, and its planned misfortunes. */
export class ListeningTarget implements HttpTarget {
  readonly seed: number;
  readonly died: Promise<void>;
  readonly #counts = {
    connectionCount: 0,
    openConnectionCount: 0,
    requestCount: 0,
    refusedCount: 0,
  };
  readonly #server: Server;
  readonly #timers = new DueQueue();
  readonly #freeze = new Freeze(this.#timers);
  readonly #death = new DueTimer(this.#timers, () => {
    this.#die();
  });
  readonly #connections = new Set<TargetConnection>();
  readonly #plans = new Map<string, PlannedAnswers>();
  readonly #options: ResolvedTargetOptions;
  readonly #core: TargetCore;
  #hasBegun = false;
  #onDeath: () => void = () => undefined;
  #address = { host: "", port: 0 };
  #closing: Promise<void> | undefined;

  constructor(options: ResolvedTargetOptions, log: RequestLog | undefined) {
    const { seed, dieAfter } = options;
    this.#options = options;
    this.seed = seed;
    this.died = new Promise((resolve) => {
      this.#onDeath = resolve;
    });
    this.#core = {
      timers: this.#timers,
      freeze: this.#freeze,
      memo: new RequestHeadMemo(),
      counts: this.#counts,
      random: new RequestRandom(seed),
      log,
      lastRequestCount: dieAfter?.kind === "requests" ? dieAfter.count : Infinity,
      answersFor: (target) => this.#answersFor(target),
      die: () => {
        this.#die();
      },
    };
    // Half-open: a client may end its side with its last request and still wait for the answer.
    this.#server = createServer(
      { allowHalfOpen: true, noDelay: true, highWaterMark: WRITE_BUFFER_BYTES },
      (socket) => {
        this.#accept(socket);
      },
    );
  }

  get stats(): HttpTargetStats {
    return { ...this.#counts, unloggedCount: this.#core.log?.lostCount ?? 0 };
  }

  get log(): TargetLog | undefined {
    const { log } = this.#core;
    return log instanceof MemoryLog ? log.read() : undefined;
  }

  get address(): HttpTarget["address"] {
    return this.#address;
  }

  get url(): string {
    const { host, port } = this.#address;
    return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  }

  async listen(host: string, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", (error: NodeJS.ErrnoException) => {
        reject(listenError(error, host, port));
      });
      this.#server.listen({ host, port, backlog: BACKLOG_COUNT }, resolve);
    });
    // A server that listens can still fail to accept (too many open files): the kernel keeps the connection waiting.
    this.#server.removeAllListeners("error").on("error", () => undefined);
    const address = this.#server.address() as AddressInfo;
    this.#address = { host: address.address, port: address.port };
  }

  freeze(durationMs: number, afterMs: number, everyMs = 0): void {
    this.#freeze.schedule({ durationMs, afterMs, everyMs });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const hasEnded = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    this.#freeze.close();
    this.#death.cancel();
    for (const connection of this.#connections) connection.destroy();
    await hasEnded;
    // Only now: connections that are ended tell the log of what they leave unanswered.
    await this.#core.log?.close();
  }

  #die(): void {
    for (const connection of this.#connections) connection.reset();
    void this.close().then(this.#onDeath);
  }

  #accept(socket: Socket): void {
    const connection = new TargetConnection(socket, this.#core);
    this.#connections.add(connection);
    this.#counts.openConnectionCount++;
    socket.once("close", () => {
      this.#connections.delete(connection);
      this.#counts.openConnectionCount--;
    });
  }

  /** The first request of all: from now on the planned misfortunes count. */
  #begin(): void {
    this.#hasBegun = true;
    const { stalls = [], dieAfter } = this.#options;
    for (const stall of stalls) this.#freeze.schedule(stall);
    if (dieAfter?.kind === "time") this.#death.start(dieAfter.afterMs);
  }

  #answersFor(target: string): PlannedAnswers {
    if (!this.#hasBegun) this.#begin();
    let answers = this.#plans.get(target);
    if (answers === undefined) {
      const plan = parseTargetPlan(target, this.#options.echoDefaults);
      answers = new PlannedAnswers(plan, this.#core.random.source);
      if (this.#plans.size >= PLANS_MAX) this.#forgetPlans();
      this.#plans.set(target, answers);
    }
    return answers;
  }

  /** Those that count their requests stay, as long as there is room. */
  #forgetPlans(): void {
    for (const [target, answers] of this.#plans) {
      if (!answers.isCounting) this.#plans.delete(target);
    }
    if (this.#plans.size >= PLANS_MAX) this.#plans.clear();
  }
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): LoadError {
  const advice = "choose another with --http-port or use 0 for a free one";
  if (error.code === "EADDRINUSE") {
    return new LoadError("MB_TARGET_PORT", `port ${port} on ${host} is taken; ${advice}`, {
      cause: error,
    });
  }
  if (error.code === "EACCES") {
    const message = `port ${port} on ${host} is reserved for the system; ${advice}`;
    return new LoadError("MB_TARGET_PORT", message, { cause: error });
  }
  const message = `cannot listen on ${host} port ${port}: ${error.code ?? error.message}; give an address of this machine with --host`;
  return new LoadError("MB_TARGET_PORT", message, { cause: error });
}
