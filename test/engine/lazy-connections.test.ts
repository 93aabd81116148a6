import { createServer } from "node:net";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import t from "tap";
import { Engine } from "../../engine/index.js";
import type { RunSpec } from "../../engine/index.js";
import { closedSpec, openSpec, runToEnd } from "../fixtures/real-run.js";
import { ScriptedServer, answering } from "../fixtures/scripted-server.js";

const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

type SpecOf = (url: string, rest: Partial<RunSpec>) => RunSpec;
const PACED: SpecOf = (url, rest) => ({
  ...openSpec(url, 40, rest),
  load: { model: "paced", ratePerSecond: 40 },
});
const MODELS: readonly { readonly name: string; readonly specOf: SpecOf }[] = [
  { name: "open", specOf: (url, rest) => openSpec(url, 40, rest) },
  { name: "paced", specOf: PACED },
  { name: "closed", specOf: (url, rest) => closedSpec(url, rest) },
];

t.test("Engine with connections that are opened when they are needed", async (t) => {
  const engine = new Engine({ workers: 2 });
  t.teardown(() => engine.close());
  const server = await ScriptedServer.start([answering(HELLO)]);
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${server.port}/`;

  for (const { name, specOf } of MODELS) {
    for (const over of [
      {},
      { client: "standard" },
      ...(name === "paced" ? [] : [{ streams: 4 }]),
    ] as const) {
      await t.test(
        `${name}, ${JSON.stringify(over)}: opens them for requests that wait`,
        async (t) => {
          const { requests, connections, latency, generator } = await runToEnd(
            t,
            engine,
            specOf(url, { connect: "lazy", connections: 16, workers: 2, requests: 12, ...over }),
          );
          t.equal(requests.completed, 12);
          t.equal(connections.requested, 16);
          t.ok(connections.opened >= 2, "each worker opens its own");
          t.equal(latency.connect.count, connections.opened);
          if (name !== "closed") {
            t.ok(connections.opened <= requests.waitedForSlot, "only for those who waited");
          }
          t.notOk(generator.reasons.some(({ code }) => code === "connectionsMissing"));
        },
      );
    }

    await t.test(`${name}: a target that refuses is data, not a failed start`, async (t) => {
      const refusing = createServer().listen(0, "127.0.0.1");
      await once(refusing, "listening");
      // A server that listens on TCP has an address with a port.
      const { port } = refusing.address() as AddressInfo;
      refusing.close();
      const { state, requests, errors, connections } = await runToEnd(
        t,
        engine,
        specOf(`http://127.0.0.1:${port}/`, { connect: "lazy", requests: 8, workers: 2 }),
      );
      t.equal(state, "completed");
      t.match(requests, { planned: 8, failed: 8 });
      t.strictSame(errors, { connectRefused: 8 });
      t.equal(connections.opened, 0);
    });

    await t.test(`${name}: a name without an address is data, not a failed start`, async (t) => {
      const { state, requests, errors } = await runToEnd(
        t,
        engine,
        specOf("http://nosuchhost.invalid/", { connect: "lazy", requests: 8 }),
      );
      t.equal(state, "completed");
      t.match(requests, { planned: 8, failed: 8 });
      t.strictSame(errors, { dns: 8 });
    });
  }

  await t.test("can be stopped before anything was needed", async (t) => {
    const run = engine.start(openSpec(url, 0.001, { connect: "lazy", duration: "1h" }));
    run.stop("abort");
    t.equal((await run.result).state, "stopped");
  });
});
