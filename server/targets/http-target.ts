import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { LoadError } from "../../engine/core/index.js";
import { RequestHeadMemo } from "../../wire/index.js";
import { Freeze } from "./freeze.js";
import { PlannedAnswers } from "./planned-answers.js";
import { createRandom } from "./random.js";
import { TargetConnection } from "./target-connection.js";
import type { TargetCore } from "./target-connection.js";
import { parseTargetPlan } from "./target-plan.js";

/** How to set up the HTTP target. */
export interface HttpTargetOptions {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  /** The query of requests that have none, such as `delay=10ms&size=512`. */
  readonly echoDefaults?: string;
  /** Numbers in [0, 1) for the weighted draws; a randomly seeded generator by default. */
  readonly random?: () => number;
}

/** Counts since the target was created. */
export interface HttpTargetStats {
  readonly connectionCount: number;
  readonly openConnectionCount: number;
  /** Requests read to their end. */
  readonly requestCount: number;
  /** Requests that could not be read, and ended their connection. */
  readonly refusedCount: number;
}

/** A running HTTP target. */
export interface HttpTarget {
  readonly address: { readonly host: string; readonly port: number };
  /** Without a path: `http://127.0.0.1:8081`. */
  readonly url: string;
  readonly stats: HttpTargetStats;
  /**
   * Plans a freeze of the whole target: in it nothing is read or answered, after it everything is, in order of arrival.
   *
   * @param afterMs - 0: it begins at once
   * @throws RangeError if a number is not from 0 to an hour, or 100 freezes lie ahead
   */
  freeze(durationMs: number, afterMs: number): void;
  /** Ends all connections; may be called again. */
  close(): Promise<void>;
}

/** So many paths with their queries are kept planned; a generator that varies them more has them read anew. */
const PLANS_MAX = 128;
/** What the kernel may hold of connections not yet accepted; it cuts this to its own limit. */
const BACKLOG_COUNT = 8192;
/** Plain answers stay below it, so that only a sender that does not read is ever waited for. */
const WRITE_BUFFER_BYTES = 131_072;

/**
 * Starts an HTTP/1.1 server to aim load at: an echo with fortio's query arguments, `/null`, and `/control` for freezes.
 *
 * Cost: a repeated request is one comparison of its head's bytes and one write of an answer built before.
 *
 * @throws LoadError MB_TARGET_PORT if the address can't be listened on; MB_SPEC_INVALID if `echoDefaults` is malformed
 */
export async function createHttpTarget(options: HttpTargetOptions): Promise<HttpTarget> {
  const { host, port, echoDefaults = "", random = createRandom() } = options;
  const defaults = parseTargetPlan("/", echoDefaults);
  if (defaults.kind === "fixed") {
    throw new LoadError("MB_SPEC_INVALID", `echoDefaults: ${defaults.body.trimEnd()}`);
  }
  const target = new ListeningTarget(echoDefaults, random);
  await target.listen(host, port);
  return target;
}

class ListeningTarget implements HttpTarget {
  readonly stats = { connectionCount: 0, openConnectionCount: 0, requestCount: 0, refusedCount: 0 };
  readonly #server: Server;
  readonly #freeze = new Freeze();
  readonly #connections = new Set<TargetConnection>();
  readonly #plans = new Map<string, PlannedAnswers>();
  readonly #echoDefaults: string;
  readonly #random: () => number;
  readonly #core: TargetCore;
  #address = { host: "", port: 0 };
  #closing: Promise<void> | undefined;

  constructor(echoDefaults: string, random: () => number) {
    this.#echoDefaults = echoDefaults;
    this.#random = random;
    this.#core = {
      freeze: this.#freeze,
      memo: new RequestHeadMemo(),
      counts: this.stats,
      answersFor: (target) => this.#answersFor(target),
    };
    // Half-open: a client may end its side with its last request and still wait for the answer.
    this.#server = createServer(
      { allowHalfOpen: true, noDelay: true, highWaterMark: WRITE_BUFFER_BYTES },
      (socket) => {
        this.#accept(socket);
      },
    );
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

  freeze(durationMs: number, afterMs: number): void {
    this.#freeze.schedule(durationMs, afterMs);
  }

  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#server.close(() => {
        resolve();
      });
      this.#freeze.close();
      for (const connection of this.#connections) connection.destroy();
    });
    return this.#closing;
  }

  #accept(socket: Socket): void {
    const connection = new TargetConnection(socket, this.#core);
    this.#connections.add(connection);
    this.stats.connectionCount++;
    this.stats.openConnectionCount++;
    socket.once("close", () => {
      this.#connections.delete(connection);
      this.stats.openConnectionCount--;
    });
  }

  #answersFor(target: string): PlannedAnswers {
    let answers = this.#plans.get(target);
    if (answers === undefined) {
      answers = new PlannedAnswers(parseTargetPlan(target, this.#echoDefaults), this.#random);
      if (this.#plans.size >= PLANS_MAX) this.#plans.clear();
      this.#plans.set(target, answers);
    }
    return answers;
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
