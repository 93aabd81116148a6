import { connect } from "node:net";
import type { Socket } from "node:net";
import type { Test } from "tap";
import { createHttpTarget } from "../../../server/targets/index.js";
import type { HttpTarget, HttpTargetOptions } from "../../../server/targets/index.js";

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Status line and fields, without the blank line. */
  readonly head: string;
  readonly body: Buffer;
}

/** A connection that sends bytes and reads answers, and knows no more of HTTP than Content-Length. */
export class RawClient {
  readonly socket: Socket;
  /** Settled when the target has ended the connection. */
  readonly ended: Promise<void>;
  // Joined when something is taken, not per chunk: the bodies of some tests come in a thousand chunks.
  #chunks: Buffer[] = [];
  #receivedBytes = 0;
  #wake: () => void = () => undefined;
  #hasEnded = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#receivedBytes += chunk.length;
      this.#wake();
    });
    this.ended = new Promise((resolve) => {
      socket
        .on("error", () => undefined)
        .on("close", resolve)
        .on("end", resolve);
    });
    void this.ended.then(() => {
      this.#hasEnded = true;
      this.#wake();
    });
  }

  send(text: string): void {
    this.socket.write(text, "latin1");
  }

  /** Sends a request without a body; reads its answer. */
  async get(target: string, method = "GET"): Promise<RawAnswer> {
    this.send(get(target, method));
    return this.read(method === "HEAD");
  }

  /** @returns the next answer; rejects when the connection ends before it is complete */
  async read(isWithoutBody = false): Promise<RawAnswer> {
    while (!this.#join().includes("\r\n\r\n")) await this.#more();
    const head = this.#take(this.#join().indexOf("\r\n\r\n") + 4).toString("latin1");
    const lengthBytes = isWithoutBody ? 0 : Number(/Content-Length: (\d+)/.exec(head)?.[1] ?? 0);
    while (this.#receivedBytes < lengthBytes) await this.#more();
    return {
      status: Number(head.slice(9, 12)),
      head: head.slice(0, -4),
      body: this.#take(lengthBytes),
    };
  }

  /** @returns everything that is not yet read, once the target has ended the connection */
  async readToEnd(): Promise<string> {
    await this.ended;
    return this.#join().toString("latin1");
  }

  #join(): Buffer {
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }

  #take(countBytes: number): Buffer {
    const joined = this.#join();
    this.#chunks = [joined.subarray(countBytes)];
    this.#receivedBytes -= countBytes;
    return joined.subarray(0, countBytes);
  }

  async #more(): Promise<void> {
    if (this.#hasEnded) {
      throw new Error(`the connection ended after: ${this.#join().toString("latin1")}`);
    }
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** @returns the bytes of a request without a body */
export function get(target: string, method = "GET"): string {
  return `${method} ${target} HTTP/1.1\r\nHost: a\r\n\r\n`;
}

/** Starts a target on a free port that ends with the test. */
export async function startTarget(
  t: Test,
  options: Partial<HttpTargetOptions> = {},
): Promise<HttpTarget> {
  const target = await createHttpTarget({ host: "127.0.0.1", port: 0, ...options });
  t.teardown(() => target.close());
  return target;
}

/**
 * Connects to a target; the connection ends with the test.
 *
 * @param allowHalfOpen - go on sending after the target has ended its side
 */
export async function connectTo(
  t: Test,
  target: HttpTarget,
  allowHalfOpen = false,
): Promise<RawClient> {
  const socket = connect({ ...target.address, noDelay: true, allowHalfOpen });
  t.teardown(() => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve).once("error", reject);
  });
  return new RawClient(socket);
}
