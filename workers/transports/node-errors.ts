import type { TransportErrorKind } from "../../engine/core/index.js";

const KIND_BY_CODE: Readonly<Record<string, TransportErrorKind>> = {
  ECONNREFUSED: "connectRefused",
  ETIMEDOUT: "connectTimeout",
  ENOTFOUND: "dns",
  EAI_AGAIN: "dns",
  ECONNRESET: "connectionLost",
  EPIPE: "connectionLost",
};

/** Connections that this machine itself refuses us: what is missing, and what would help. */
const ADVICE_BY_CODE: Readonly<Record<string, string>> = {
  EMFILE:
    "this process may not open more files and sockets; raise the limit (ulimit -n) or ask for fewer connections",
  ENFILE: "this machine may not open more files and sockets; raise the limit (sysctl fs.file-max)",
  EADDRNOTAVAIL:
    "no local port is free for this address; widen net.ipv4.ip_local_port_range or ask for fewer connections",
};

/** What Node says of an error, in our words. */
export interface NamedError {
  readonly kind: TransportErrorKind;
  readonly message: string;
}

/**
 * Maps an error of a socket that has no connection yet.
 *
 * @param isHandshaking - TCP is connected and TLS is under way
 */
export function fromConnectError(error: Error, isHandshaking: boolean): NamedError {
  if (isHandshaking) return { kind: "tls", message: error.message };
  const code = codeOf(error);
  const kind = KIND_BY_CODE[code] ?? "connectFailed";
  const advice = ADVICE_BY_CODE[code];
  return {
    kind: kind === "connectionLost" ? "connectFailed" : kind,
    message: advice === undefined ? error.message : `${error.message}: ${advice}`,
  };
}

/** Maps an error of a connected socket. */
export function fromSocketError(error: Error): NamedError {
  const isTls = /^(ERR_SSL|ERR_TLS|EPROTO)/.test(codeOf(error));
  return { kind: isTls ? "tls" : "connectionLost", message: error.message };
}

/** @param detail - what the response lacks; empty when none has begun */
export function peerClosedError(detail: string): NamedError {
  return {
    kind: "connectionLost",
    message: detail === "" ? "the peer closed the connection before answering" : detail,
  };
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}
