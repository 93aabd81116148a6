import { setTimeout } from "node:timers/promises";

import t from "tap";

import type {
  CapacityEvent,
  CapacityReport,
  CapacityStatus,
  RunResult,
} from "../../engine/index.js";
import type {
  CapacityList,
  CapacityReference,
  ProblemDocument,
  RunList,
} from "../../server/index.js";
import { asJson, messagesOf, openStream, withServer } from "../fixtures/with-server.js";

// Searches of two seconds; a busy machine makes them longer.
t.setTimeout(90_000);

const SEARCHES = "api/v1/capacity";

/** A search of a single probe: there is no time for a second one. */
const BRIEF = {
  slo: ["p50 < 1s"],
  fromPerSecond: 40,
  toPerSecond: 60,
  probeDuration: "2s",
  maxDuration: "1s",
};
/** One whose first probe goes on until it is stopped. */
const LONG = { ...BRIEF, probeDuration: "40s", maxDuration: "1h" };

t.test("the capacity API", async (t) => {
  const { server, call, start, result, targetUrl } = await withServer(t, {
    maxRuns: 1,
    workers: 4,
  });
  const search = async (options: object, spec: object = {}): Promise<CapacityReference> => {
    const target = { url: targetUrl, headers: { authorization: "Bearer secret" } };
    const probe = { target, connections: 2, workers: 1, warmup: "100ms", drain: "100ms", ...spec };
    const response = await call(SEARCHES, asJson({ spec: probe, ...options }));
    if (response.status !== 201) throw new Error(await response.text());
    const reference = (await response.json()) as CapacityReference;
    t.equal(response.headers.get("location"), reference.links.self);
    return reference;
  };
  const statusOf = async (id: string): Promise<CapacityStatus> =>
    (await (await call(`${SEARCHES}/${id}`)).json()) as CapacityStatus;
  const underWay = async (id: string): Promise<CapacityStatus> => {
    for (;;) {
      const status = await statusOf(id);
      if (status.running?.frame !== undefined) return status;
      if (status.state !== "running") throw new Error(`it is ${status.state}`);
      await setTimeout(20);
    }
  };
  const reportOf = async (id: string): Promise<CapacityReport> => {
    const events = await messagesOf<CapacityEvent>(openStream(server, `${SEARCHES}/${id}/stream`));
    const last = events.at(-1);
    if (last?.kind !== "final") throw new Error(`no result of ${id}`);
    return last.result;
  };
  const problemOf = async (response: Response): Promise<ProblemDocument> =>
    (await response.json()) as ProblemDocument;

  await t.test(
    "starts a search, says where it stands, and has its result at the end",
    async (t) => {
      const labels = { stage: "canary" };
      const { id, state, links } = await search(BRIEF, { labels });
      const self = `/${SEARCHES}/${id}`;
      t.match(id, /^\d{8}-\d{6}-[0-9a-z]{6}$/);
      t.equal(state, "running");
      t.same(links, {
        self,
        stop: `${self}/stop`,
        result: `${self}/result`,
        stream: `${self}/stream`,
      });

      const status = await underWay(id);
      t.match(status, {
        id,
        labels,
        slo: BRIEF.slo,
        search: { fromPerSecond: 40, toPerSecond: 60, probeSeconds: 2, secondsMax: 1 },
        interval: { lowPerSecond: null, highPerSecond: null },
        probes: [],
        running: { index: 0, request: { purpose: "bracket", ratePerSecond: 40, seconds: 2 } },
        links,
      });
      t.equal(status.probes.length, 0);
      t.ok(status.elapsedSeconds > 0);
      t.match(status.running?.state, /^(warmup|running|draining)$/);
      t.match(status.running?.frame, { kind: "frame", total: { latency: { outcome: {} } } });
      t.equal(status.spec.target.headers["authorization"], "***");

      const early = await call(`${SEARCHES}/${id}/result`);
      t.equal(early.status, 409);
      t.match(
        (await problemOf(early)).detail,
        /^search \S+ has no result yet; its state is running$/,
      );

      const report = await reportOf(id);
      t.match(report, { schema: "mesh-bench/capacity/v1", id, state: "completed" });
      t.equal(report.probes.length, 1, "the second that it may last is over then");
      t.equal(report.spec.target.headers["authorization"], "***");
      const ended = await statusOf(id);
      t.match(ended, { id, state: "completed", probes: [{ index: 0 }] });
      t.same(ended.probes, report.probes);
      t.equal(ended.running, undefined);
      t.equal((await statusOf(id)).elapsedSeconds, ended.elapsedSeconds, "and time stands still");

      const fetched = await call(`${SEARCHES}/${id}/result`);
      t.match(fetched.headers.get("content-type"), /^application\/json/);
      t.same(await fetched.json(), report);
    },
  );

  await t.test("has the result as a table and as an image, too", async (t) => {
    const list = (await (await call(SEARCHES)).json()) as CapacityList;
    const result = list.items[0]?.links.result.slice(1) ?? "";
    for (const { name, query, accept, type, text } of [
      {
        name: "a table",
        query: "?format=csv",
        type: /^text\/csv/,
        text: /^ratePerSecond,.*\n40,/,
      },
      {
        name: "an image",
        query: "?format=svg",
        type: /^image\/svg\+xml/,
        text: /^<svg .*<\/svg>\n$/s,
      },
      { name: "what Accept asks for", accept: "image/*", type: /^image\/svg\+xml/, text: /^<svg / },
      {
        name: "what the query asks for, whatever Accept does",
        query: "?format=json",
        accept: "text/csv",
        type: /^application\/json/,
        text: /^\{"schema":/,
      },
    ]) {
      const init = accept === undefined ? {} : { headers: { accept } };
      const response = await call(`${result}${query ?? ""}`, init);
      t.equal(response.status, 200, name);
      t.match(response.headers.get("content-type"), type, name);
      t.match(response.headers.get("content-security-policy"), /sandbox/, name);
      t.match(await response.text(), text, name);
    }
    const wrong = await call(`${result}?format=png`);
    t.equal(wrong.status, 400);
    t.match(await problemOf(wrong), {
      detail: 'format is "png"; it must be json or csv or svg',
      errors: [{ parameter: "format" }],
    });
  });

  await t.test(
    "takes the place of one run, and its probes are not in the list of runs",
    async (t) => {
      const { id } = await search(LONG);
      await underWay(id);
      for (const [path, body] of [
        ["api/v1/runs", { target: { url: targetUrl } }],
        [SEARCHES, { spec: { target: { url: targetUrl } }, ...BRIEF }],
      ] as const) {
        const response = await call(path, asJson(body));
        t.equal(response.status, 429, path);
        t.equal(response.headers.get("retry-after"), "1");
        t.match(await problemOf(response), { code: "MB_RUN_LIMIT" });
      }
      const runs = (await (await call("api/v1/runs")).json()) as RunList;
      t.same(runs.items, []);
      await call(`${SEARCHES}/${id}/stop`, { method: "POST" });
      await reportOf(id);
      const run: RunResult = await result((await start()).id);
      t.equal(run.state, "completed", "the place is free again");
    },
  );

  await t.test(
    "stops a search, which tells what it knows, but not one that has ended",
    async (t) => {
      const { id } = await search(LONG);
      await underWay(id);
      const stop = (init: RequestInit): Promise<Response> => call(`${SEARCHES}/${id}/stop`, init);
      const wrong = await stop(asJson({ mode: "drain" }));
      t.equal(wrong.status, 400);
      t.match(await problemOf(wrong), {
        detail: "mode is unknown; no field is allowed",
        errors: [{ pointer: "/mode" }],
      });

      const stopped = await stop(asJson({}));
      t.equal(stopped.status, 202);
      t.match(await stopped.json(), { id, state: "stopping" });
      const report = await reportOf(id);
      t.match(report, {
        state: "stopped",
        reason: "it was stopped before it was over",
        probes: [],
        answer: { conclusion: "inconclusive", lowPerSecond: null, highPerSecond: null },
      });
      t.match(await statusOf(id), { state: "stopped", reason: report.reason });
      const late = await stop({ method: "POST" });
      t.equal(late.status, 409);
      t.match(await problemOf(late), { code: "MB_RUN_STATE", title: "Conflict" });
    },
  );

  await t.test("ends as failed where nobody listens, and says so", async (t) => {
    const { id } = await search(BRIEF, { target: { url: "http://127.0.0.1:9/" } });
    const report = await reportOf(id);
    t.match(report, { state: "failed", reason: /^no connection to 127\.0\.0\.1:9/, probes: [] });
  });

  await t.test("lists searches page by page, newest first, without their probes", async (t) => {
    const all = (await (await call(SEARCHES)).json()) as CapacityList;
    t.same(
      all.items.map(({ state }) => state),
      ["failed", "stopped", "stopped", "completed"],
    );
    t.notOk(all.items.some((item) => "probes" in item || "running" in item));
    const ids: string[] = [];
    let next: string | undefined = `/${SEARCHES}?limit=3`;
    while (next !== undefined) {
      const page = (await (await call(next.slice(1))).json()) as CapacityList;
      ids.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    t.same(
      ids,
      all.items.map(({ id }) => id),
    );
  });
});
