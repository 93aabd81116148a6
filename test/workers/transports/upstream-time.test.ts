import t from "tap";
import type { ServerTimingPlan } from "../../../engine/core/index.js";
import { answering } from "../../fixtures/scripted-server.js";
import type { Script } from "../../fixtures/scripted-server.js";
import { CLIENTS, finish, openOver } from "../../fixtures/transport-under-test.js";

const ENVOY: ServerTimingPlan = {
  header: "x-envoy-upstream-service-time",
  metric: null,
  unitNs: 1e6,
};

function response(...lines: readonly string[]): string {
  return ["HTTP/1.1 200 OK", ...lines, "Content-Length: 2", "", "ok"].join("\r\n");
}

/** Answers each request with the next of these texts, in pieces of so many bytes. */
function answeringInTurn(texts: readonly string[], pieceBytes: number): Script {
  return async (connection) => {
    for (const text of texts) {
      if ((await connection.request()) === undefined) return;
      await connection.writePieces(text, pieceBytes);
    }
  };
}

for (const client of CLIENTS) {
  void t.test(`the ${client} transport tells what the upstream took`, async (t) => {
    for (const pieceBytes of [1000, 7]) {
      const texts = [
        response("X-Envoy-Upstream-Service-Time: 12"),
        response(),
        response("x-envoy-upstream-service-time: soon"),
        `HTTP/1.1 103 Early Hints\r\nx-envoy-upstream-service-time: 9\r\n\r\n${response()}`,
        response("x-envoy-upstream-service-time: 1", "x-envoy-upstream-service-time: 2"),
        response("x-envoy-upstream-service-time: 2500.5"),
      ];
      const { underTest } = await openOver(t, client, [answeringInTurn(texts, pieceBytes)], {
        serverTiming: ENVOY,
      });
      underTest.sendWhenReady(texts.length);
      await underTest.listener.outcomes(texts.length);
      const told = underTest.listener.all("upstream").map(({ upstreamNs }) => upstreamNs);
      t.strictSame(told, [12e6, -1, -2, -1, -2, 2_500_500_000], `${pieceBytes} bytes at a time`);
      finish(t, underTest);
    }
  });

  void t.test(`the ${client} transport reads a list of metrics`, async (t) => {
    const text = response('Server-Timing: db;dur=5;desc="a, b"', "server-timing: total;dur=12.3");
    for (const { metric, expected } of [
      { metric: null, expected: 12_300_000 },
      { metric: "db", expected: 5_000_000 },
      { metric: "app", expected: -1 },
    ]) {
      const serverTiming = { header: "Server-Timing", metric, unitNs: 1e6 };
      const { underTest } = await openOver(t, client, [answering(text)], { serverTiming });
      underTest.sendWhenReady(1);
      const { upstreamNs } = await underTest.listener.nth("upstream");
      t.equal(upstreamNs, expected, `metric ${String(metric)}`);
      await underTest.listener.outcomes(1);
      finish(t, underTest);
    }
  });

  void t.test(`the ${client} transport says nothing when it is not asked`, async (t) => {
    const text = response("x-envoy-upstream-service-time: 12", "Server-Timing: total;dur=12");
    const { underTest } = await openOver(t, client, [answering(text)]);
    underTest.sendWhenReady(3);
    await underTest.listener.outcomes(3);
    t.strictSame(underTest.listener.all("upstream"), []);
    finish(t, underTest);
  });

  void t.test(`the ${client} transport tells nothing of a response that was cut off`, async (t) => {
    const cutOff: Script = async (connection) => {
      await connection.request();
      connection.write(
        "HTTP/1.1 200 OK\r\nx-envoy-upstream-service-time: 1\r\nContent-Length: 9\r\n\r\nok",
      );
      connection.end();
    };
    const { underTest } = await openOver(t, client, [cutOff], { serverTiming: ENVOY });
    underTest.sendWhenReady(1);
    t.strictSame(await underTest.listener.outcomes(1), ["connectionLost"]);
    t.strictSame(underTest.listener.all("upstream"), []);
    finish(t, underTest);
  });
}
