import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import type { ConnectionRules } from "../../engine/core/index.js";
import { nsToMs } from "../../engine/core/index.js";

/** From when on a connection is retired: after so many requests, or at an age. */
export class ConnectionLimits {
  /** Infinity: as many as it can carry. */
  readonly requestCountMax: number;
  readonly #ageMsMax: number;

  constructor({ maxRequests, maxAgeNs }: Pick<ConnectionRules, "maxRequests" | "maxAgeNs">) {
    this.requestCountMax = maxRequests ?? Infinity;
    this.#ageMsMax = maxAgeNs === null ? Infinity : nsToMs(maxAgeNs);
  }

  /** @param openedMs - `performance.now()` when the connection stood; the run's clock is set anew at its start */
  isOld(openedMs: number): boolean {
    return this.#ageMsMax !== Infinity && performance.now() - openedMs >= this.#ageMsMax;
  }
}

/**
 * Closes a connection that has nothing outstanding so that the peer sees an end in good order, under TLS with its alert. No
 * request says `Connection: close` before: a client may close an idle connection at any time (RFC 9112 section 9.5), and the
 * last request of an age isn't known to be one when it is sent.
 */
export function closeInOrder(socket: Socket): void {
  // Until the end is written bytes could still come, and they would be taken for those of the next connection.
  socket.pause();
  socket.destroySoon();
}
