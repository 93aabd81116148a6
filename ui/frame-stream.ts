import type { Frame } from "../engine/index.js";

/** What a watcher is told. */
export interface FrameListener {
  onFrame(frame: Frame): void;
  /** The connection broke, or is back. */
  onConnection(isConnected: boolean): void;
}

/** Five pictures a second look live and cost little. */
const INTERVAL = "200ms";
const RECONNECT_MS = 1000;
const CLOSE_NORMAL = 1000;

/** Watches one run until its final frame; a broken connection is made anew. */
export class FrameStream {
  readonly #url: string;
  readonly #listener: FrameListener;
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;

  constructor(runId: string, listener: FrameListener) {
    this.#url = `ws://${location.host}/api/v1/runs/${encodeURIComponent(runId)}/stream?interval=${INTERVAL}`;
    this.#listener = listener;
    this.#connect();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #connect(): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#listener.onConnection(true);
    });
    socket.addEventListener("message", (event: MessageEvent<string>) => {
      if (!this.#isClosed) this.#listener.onFrame(JSON.parse(event.data) as Frame);
    });
    socket.addEventListener("close", ({ code }) => {
      if (this.#isClosed || code === CLOSE_NORMAL) return;
      this.#listener.onConnection(false);
      this.#timer = setTimeout(() => {
        this.#connect();
      }, RECONNECT_MS);
    });
  }
}
