import t from "tap";
import { Engine } from "../../engine/index.js";
import type { RunSpec } from "../../engine/index.js";
import { closedSpec, runToEnd } from "../fixtures/real-run.js";
import { ScriptedServer } from "../fixtures/scripted-server.js";
import type { Script } from "../fixtures/scripted-server.js";

const ROUND_COUNT = 20;

/** What a response says, in turn: one round of each connection. */
const ANSWERS: readonly (readonly string[])[] = [
  ["Server-Timing: total;dur=0.25, db;dur=0.1"],
  ['Server-Timing: cache;desc="hit, dur=9", total;dur="0.25"', "X-Other: 1"],
  ["X-Other: 1"],
  ["Server-Timing: total"],
  ["Server-Timing: total;dur=fast"],
  ["Server-Timing: total;dur=60000"],
];

/** Each answer comes in two pieces, cut in its head. */
const answersInTurn: Script = async (connection) => {
  for (let sequence = 0; (await connection.request()) !== undefined; sequence++) {
    const lines = ANSWERS[sequence % ANSWERS.length] ?? [];
    const text = ["HTTP/1.1 200 OK", ...lines, "Content-Length: 2", "", "ok"].join("\r\n");
    await connection.writePieces(text, 40);
  }
};

t.test("a run asks its responses what their upstream took", async (t) => {
  const server = await ScriptedServer.start([answersInTurn]);
  t.teardown(() => server.close());
  const engine = new Engine({ workers: 1 });
  t.teardown(() => engine.close());
  for (const client of ["wire", "standard"] as const) {
    await t.test(`over the ${client} client`, async (t) => {
      const spec: RunSpec = closedSpec(`http://127.0.0.1:${server.port}/`, {
        client,
        connections: 1,
        requests: ROUND_COUNT * ANSWERS.length,
        serverTiming: { header: "server-timing" },
      });
      const { serverTiming, latency, spec: echoed } = await runToEnd(t, engine, spec);
      t.same(echoed.serverTiming, { header: "server-timing", unit: "ms" });
      const { overhead, upstream, missingCount, invalidCount, negativeCount } = serverTiming!;
      t.equal(latency.service.count, ROUND_COUNT * 6);
      t.equal(upstream.count, ROUND_COUNT * 3);
      t.equal(overhead.count, ROUND_COUNT * 3);
      t.equal(missingCount, ROUND_COUNT * 2, "without the header, and without a dur");
      t.equal(invalidCount, ROUND_COUNT);
      t.ok(negativeCount >= ROUND_COUNT, "a minute is more than the request took");
      t.equal(upstream.min, 250_000);
      t.equal(upstream.max, 60e9);
      t.equal(overhead.min, 0);
      t.ok(overhead.max! <= Math.max(0, latency.service.max! - 250_000));
    });
  }
});
