import type { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import t from "tap";
import { AddressBook } from "../../../workers/transports/address-book.js";
import { ConnectGate } from "../../../workers/transports/connect-gate.js";
import { Connector } from "../../../workers/transports/connector.js";
import { SocketOpener } from "../../../workers/transports/socket-opener.js";
import { RecordingListener } from "../../fixtures/recording-listener.js";
import { ScriptedServer } from "../../fixtures/scripted-server.js";

t.test("SocketOpener", async (t) => {
  await t.test("goes on to the address that accepts, and calls that no failure", async (t) => {
    const server = await ScriptedServer.start([(connection) => connection.peerEnd()]);
    t.teardown(() => server.close());
    // The server listens on 127.0.0.1 alone; the rest of 127.0.0.0/8 is this machine too and refuses.
    const addresses = new AddressBook("target.test", () =>
      Promise.resolve([{ address: "127.0.0.2" }, { address: "127.0.0.1" }]),
    );
    await addresses.resolve();
    const failures: string[] = [];
    const onConnectFailed = (_kind: string, message: string): void => {
      failures.push(message);
    };
    const target = {
      host: "target.test",
      port: server.port,
      unixSocket: null,
      authority: "target.test",
      tls: null,
    };
    const shared = {
      clock: { nowNs: () => performance.now() * 1e6 },
      listener: new RecordingListener(),
      connector: new Connector(target, addresses),
      addresses,
      gate: new ConnectGate(),
      connectTimeoutMs: 10_000,
      counts: { opened: 0 },
    };
    const opened = [0, 1, 2].map(
      (index) =>
        new Promise<Socket>((resolve) => {
          const owner = { read: undefined, onOpened: resolve, onConnectFailed };
          new SocketOpener(shared, owner, index).open();
        }),
    );
    const sockets = await Promise.all(opened);
    t.teardown(() => {
      for (const socket of sockets) socket.destroy();
    });
    t.strictSame(
      sockets.map((socket) => socket.remoteAddress),
      ["127.0.0.1", "127.0.0.1", "127.0.0.1"],
    );
    t.strictSame(failures, []);
    t.equal(shared.counts.opened, 3);
  });
});
