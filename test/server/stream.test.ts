import { EventEmitter } from "node:events";

import type { WebSocket } from "@fastify/websocket";
import t from "tap";

import type { Frame } from "../../engine/index.js";
import { streamUntilFinal } from "../../server/stream.js";
import { frameOf } from "../fixtures/scripted-run.js";

type Sent = (error?: Error) => void;

/** A socket whose network takes a frame only when it is told to. */
class SlowSocket extends EventEmitter {
  readonly texts: string[] = [];
  readonly closes: (readonly [number, string])[] = [];
  #sent: Sent | undefined;

  send(text: string, sent: Sent): void {
    this.texts.push(text);
    this.#sent = sent;
    this.emit("send");
  }

  close(code: number, reason: string): void {
    this.closes.push([code, reason]);
  }

  take(error?: Error): void {
    this.#sent?.(error);
  }

  asSocket(): WebSocket {
    return this as unknown as WebSocket;
  }
}

class CountedFrames implements AsyncIterableIterator<Frame> {
  pulled = 0;
  returned = 0;
  readonly #last: number;

  constructor(last: number) {
    this.#last = last;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Frame>> {
    this.pulled++;
    return {
      done: false,
      value: frameOf(this.pulled, this.pulled < this.#last ? "frame" : "final"),
    };
  }

  async return(): Promise<IteratorResult<Frame>> {
    this.returned++;
    return { done: true, value: undefined };
  }
}

t.test("streamUntilFinal", (t) => {
  t.test("asks for a frame only when the one before has left", async (t) => {
    const socket = new SlowSocket();
    const frames = new CountedFrames(3);
    const streamed = streamUntilFinal(socket.asSocket(), frames, JSON.stringify);
    for (const expected of [1, 2, 3]) {
      if (socket.texts.length < expected) await once(socket, "send");
      await new Promise(setImmediate);
      t.equal(frames.pulled, expected, `holds frame ${expected} and no other`);
      socket.take();
    }
    await streamed;
    t.same(
      socket.texts.map((text) => (JSON.parse(text) as Frame).kind),
      ["frame", "frame", "final"],
    );
    t.same(socket.closes, [[1000, "all has been told"]]);
  });

  t.test("stops asking when the socket is closed", async (t) => {
    const socket = new SlowSocket();
    const frames = new CountedFrames(100);
    const streamed = streamUntilFinal(socket.asSocket(), frames, JSON.stringify);
    await once(socket, "send");
    socket.emit("close");
    socket.take(new Error("closed"));
    await streamed;
    t.equal(frames.pulled, 1);
    t.ok(frames.returned > 0, "and unsubscribes");
  });

  t.test("closes with 1011 when the frames fail", async (t) => {
    const socket = new SlowSocket();
    const frames = new CountedFrames(1);
    frames.next = async () => Promise.reject(new Error("lost"));
    await t.rejects(streamUntilFinal(socket.asSocket(), frames, JSON.stringify), {
      message: "lost",
    });
    t.same(socket.closes, [[1011, "the server failed"]]);
  });
  t.end();
});

async function once(emitter: EventEmitter, name: string): Promise<void> {
  return new Promise((resolve) => {
    emitter.once(name, () => {
      resolve();
    });
  });
}
