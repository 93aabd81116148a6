import type { TlsOptions } from "node:tls";
import t from "tap";
import type { TlsPlan } from "../../../engine/core/index.js";
import { completed, failed } from "../../fixtures/recording-listener.js";
import { ScriptedServer, answering } from "../../fixtures/scripted-server.js";
import { SERVER_NAME, createCertificates } from "../../fixtures/tls-certificates.js";
import { CLIENTS, TransportUnderTest } from "../../fixtures/transport-under-test.js";

/** One TLS server, and what becomes of one request to it. */
interface TlsCase {
  readonly name: string;
  readonly server?: TlsOptions;
  readonly plan?: Partial<TlsPlan>;
  readonly expected:
    | { readonly outcome: string; readonly serverName?: string | false }
    | { readonly connectFailed: "tls"; readonly message: RegExp };
}

const { authority, server, client } = await createCertificates();
const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const SUCCESS = { outcome: completed(200, HELLO.length, "reusable") };
const WITH_CLIENT_CERTIFICATE = {
  requestCert: true,
  rejectUnauthorized: true,
  ca: authority.cert,
};

const cases: readonly TlsCase[] = [
  {
    name: "answers under the certificate of a known authority, asked for by name",
    expected: { ...SUCCESS, serverName: SERVER_NAME },
  },
  {
    name: "answers under a certificate for its address, which is no name to ask for",
    plan: { serverName: "127.0.0.1" },
    expected: { ...SUCCESS, serverName: false },
  },
  {
    name: "has a certificate of an unknown authority",
    plan: { ca: null },
    expected: { connectFailed: "tls", message: /certificate/ },
  },
  {
    name: "has a certificate of an unknown authority, and nobody minds",
    plan: { ca: null, verify: false },
    expected: { ...SUCCESS, serverName: SERVER_NAME },
  },
  {
    name: "has a certificate for another name",
    plan: { serverName: "other.test" },
    expected: { connectFailed: "tls", message: /other\.test/ },
  },
  {
    name: "has a certificate for another name, and nobody minds",
    plan: { serverName: "other.test", verify: false },
    expected: { ...SUCCESS, serverName: "other.test" },
  },
  {
    name: "wants a client certificate and gets it",
    server: WITH_CLIENT_CERTIFICATE,
    plan: { cert: client.cert, key: client.key },
    expected: SUCCESS,
  },
  {
    name: "wants a client certificate and gets none (TLS 1.2: before the handshake is done)",
    server: { ...WITH_CLIENT_CERTIFICATE, maxVersion: "TLSv1.2" },
    expected: { connectFailed: "tls", message: /alert|disconnected/ },
  },
  {
    name: "wants a client certificate and gets none (TLS 1.3: after the handshake is done)",
    server: { ...WITH_CLIENT_CERTIFICATE, minVersion: "TLSv1.3" },
    expected: { outcome: failed("tls") },
  },
  {
    name: "is too old for the lowest version that is allowed",
    server: { maxVersion: "TLSv1.2" },
    plan: { minVersion: "TLSv1.3" },
    expected: { connectFailed: "tls", message: /version/ },
  },
  {
    name: "is as old as the lowest version that is allowed",
    server: { maxVersion: "TLSv1.2" },
    plan: { minVersion: "TLSv1.2" },
    expected: SUCCESS,
  },
];

for (const name of CLIENTS) {
  t.test(`the ${name} transport, when a TLS server`, async (t) => {
    for (const row of cases) {
      await t.test(row.name, async (t) => {
        const tlsServer = await ScriptedServer.start([answering(HELLO)], {
          tls: { ...server, ...row.server },
        });
        t.teardown(() => tlsServer.close());
        const underTest = create(name, tlsServer.port, row.plan);
        underTest.sendWhenReady(1);
        underTest.open(t);
        if ("connectFailed" in row.expected) {
          const event = await underTest.listener.nth("connectFailed");
          t.equal(event.error, row.expected.connectFailed);
          t.match(event.message, row.expected.message);
          t.equal(underTest.transport.connections.opened, 0);
        } else {
          t.strictSame(await underTest.listener.outcomes(1), [row.expected.outcome]);
          const { serverName } = row.expected;
          if (serverName !== undefined) t.strictSame(tlsServer.serverNames, [serverName]);
        }
        underTest.close();
        t.strictSame(underTest.listener.violations, []);
      });
    }

    await t.test("speaks no TLS", async (t) => {
      const plain = await ScriptedServer.start([
        async (connection) => {
          await connection.firstByte();
          connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
        },
      ]);
      t.teardown(() => plain.close());
      const underTest = create(name, plain.port);
      underTest.open(t);
      t.equal((await underTest.listener.nth("connectFailed")).error, "tls");
      underTest.close();
      t.strictSame(underTest.listener.violations, []);
    });

    await t.test("never ends the handshake", async (t) => {
      const silent = await ScriptedServer.start([(connection) => connection.peerEnd()]);
      t.teardown(() => silent.close());
      const underTest = create(name, silent.port, {}, 1);
      underTest.open(t);
      await underTest.listener.nth("timing");
      underTest.transport.expire();
      t.equal((await underTest.listener.nth("connectFailed")).error, "connectTimeout");
      underTest.close();
      await silent.allClosed();
      t.strictSame(underTest.listener.violations, []);
    });

    await t.test("never ends the handshake until the transport is closed", async (t) => {
      const silent = await ScriptedServer.start([(connection) => connection.peerEnd()]);
      t.teardown(() => silent.close());
      const underTest = create(name, silent.port);
      underTest.open(t);
      await underTest.listener.nth("timing");
      await silent.connected(1);
      underTest.close();
      await silent.allClosed();
      t.strictSame(underTest.listener.violations, []);
    });

    await t.test("answers: the handshake is timed apart from the connect", async (t) => {
      const tlsServer = await ScriptedServer.start([answering(HELLO)], { tls: server });
      t.teardown(() => tlsServer.close());
      const underTest = create(name, tlsServer.port);
      underTest.open(t);
      await underTest.listener.nth("ready");
      const timings = underTest.listener.all("timing");
      t.strictSame(
        timings.map(({ phase }) => phase),
        ["connect", "tlsHandshake"],
      );
      t.ok(timings.every(({ durationNs }) => Number.isInteger(durationNs) && durationNs > 0));
      underTest.close();
    });
  });
}

function create(
  name: (typeof CLIENTS)[number],
  port: number,
  plan: Partial<TlsPlan> = {},
  connectTimeoutNs = 10e9,
): TransportUnderTest {
  const tls: TlsPlan = {
    verify: true,
    serverName: SERVER_NAME,
    ca: authority.cert,
    cert: null,
    key: null,
    minVersion: null,
    ...plan,
  };
  return new TransportUnderTest(name, { target: { port, tls }, connectTimeoutNs });
}
