import t from "tap";
import { DEFAULT_RULES } from "../../fixtures/connection-rules.js";
import { ONE_REQUEST, toRequestPlan } from "../../fixtures/request-texts.js";
import { createTransport } from "../../../workers/transports/create-transport.js";
import { Http1Transport } from "../../../workers/transports/http1-transport.js";
import { PipelinedTransport } from "../../../workers/transports/pipelined-transport.js";
import { UndiciTransport } from "../../../workers/transports/undici-transport.js";

const OPTIONS = {
  target: { host: "127.0.0.1", port: 1, unixSocket: null, authority: "target.test", tls: null },
  serverTiming: null,
  requests: [toRequestPlan()],
  ...ONE_REQUEST,
  connectionCount: 3,
  connectionRules: DEFAULT_RULES,
  stripe: { stripeIndex: 0, stripeCount: 1 },
  connectTimeoutNs: 1e9,
  clock: { nowNs: () => 0 },
};

t.test("createTransport", async (t) => {
  for (const { client, expected } of [
    { client: "wire", expected: Http1Transport },
    { client: "standard", expected: UndiciTransport },
  ] as const) {
    await t.test(`makes the ${client} transport`, async (t) => {
      const transport = await createTransport(client, OPTIONS);
      t.type(transport, expected);
      t.equal(transport.slotCount, 3);
      transport.close();
    });
  }

  await t.test("makes one with a slot for each request in flight when asked", async (t) => {
    const transport = await createTransport("wire", {
      ...OPTIONS,
      connectionRules: { ...DEFAULT_RULES, streams: 4 },
    });
    t.type(transport, PipelinedTransport);
    t.equal(transport.slotCount, 12);
    transport.close();
  });
});
