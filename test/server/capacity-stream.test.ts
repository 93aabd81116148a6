import { once } from "node:events";

import t from "tap";

import { Engine } from "../../engine/index.js";
import type { CapacityEvent } from "../../engine/index.js";
import { createServer } from "../../server/index.js";
import type { CapacityReference } from "../../server/index.js";
import { asJson, messagesOf, openStream, refusalOf, withServer } from "../fixtures/with-server.js";
import { withTarget } from "../fixtures/with-target.js";

// Probes of two seconds; a busy machine makes them longer.
t.setTimeout(90_000);

/** Two probes, or one where a busy machine makes it uncertain: then there is no time for a longer one. */
const OPTIONS = {
  slo: ["p50 < 1s"],
  fromPerSecond: 40,
  toPerSecond: 60,
  probeDuration: "2s",
  maxDuration: "8s",
};

function requestOf(targetUrl: string, options: object = {}): RequestInit {
  const spec = { target: { url: targetUrl }, connections: 2, workers: 1, warmup: "100ms" };
  return asJson({ spec: { ...spec, drain: "100ms" }, ...OPTIONS, ...options });
}

async function startedBy(response: Response): Promise<CapacityReference> {
  if (response.status !== 201) throw new Error(await response.text());
  return (await response.json()) as CapacityReference;
}

t.test("a search's stream", async (t) => {
  const { server, call, targetUrl } = await withServer(t);

  await t.test("tells of each probe, and at last the result", async (t) => {
    const { id, links } = await startedBy(await call("api/v1/capacity", requestOf(targetUrl)));
    const path = `${links.stream.slice(1)}?interval=200ms`;
    const events = await messagesOf<CapacityEvent>(openStream(server, path));
    const last = events.at(-1);
    if (last?.kind !== "final") throw new Error(`the last event is ${String(last?.kind)}`);
    const { probes } = last.result;
    t.ok(probes.length > 0);
    t.same(
      events.filter(({ kind }) => kind !== "frame").map(({ kind }) => kind),
      [
        "status",
        ...probes.flatMap(({ index }) =>
          index === 0 ? ["probeEnded"] : ["probeStarted", "probeEnded"],
        ),
        "final",
      ],
      "the first probe has begun before anybody can ask",
    );
    t.same(
      events.map(({ sequence }) => sequence),
      events.map((_event, at) => at),
    );
    t.ok(events.every(({ searchId }) => searchId === id));
    const ended = events.filter((event) => event.kind === "probeEnded");
    t.same(
      ended.map(({ probe }) => probe),
      probes,
    );
    t.same(ended.at(-1)?.interval, {
      lowPerSecond: last.result.answer.lowPerSecond,
      highPerSecond: last.result.answer.highPerSecond,
    });
    for (const { index, request } of probes) {
      const frames = events.filter((event) => event.kind === "frame" && event.index === index);
      t.ok(frames.length > 1, `${frames.length} frames of probe ${index}`);
      t.match(frames.at(-1), { request, frame: { kind: "frame", total: { latency: {} } } });
    }

    const late = await messagesOf<CapacityEvent>(openStream(server, path));
    t.same(
      late.map(({ kind, sequence }) => [kind, sequence]),
      [
        ["status", 0],
        ["final", 1],
      ],
      "who comes after the end is told all in two",
    );
    t.same(late.at(-1), { ...last, sequence: 1, elapsedSeconds: late.at(-1)?.elapsedSeconds });
  });

  await t.test("is refused before the upgrade when something is wrong", async (t) => {
    const path = "api/v1/capacity/nothing/stream";
    for (const { name, where, status, body } of [
      { name: "an unknown search", where: path, status: 404, body: /no search "nothing"/ },
      { name: "an unknown parameter", where: `${path}?every=1s`, status: 400, body: /"every"/ },
      { name: "the list", where: "api/v1/capacity", status: 400, body: /not a WebSocket/ },
    ]) {
      const refusal = await refusalOf(openStream(server, where));
      t.match(refusal, { status, body: { status, detail: body } }, name);
    }
  });

  await t.test("wants an interval that frames can have, and an upgrade", async (t) => {
    const request = requestOf(targetUrl, { probeDuration: "10m", maxDuration: "1h" });
    const { links } = await startedBy(await call("api/v1/capacity", request));
    const path = links.stream.slice(1);
    const refusal = await refusalOf(openStream(server, `${path}?interval=50ms`));
    t.match(refusal, { status: 400, body: { errors: [{ parameter: "interval" }] } });
    t.equal((await call(path)).status, 426);
    await call(links.stop.slice(1), { method: "POST" });
    const events = await messagesOf<CapacityEvent>(openStream(server, path));
    t.match(events.at(-1), { kind: "final", result: { state: "stopped" } });
  });
});

t.test("a server and an engine that are closed end a search and its probe", async (t) => {
  const target = await withTarget(t);
  const engine = new Engine();
  const server = await createServer({ engine, port: 0 });
  t.teardown(async () => {
    await server.close();
    await engine.close();
  });
  const request = requestOf(`${target.url}/`, { probeDuration: "10m", maxDuration: "1h" });
  const { links } = await startedBy(await fetch(`${server.url}api/v1/capacity`, request));
  const socket = openStream(server, `${links.stream.slice(1)}?interval=100ms`);
  const kinds = new Set<string>();
  while (!kinds.has("frame")) {
    const [data] = (await once(socket, "message")) as [Buffer];
    kinds.add((JSON.parse(data.toString()) as CapacityEvent).kind);
  }
  const closed = once(socket, "close");
  await server.close();
  t.equal((await closed)[0], 1001);
  await engine.close();
  await target.emptied();
  t.pass("and no connection to the target is left");
});
