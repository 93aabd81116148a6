import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { writeFileSync } from "node:fs";
import t from "tap";
import type { Test } from "tap";
import { Engine } from "../../engine/index.js";
import type { RequestCounts, RunResult, RunSpec } from "../../engine/index.js";
import { auditedResult, openSpec, runToEnd } from "../fixtures/real-run.js";

/** What a real HTTP server saw: each request as a line. */
interface SeeingServer {
  readonly url: string;
  readonly lines: string[];
}

/** Answers `/missing…` with 404 and everything else with JSON that says whether the path is `/cart…`. */
async function startServer(t: Test): Promise<SeeingServer> {
  const lines: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const url = request.url ?? "";
      lines.push(`${request.method ?? ""} ${url} ${body}`.trimEnd());
      response.writeHead(url.startsWith("/missing") ? 404 : 200, { "Content-Type": "text/json" });
      response.end(JSON.stringify({ isCart: url.startsWith("/cart") }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  // A server that listens on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, lines };
}

const SCENARIOS: NonNullable<RunSpec["scenarios"]> = [
  {
    name: "cart",
    weight: 3,
    url: "/cart?n={{seq}}&who={{user}}",
    checks: [{ kind: "jsonEquals", path: "$.isCart", value: true }],
  },
  { name: "missing", url: "/missing/{{uuid}}", success: { status: ["404"] } },
  {
    method: "PUT",
    url: "/pay",
    body: '{"n":{{seq}},"amount":{{random 1 100}}}',
    checks: [{ kind: "jsonEquals", path: "$.isCart", value: true }],
  },
  {
    name: "lost",
    url: "/missing/too",
    weight: 0.5,
    checks: [{ kind: "jsonEquals", path: "$.isCart", value: true }],
  },
];
const COUNT = 400;

function sumOf(result: RunResult, of: (counts: RequestCounts) => number): number {
  return (result.scenarios ?? []).reduce((sum, { requests }) => sum + of(requests), 0);
}

t.test("a run mixes scenarios, each with its own books", async (t) => {
  const server = await startServer(t);
  const feed = join(t.testdir(), "feed.csv");
  writeFileSync(feed, "user\nann\nbob\ncid\n");
  const engine = new Engine({ workers: 2 });
  t.teardown(() => engine.close());
  const sent: string[][] = [];
  for (const { client, workers } of [
    { client: "wire", workers: 1 },
    { client: "wire", workers: 2 },
    { client: "standard", workers: 1 },
  ] as const) {
    await t.test(`over the ${client} client, with ${workers} workers`, async (t) => {
      server.lines.length = 0;
      const result = await runToEnd(
        t,
        engine,
        openSpec(server.url, 2000, {
          requests: COUNT,
          scenarios: SCENARIOS,
          feed: { file: feed },
          checks: [{ kind: "headerEquals", name: "content-type", value: "text/json" }],
          seed: 7,
          workers,
          client,
        }),
      );
      sent.push([...server.lines].sort());
      const [cart, missing, pay, lost] = result.scenarios!;
      t.same(
        result.scenarios!.map(({ name, weight }) => [name, weight]),
        [
          ["cart", 3],
          ["missing", 1],
          ["PUT /pay", 1],
          ["lost", 0.5],
        ],
      );
      for (const field of ["planned", "completed", "failed", "waitedForSlot"] as const) {
        t.equal(
          sumOf(result, (counts) => counts[field]),
          result.requests[field],
          `the scenarios' ${field} are the run's`,
        );
      }
      for (const { name, requests, latency } of result.scenarios!) {
        t.equal(requests.planned, requests.completed + requests.failed, `14 holds of ${name}`);
        t.equal(latency.response.count, requests.planned, name);
        t.equal(latency.service.count, requests.planned, name);
      }
      t.ok(cart!.requests.planned > COUNT / 2 - 60 && cart!.requests.planned < COUNT / 2 + 100);
      t.equal(cart!.requests.failed, 0);
      t.same(missing!.status, { "404": missing!.requests.completed }, "404 is a success here");
      t.same(pay!.errors, { check: pay!.requests.planned }, "no cart: the check fails");
      t.equal(pay!.requests.failed, pay!.requests.planned);
      t.same(pay!.status, { "200": pay!.requests.planned });
      t.same(
        lost!.errors,
        { status: lost!.requests.planned },
        "404 is none here; one reason is enough",
      );
      t.equal(result.errorSamples.check, "PUT /pay: check 1: $.isCart is false; it must be true");
      t.equal(
        server.lines.filter((line) => line.startsWith("GET /cart?n=")).length,
        cart!.requests.planned,
      );
      const asked = result.rate.requestedPerSecond!;
      t.equal(cart!.rate.requestedPerSecond, (asked * 3) / 5.5, "its share of the rate");
      t.equal(
        result.scenarios!.reduce((sum, { bytes }) => sum + bytes.sent, 0),
        result.bytes.sent,
      );
    });
  }
  const [one, two, standard] = sent;
  t.same(two, one, "the same requests from two workers as from one");
  t.same(standard, one, "and from the other client");
  t.match(one, [/^GET \/cart\?n=\d+&who=ann$/], "with values in place of placeholders");
  for (const line of one!.filter((each) => each.startsWith("GET /cart"))) {
    const [, sequence, user] = /n=(\d+)&who=(\w+)/.exec(line)!;
    t.equal(user, ["ann", "bob", "cid"][Number(sequence) % 3], line);
  }
});

t.test("a closed run mixes scenarios as well", async (t) => {
  const server = await startServer(t);
  const engine = new Engine({ workers: 1 });
  t.teardown(() => engine.close());
  for (const connections of [1, 8]) {
    const run = engine.start({
      target: { url: server.url },
      scenarios: [{ url: "/cart" }, { url: "/missing", success: { status: ["2xx", "404"] } }],
      connections,
      workers: 1,
      requests: COUNT,
    });
    const result = await auditedResult(t, run);
    t.equal(result.requests.completed, COUNT);
    const [cart, missing] = result.scenarios!;
    t.same(cart!.status, { "200": cart!.requests.planned });
    t.same(missing!.status, { "404": missing!.requests.planned });
    t.ok(Math.min(cart!.requests.planned, missing!.requests.planned) > COUNT / 4);
  }
});

t.test("a replay sends each line's request", async (t) => {
  const server = await startServer(t);
  const engine = new Engine({ workers: 1 });
  t.teardown(() => engine.close());
  const file = join(t.testdir(), "replay.ndjson");
  const lines = [
    { timestamp: 0, path: "/cart/{{seq}}" },
    { timestamp: 0.05, method: "PUT", path: "/pay", headers: { "X-A": "1" }, body: '{"n":1}' },
    { timestamp: 0.05 },
    { timestamp: 0.1, path: "/cart/{{seq}}" },
  ];
  writeFileSync(file, lines.map((line) => JSON.stringify(line)).join("\n"));
  const { requests, scenarios } = await runToEnd(t, engine, {
    target: { url: server.url },
    load: { model: "open", arrivals: { kind: "replay", file } },
    connections: 1,
    workers: 1,
  });
  t.equal(requests.completed, 4);
  t.equal(scenarios, undefined, "it is one stream of requests, not scenarios");
  t.same(server.lines, ["GET /cart/{{seq}}", 'PUT /pay {"n":1}', "GET /", "GET /cart/{{seq}}"]);
});
