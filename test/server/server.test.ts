import { once } from "node:events";
import { createServer as createTcpServer, connect } from "node:net";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";

import t from "tap";

import type { RunResult, RunStatus } from "../../engine/index.js";
import { createServer } from "../../server/index.js";
import type { ProblemDocument, RunList, RunReference } from "../../server/index.js";
import { asJson, withServer } from "../fixtures/with-server.js";

const refuse = (): never => {
  throw new Error("nothing is started in this test");
};
const NO_ENGINE = { start: refuse, capacity: refuse };

async function problemOf(response: Response): Promise<ProblemDocument> {
  t.match(response.headers.get("content-type"), /^application\/problem\+json/);
  return (await response.json()) as ProblemDocument;
}

t.test("the runs API", async (t) => {
  const { call, start, result, targetUrl } = await withServer(t, { maxRuns: 2 });
  const statusOf = async (id: string): Promise<RunStatus> =>
    (await (await call(`api/v1/runs/${id}`)).json()) as RunStatus;
  const underWay = async (id: string): Promise<void> => {
    while (((await statusOf(id)).frame?.inFlight ?? 0) === 0) await setTimeout(20);
  };

  t.test("starts a run and says where its parts are", async (t) => {
    const spec = { target: { url: targetUrl }, duration: "200ms", connections: 1 };
    const response = await call("api/v1/runs", asJson(spec));
    t.equal(response.status, 201);
    const { id, state, links } = (await response.json()) as RunReference;
    const self = `/api/v1/runs/${id}`;
    t.match(id, /^\d{8}-\d{6}-[0-9a-z]{6}$/);
    t.equal(response.headers.get("location"), self);
    t.equal(state, "preparing");
    t.same(links, {
      self,
      stop: `${self}/stop`,
      result: `${self}/result`,
      stream: `${self}/stream`,
    });
    await result(id);
  });

  t.test("says where a run stands, and has its result at the end", async (t) => {
    const { id } = await start({ labels: { stage: "canary" }, duration: "1s" });
    const early = await call(`api/v1/runs/${id}/result`);
    t.equal(early.status, 409);
    t.match((await problemOf(early)).detail, /has no result yet; its state is/);

    const final = await result(id);
    const status = await statusOf(id);
    t.match(status, { id, state: "completed", labels: { stage: "canary" }, progress: 1 });
    t.equal(status.spec.duration, "1s");
    t.equal(status.frame?.result, undefined, "the result is fetched on its own");

    const response = await call(`api/v1/runs/${id}/result`);
    t.equal(response.status, 200);
    const fetched = (await response.json()) as RunResult;
    t.same(fetched, final, "the result is the final frame's");
    t.equal(fetched.requests.planned, 100, "100/s for 1 s");
    t.equal(fetched.requests.completed, 100);
  });

  t.test("stops a run, also twice, but not one that has ended", async (t) => {
    // Requests that take long keep the run draining between the one stop and the other.
    const { id } = await start({ duration: "1h", target: { url: `${targetUrl}?delay=20s` } });
    await underWay(id);
    const stop = async (init: RequestInit): Promise<Response> =>
      call(`api/v1/runs/${id}/stop`, init);
    const wrong = await stop(asJson({ mode: "gently" }));
    t.equal(wrong.status, 400);
    t.same((await problemOf(wrong)).errors, [
      { pointer: "/mode", detail: 'mode is "gently"; it must be "drain" or "abort"' },
    ]);
    t.match((await problemOf(await stop(asJson({ now: true })))).errors, [{ pointer: "/now" }]);
    t.equal((await stop(asJson([]))).status, 400);

    t.equal((await stop({ method: "POST" })).status, 202, "without a body");
    t.match(await (await stop(asJson({ mode: "abort" }))).json(), { id });
    t.equal((await result(id)).state, "stopped");
    const late = await stop(asJson({}));
    t.equal(late.status, 409);
    t.match(await problemOf(late), { code: "MB_RUN_STATE", title: "Conflict" });
  });

  t.test("refuses a run when there is no room, and starts it when there is", async (t) => {
    const first = await start({ duration: "1h" });
    const second = await start({ duration: "1h" });
    const response = await call("api/v1/runs", asJson({ target: { url: targetUrl } }));
    t.equal(response.status, 429);
    t.equal(response.headers.get("retry-after"), "1");
    t.match(await problemOf(response), { code: "MB_RUN_LIMIT", title: "Too Many Requests" });
    for (const { id } of [first, second]) {
      await call(`api/v1/runs/${id}/stop`, asJson({ mode: "abort" }));
      await result(id);
    }
    await result((await start()).id);
  });

  t.test("lists runs page by page, newest first", async (t) => {
    const all = (await (await call("api/v1/runs")).json()) as RunList;
    t.equal(all.next, undefined);
    t.ok(all.items.length > 2);
    t.notOk(all.items.some((item) => "frame" in item));
    const pages: string[] = [];
    let next: string | undefined = "/api/v1/runs?limit=2";
    while (next !== undefined) {
      const page = (await (await call(next.slice(1))).json()) as RunList;
      t.ok(page.items.length <= 2);
      pages.push(...page.items.map(({ id }) => id));
      next = page.next;
    }
    t.same(
      pages,
      all.items.map(({ id }) => id),
    );
  });
});

t.test("a request that is wrong is answered with a problem document", async (t) => {
  const { call, targetUrl } = await withServer(t);
  const runs = "api/v1/runs";
  const json = (body: string): RequestInit => ({ ...asJson(0), body });
  const spec = { target: { url: targetUrl } };
  const unknownRun = `${runs}/20260101-000000-abcdef`;

  const rows: readonly {
    readonly name: string;
    readonly path?: string;
    readonly init?: RequestInit;
    readonly status: number;
    readonly detail: RegExp;
    readonly errors?: readonly unknown[];
  }[] = [
    {
      name: "malformed JSON",
      init: json('{"target": }'),
      status: 400,
      detail: /"}" at line 1, column 12$/,
    },
    { name: "no body", init: { method: "POST" }, status: 400, detail: /object/ },
    { name: "a body that is no object", init: json("[]"), status: 400, detail: /object/ },
    {
      name: "an unknown field",
      init: asJson({ ...spec, conections: 3 }),
      status: 400,
      detail: /conections/,
      errors: [{ pointer: "/conections" }],
    },
    {
      name: "every wrong value at once",
      init: asJson({ target: { url: "nonsense" }, connections: "3", duration: "abc" }),
      status: 400,
      detail: /^target\.url is "nonsense"/,
      errors: [{ pointer: "/target/url" }, { pointer: "/connections" }, { pointer: "/duration" }],
    },
    {
      name: "a rate of -1",
      init: asJson({
        ...spec,
        load: { model: "open", arrivals: { kind: "constant", ratePerSecond: -1 } },
      }),
      status: 400,
      detail: /ratePerSecond is -1/,
      errors: [{ pointer: "/load/arrivals/ratePerSecond" }],
    },
    {
      name: "port 0",
      init: asJson({ target: { url: "http://127.0.0.1:0/" } }),
      status: 400,
      detail: /port above 0/,
      errors: [{ pointer: "/target/url" }],
    },
    {
      name: "an unreadable CA file",
      init: asJson({ target: { url: "https://127.0.0.1:1/", tls: { ca: "/does/not/exist.pem" } } }),
      status: 400,
      detail: /\/does\/not\/exist\.pem/,
    },
    {
      name: "too large a body",
      init: json(" ".repeat(1024 * 1024 + 1)),
      status: 413,
      detail: /1 MiB/,
    },
    {
      name: "a body that is a form",
      init: { method: "POST", body: "a=b" },
      status: 415,
      detail: /JSON/,
    },
    { name: "an unknown address", path: "api/v2/runs", status: 404, detail: /\/api\/v2\/runs$/ },
    { name: "an unknown run", path: unknownRun, status: 404, detail: /20260101-000000-abcdef/ },
    {
      name: "the result of an unknown run",
      path: `${unknownRun}/result`,
      status: 404,
      detail: /no run/,
    },
    {
      name: "stopping an unknown run",
      path: `${unknownRun}/stop`,
      init: { method: "POST" },
      status: 404,
      detail: /no run/,
    },
    {
      name: "an unknown query parameter",
      path: `${runs}?max=1`,
      status: 400,
      detail: /"max" is unknown/,
      errors: [{ parameter: "max" }],
    },
    {
      name: "a query parameter given twice",
      path: `${runs}?limit=1&limit=2`,
      status: 400,
      detail: /"limit" is given more than once/,
      errors: [{ parameter: "limit" }],
    },
    {
      name: "a limit of 0",
      path: `${runs}?limit=0`,
      status: 400,
      detail: /limit is "0"; .* 1 to 1000/,
      errors: [{ parameter: "limit" }],
    },
    {
      name: "a page after an unknown run",
      path: `${runs}?after=nothing`,
      status: 400,
      detail: /after is "nothing"/,
      errors: [{ parameter: "after" }],
    },
    {
      name: "a stream without an upgrade",
      path: `${unknownRun}/stream`,
      status: 404,
      detail: /no run/,
    },
    {
      name: "a page of another site",
      path: runs,
      init: { headers: { origin: "http://evil.example" } },
      status: 403,
      detail: /Origin header is "http:\/\/evil\.example"/,
    },
    {
      name: "a page without an origin",
      path: runs,
      init: { headers: { origin: "null" } },
      status: 403,
      detail: /Origin header is "null"/,
    },
  ];
  for (const { name, path = runs, init, status, detail, errors } of rows) {
    t.test(name, async (t) => {
      const response = await call(path, init);
      t.equal(response.status, status);
      const problem = await problemOf(response);
      t.equal(problem.status, status);
      t.match(problem.detail, detail);
      t.notMatch(problem.detail, /\n/, "in one line");
      t.match(problem.errors ?? [], errors ?? []);
      t.equal(problem.errors?.length ?? 0, errors?.length ?? problem.errors?.length ?? 0);
    });
  }

  t.test("another method says which there are", async (t) => {
    const methods = [
      ["api/v1/runs", "DELETE", "GET, HEAD, POST"],
      [`${unknownRun}/stop`, "GET", "POST"],
      ["healthz", "POST", "GET, HEAD"],
      ["", "POST", "GET, HEAD"],
    ] as const;
    for (const [path, method, allow] of methods) {
      const response = await call(path, { method, ...(method === "POST" && { body: "{" }) });
      t.equal(response.status, 405, `${method} /${path}`);
      t.equal(response.headers.get("allow"), allow);
      await problemOf(response);
    }
  });

  t.test("nothing was started", async (t) => {
    const list = (await (await call(runs)).json()) as RunList;
    t.same(list.items, []);
  });
});

t.test("the server", async (t) => {
  const { server, call } = await withServer(t);
  const { host, port } = server.address;

  t.test("says that it is there", async (t) => {
    const response = await call("healthz");
    t.same(await response.json(), { status: "ok" });
  });

  t.test(
    "answers under loopback names only, so that no other name can be pointed at it",
    async (t) => {
      const ask = async (hostHeader: string): Promise<string> => {
        const socket = connect(port, host);
        socket.end(`GET /healthz HTTP/1.1\r\nHost: ${hostHeader}\r\nConnection: close\r\n\r\n`);
        return (await text(socket)).split("\r\n")[0] ?? "";
      };
      t.equal(await ask(`localhost:${port}`), "HTTP/1.1 200 OK");
      t.equal(await ask(`[::1]:${port}`), "HTTP/1.1 200 OK");
      t.equal(await ask(`evil.example:${port}`), "HTTP/1.1 403 Forbidden");
      t.equal(await ask("127.0.0.1.evil.example"), "HTTP/1.1 403 Forbidden");
    },
  );

  t.test("answers what is no HTTP with a problem document", async (t) => {
    const socket = connect(port, host);
    socket.end("hello\r\n\r\n");
    t.match(await text(socket), /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*application\/problem\+json/);
  });

  t.test("lets its own page call", async (t) => {
    const response = await call("api/v1/runs", { headers: { origin: server.url.slice(0, -1) } });
    t.equal(response.status, 200);
  });

  t.test("serves a page that may load nothing from elsewhere", async (t) => {
    const page = await call("");
    t.match(page.headers.get("content-type"), /^text\/html/);
    t.match(page.headers.get("content-security-policy"), /^default-src 'none'/);
    const html = await page.text();
    t.notMatch(html, /(?:src|href)="(?:https?:)?\/\//);
    for (const [, path] of html.matchAll(/(?:src|href)="\/([^"]+)"/g)) {
      t.equal((await call(path ?? "")).status, 200, `/${path ?? ""} is there`);
    }
  });

  t.test("can be closed twice, and is gone then", async (t) => {
    const other = await createServer({ engine: NO_ENGINE, port: 0 });
    await Promise.all([other.close(), other.close()]);
    await other.close();
    await t.rejects(fetch(other.url));
  });

  t.test("closes although a client holds a connection open", async (t) => {
    const other = await createServer({ engine: NO_ENGINE, port: 0 });
    const socket = connect(other.address.port, "127.0.0.1");
    socket.write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await once(socket, "data");
    const closed = once(socket, "close");
    await other.close();
    await closed;
    t.pass("and so does the connection");
  });
});

t.test("createServer", (t) => {
  t.test("says in one line that a port is taken", async (t) => {
    const occupant = createTcpServer().listen(0, "127.0.0.1");
    await once(occupant, "listening");
    t.teardown(() => occupant.close());
    const { port } = occupant.address() as AddressInfo;
    await t.rejects(createServer({ engine: NO_ENGINE, port }), {
      code: "MB_SERVER_PORT",
      message: `port ${port} on 127.0.0.1 is taken; choose another with --port, or 0 for a free one`,
    });
  });

  t.test("refuses every address but loopback ones", async (t) => {
    for (const host of ["0.0.0.0", "::", "192.168.1.1", "example.org"]) {
      await t.rejects(createServer({ engine: NO_ENGINE, host, port: 0 }), {
        code: "MB_SPEC_INVALID",
        message: `host is "${host}"; it must be a loopback address: 127.0.0.1, ::1 or localhost`,
      });
    }
  });

  t.test("takes localhost for 127.0.0.1", async (t) => {
    const server = await createServer({ engine: NO_ENGINE, host: "localhost", port: 0 });
    t.teardown(async () => server.close());
    t.equal(server.url, `http://127.0.0.1:${server.address.port}/`);
  });
  t.end();
});
