import type { Socket } from "node:net";

/** Who hears of the end of a socket. It was dropped already if it is not the current one. */
export interface SocketEvents {
  /** The peer has closed its side. */
  onEnd(socket: Socket): void;
  /** The socket has failed. */
  onError(socket: Socket, error: Error): void;
  /** The socket is gone, whatever was heard of it before. */
  onClose(socket: Socket): void;
}

/**
 * Tells a connection what becomes of its socket. One set of closures per connection, not per request. A socket that was
 * dropped may still speak: it is told apart by identity. Its errors have a listener for good, the opener's.
 */
export function listenTo(socket: Socket, connection: SocketEvents): void {
  socket.once("end", onEnd);
  socket.on("error", onError);
  socket.once("close", onClose);

  function onEnd(): void {
    connection.onEnd(socket);
  }
  function onError(error: Error): void {
    connection.onError(socket, error);
  }
  function onClose(): void {
    connection.onClose(socket);
  }
}
