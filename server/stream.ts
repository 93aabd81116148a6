import type { WebSocket } from "@fastify/websocket";

/** Normal end of a WebSocket. @see Source: RFC 6455, 7.4.1 */
export const CLOSE_NORMAL = 1000;
/** The server goes away. */
export const CLOSE_GOING_AWAY = 1001;
/** The server failed. */
export const CLOSE_INTERNAL = 1011;

/** What a stream is made of: the one whose kind is `final` is the last. */
export interface Told {
  readonly kind: string;
}

/**
 * Sends what a run or a search tells to one socket, the `final` message last, and closes it.
 *
 * A message is asked for only when the one before has left for the network. So a slow reader holds up one of them, not a
 * queue, and the next one it gets covers all that happened in between.
 *
 * @returns when the socket has got all, or is closed
 */
export async function streamUntilFinal<Message extends Told>(
  socket: WebSocket,
  messages: AsyncIterableIterator<Message>,
  toText: (message: Message) => string,
): Promise<void> {
  socket.once("close", () => void messages.return?.());
  try {
    for await (const message of messages) {
      const isOpen = await send(socket, toText(message));
      if (!isOpen) return;
      if (message.kind === "final") break;
    }
    socket.close(CLOSE_NORMAL, "all has been told");
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
