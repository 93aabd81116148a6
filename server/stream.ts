import type { WebSocket } from "@fastify/websocket";

import type { Frame } from "../engine/index.js";
import { frameText } from "./frame-text.js";

/** Normal end of a WebSocket. @see Source: RFC 6455, 7.4.1 */
export const CLOSE_NORMAL = 1000;
/** The server goes away. */
export const CLOSE_GOING_AWAY = 1001;
/** The server failed. */
export const CLOSE_INTERNAL = 1011;

/**
 * Sends a run's frames to one socket, the `final` one last, and closes it.
 *
 * A frame is asked for only when the one before has left for the network. So a slow reader holds up one frame, not a queue
 * of them, and the next one it gets covers all that happened in between.
 *
 * @returns when the socket has got all, or is closed
 */
export async function streamFrames(
  socket: WebSocket,
  frames: AsyncIterableIterator<Frame>,
): Promise<void> {
  socket.once("close", () => void frames.return?.());
  try {
    for await (const frame of frames) {
      const isOpen = await send(socket, frameText(frame));
      if (!isOpen) return;
      if (frame.kind === "final") break;
    }
    socket.close(CLOSE_NORMAL, "the run has ended");
  } catch (error) {
    socket.close(CLOSE_INTERNAL, "the server failed");
    throw error;
  }
}

/** @returns whether the text was handed to the network; false once the socket is closed */
async function send(socket: WebSocket, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    socket.send(text, (error) => {
      resolve(!(error instanceof Error));
    });
  });
}
