import { once } from "node:events";

import t from "tap";

import type { Frame, RequestCounts } from "../../engine/index.js";
import { framesOf, openStream, refusalOf, withServer } from "../fixtures/with-server.js";

function sumOf(frames: readonly Frame[]): Partial<RequestCounts> {
  const sum: Record<string, number> = {};
  for (const { interval } of frames) {
    for (const [name, count] of Object.entries(interval.requests) as [string, number][]) {
      sum[name] = (sum[name] ?? 0) + count;
    }
  }
  return sum;
}

function lastOf(frames: readonly Frame[]): Frame {
  const last = frames.at(-1);
  if (last === undefined) throw new Error("no frame came");
  return last;
}

t.test("a run's stream", async (t) => {
  const { server, start, call } = await withServer(t);

  t.test("ends with the result, and its intervals add up to the totals", async (t) => {
    const { links } = await start({ duration: "1s" });
    const path = links.stream.slice(1);
    const streams = await Promise.all(
      ["?interval=100ms", "?interval=300ms", ""].map(async (query) =>
        framesOf(openStream(server, `${path}${query}`)),
      ),
    );
    for (const frames of streams) {
      const final = lastOf(frames);
      t.equal(final.kind, "final");
      t.equal(final.result?.requests.planned, 100, "100/s for 1 s");
      t.same(sumOf(frames), final.result?.requests);
      t.same(
        frames.map(({ sequence }) => sequence),
        frames.map((_frame, index) => index),
        "numbered from 0 without gaps",
      );
      t.notOk(frames.slice(0, -1).some(({ kind }) => kind !== "frame"));
    }
    const counts = streams.map(({ length }) => length);
    t.same(
      counts,
      [...counts].sort((a, b) => b - a),
      "a shorter interval gives more frames",
    );
  });

  t.test("starts with everything so far for who comes in the middle", async (t) => {
    const { links } = await start({ duration: "1s" });
    const path = `${links.stream.slice(1)}?interval=100ms`;
    const early = openStream(server, path);
    const earlyFrames = framesOf(early);
    for (let count = 0; count < 4; count++) await once(early, "message");
    const late = await framesOf(openStream(server, path));
    const first = late[0];
    t.equal(first?.sequence, 0);
    t.same(first?.interval.requests, first?.total.requests);
    t.ok((first?.interval.requests.planned ?? 0) > 0);
    t.same(sumOf(late), lastOf(late).result?.requests);
    await earlyFrames;
  });

  t.test("tells who comes after the end all in two frames", async (t) => {
    const { links } = await start();
    const path = `${links.stream.slice(1)}?interval=200ms`;
    const live = await framesOf(openStream(server, path));
    const afterwards = await framesOf(openStream(server, path));
    t.same(
      afterwards.map(({ kind, sequence }) => [kind, sequence]),
      [
        ["frame", 0],
        ["final", 1],
      ],
    );
    t.same(sumOf(afterwards), lastOf(live).result?.requests);
    t.same(lastOf(afterwards).result, lastOf(live).result);
  });

  t.test("carries histograms when asked", async (t) => {
    const { links } = await start();
    const path = links.stream.slice(1);
    const isEncoded = (frames: readonly Frame[]): boolean[] =>
      frames.slice(0, -1).map(({ total }) => total.latency.response.encoded !== undefined);
    const [bare, full] = await Promise.all(
      ["?interval=100ms", "?interval=100ms&histograms=1"].map(async (query) =>
        framesOf(openStream(server, `${path}${query}`)),
      ),
    );
    t.ok((bare?.length ?? 0) > 1);
    t.notOk(isEncoded(bare ?? []).includes(true));
    t.notOk(isEncoded(full ?? []).includes(false));
    const late = await framesOf(openStream(server, `${path}?histograms=1`));
    t.same(isEncoded(late), [true], "also of a run that has ended");
  });

  t.test("is refused before the upgrade when something is wrong", async (t) => {
    const { id, links } = await start();
    const path = links.stream.slice(1);
    const host = new URL(server.url).host;
    const rows = [
      {
        name: "an interval that is too short",
        path: `${path}?interval=50ms`,
        status: 400,
        body: { errors: [{ parameter: "interval" }], detail: /interval is "50ms"/ },
      },
      {
        name: "an interval without a unit",
        path: `${path}?interval=1`,
        status: 400,
        body: { errors: [{ parameter: "interval" }] },
      },
      {
        name: "an interval that is too long",
        path: `${path}?interval=11s`,
        status: 400,
        body: { errors: [{ parameter: "interval" }] },
      },
      {
        name: "histograms=yes",
        path: `${path}?histograms=yes`,
        status: 400,
        body: { errors: [{ parameter: "histograms" }] },
      },
      {
        name: "an unknown parameter",
        path: `${path}?every=1s`,
        status: 400,
        body: { errors: [{ parameter: "every" }] },
      },
      {
        name: "an unknown run",
        path: "api/v1/runs/nothing/stream",
        status: 404,
        body: { detail: /no run "nothing"/ },
      },
      { name: "an unknown address", path: "stream", status: 404, body: {} },
      {
        name: "an address that is no stream",
        path: `api/v1/runs/${id}`,
        status: 400,
        body: { detail: /not a WebSocket/ },
      },
      {
        name: "a page of another site",
        path,
        origin: "http://evil.example",
        status: 403,
        body: { detail: /evil/ },
      },
      { name: "a page of another port", path, origin: "http://127.0.0.1:1", status: 403, body: {} },
      {
        name: "this host, but not over HTTP",
        path,
        origin: `https://${host}`,
        status: 403,
        body: {},
      },
    ];
    for (const { name, path: where, origin, status, body } of rows) {
      const headers = origin === undefined ? {} : { origin };
      const refusal = await refusalOf(openStream(server, where, headers));
      t.match(refusal, { status, body: { status, ...body } }, name);
    }
    const own = await framesOf(openStream(server, path, { origin: `http://${host}` }));
    t.equal(lastOf(own).kind, "final", "but the server's own page is let in");
  });

  t.test("asks a plain request for an upgrade", async (t) => {
    const { id, links } = await start();
    const response = await call(links.stream.slice(1));
    t.equal(response.status, 426);
    t.equal(response.headers.get("upgrade"), "websocket");
    t.match(await response.json(), { title: "Upgrade Required" });
    await framesOf(openStream(server, `api/v1/runs/${id}/stream`));
  });

  t.test("lets go of who leaves early", async (t) => {
    const { id, links } = await start({ duration: "1h" });
    const socket = openStream(server, `${links.stream.slice(1)}?interval=100ms`);
    await once(socket, "message");
    socket.terminate();
    const other = framesOf(openStream(server, links.stream.slice(1)));
    await call(`api/v1/runs/${id}/stop`, { method: "POST" });
    t.equal(lastOf(await other).result?.state, "stopped");
  });
});

t.test(
  "closing the server ends its streams with 1001, also those whose client says nothing",
  async (t) => {
    const { server, start } = await withServer(t);
    const { links } = await start({ duration: "1h" });
    const path = `${links.stream.slice(1)}?interval=100ms`;
    const polite = openStream(server, path);
    const silent = openStream(server, path);
    await Promise.all([once(polite, "message"), once(silent, "message")]);
    silent.pause();
    const code = once(polite, "close");
    await server.close();
    t.equal((await code)[0], 1001);
    silent.terminate();
  },
);
