import { connect, isIP } from "node:net";
import type { OnReadOpts, Socket } from "node:net";
import { checkServerIdentity, connect as connectTls, createSecureContext } from "node:tls";
import type { ConnectionOptions, SecureContext } from "node:tls";
import type { TargetPlan, TlsPlan } from "../../engine/core/index.js";
import type { AddressBook } from "./address-book.js";

/** What a connection does with the bytes that arrive. */
export interface ReadInto {
  /** Shared by all connections of the worker: valid only during the call. */
  readonly buffer: Uint8Array;
  readonly onBytes: (byteCount: number) => boolean;
}

/** Opens sockets to the target: TCP or Unix, in the clear or under TLS. */
export class Connector {
  readonly #target: TargetPlan;
  readonly #addresses: AddressBook;
  readonly #secureContext: SecureContext | undefined;

  constructor(target: TargetPlan, addresses: AddressBook) {
    this.#target = target;
    this.#addresses = addresses;
    this.#secureContext = target.tls === null ? undefined : toSecureContext(target.tls);
  }

  /** Whether a connection has a TLS handshake after its TCP one. */
  get isTls(): boolean {
    return this.#target.tls !== null;
  }

  /**
   * @param read - where its bytes go; undefined: it is read as a stream
   * @returns a socket that has begun to connect
   */
  connect(read: ReadInto | undefined): Socket {
    const target = this.#target;
    const reading =
      read === undefined ? {} : { onread: { buffer: read.buffer, callback: read.onBytes } };
    const where =
      target.unixSocket === null
        ? { host: this.#addresses.current, port: target.port }
        : { path: target.unixSocket };
    if (target.tls === null) return connect({ ...where, ...reading, noDelay: true });
    const serverName = target.tls.serverName;
    // `onread` reaches a TLS socket only through these options, not through a socket handed to tls.connect.
    // The types of `tls.connect` leave `onread` out, though it takes the options of `net.connect` as well.
    const options: ConnectionOptions & { readonly onread?: OnReadOpts } = {
      ...where,
      ...reading,
      ...(this.#secureContext === undefined ? {} : { secureContext: this.#secureContext }),
      ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
      rejectUnauthorized: target.tls.verify,
      ALPNProtocols: ["http/1.1"],
      // We connect to a resolved address; the certificate is for the name.
      checkServerIdentity: (_host, certificate) => checkServerIdentity(serverName, certificate),
    };
    const socket = connectTls(options);
    socket.setNoDelay(true);
    return socket;
  }
}

function toSecureContext(tls: TlsPlan): SecureContext {
  return createSecureContext({
    ...(tls.ca === null ? {} : { ca: tls.ca }),
    ...(tls.cert === null ? {} : { cert: tls.cert }),
    ...(tls.key === null ? {} : { key: tls.key }),
    ...(tls.minVersion === null ? {} : { minVersion: tls.minVersion }),
  });
}
