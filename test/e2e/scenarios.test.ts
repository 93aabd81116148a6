import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import t from "tap";
import type { Test } from "tap";
import type { RunResult } from "../../engine/index.js";
import { runBinary } from "../fixtures/run-binary.js";
import type { Ended } from "../fixtures/run-binary.js";

/** A request as the target has seen it. */
interface Seen {
  readonly line: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

const FEED = 'user,note\nann,"a ""b"""\nbob,c/d?\n';
const MIX = [
  { name: "browse", weight: 6, url: "/items?page={{random 1 50}}" },
  {
    name: "order",
    weight: 3,
    url: "/orders/{{note}}",
    headers: { "X-User": "{{user}}", "X-Common": "own" },
    body: '{"id": {{seq}}, "user": "{{user}}"}',
    checks: [{ kind: "jsonEquals", path: "$.user", value: "ann" }],
  },
  { name: "delete", method: "DELETE", url: "/gone", success: { status: ["410"] } },
];

/** Echoes bodies and keeps what it saw. */
async function serve(t: Test): Promise<{ readonly url: string; readonly seen: Seen[] }> {
  const seen: Seen[] = [];
  const listener: RequestListener = (request, response) => {
    void text(request).then((body) => {
      const { method = "", url = "", headers } = request;
      seen.push({ line: `${method} ${url}`, headers, body });
      response.statusCode = url === "/gone" ? 410 : 200;
      response.end(body);
    });
  };
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`, seen };
}

/** A busy machine may make a short run's result unbelievable; the exit code has to say what the result says. */
function assertExitCodeFits(t: Test, ended: Ended, result: RunResult): void {
  t.equal(ended.exitCode, result.generator.verdict === "invalid" ? 5 : 0, ended.stderr);
}

t.test("mesh-bench load --scenarios", async (t) => {
  const { url, seen } = await serve(t);
  const cwd = t.testdir({ "mix.json": JSON.stringify(MIX), "users.csv": FEED });
  const load = (...flags: readonly string[]): Promise<Ended> => {
    seen.length = 0;
    const files = ["--scenarios", "mix.json", "--feed", "users.csv", "-o", "run.json"];
    return runBinary(["load", url, ...files, "-n", "400", "-c", "4", ...flags], { cwd });
  };
  const readResult = (): RunResult =>
    JSON.parse(readFileSync(join(cwd, "run.json"), "utf8")) as RunResult;

  const ended = await load("--seed", "7", "-w", "1", "-H", "X-Common: all");
  const result = readResult();
  const [browse, order, gone] = result.scenarios ?? [];
  assertExitCodeFits(t, ended, result);

  await t.test("sends each scenario as often as its weight says", async (t) => {
    const counts = result.scenarios?.map(({ requests }) => requests.planned) ?? [];
    t.equal(
      counts.reduce((sum, count) => sum + count, 0),
      400,
      "together they are the run",
    );
    // Six standard deviations of a binomial count: the seed is fixed, and any other would do.
    for (const [index, share] of [0.6, 0.3, 0.1].entries()) {
      const tolerance = 6 * Math.sqrt(400 * share * (1 - share));
      const count = counts[index] ?? 0;
      t.ok(Math.abs(count - 400 * share) < tolerance, `${count} of 400 for ${share}`);
    }
    for (const [index, start] of ["GET /items?", "POST /orders/", "DELETE /gone"].entries()) {
      const arrived = seen.filter(({ line }) => line.startsWith(start)).length;
      t.equal(arrived, counts[index], `${start} as often as reported`);
    }
  });

  await t.test("fills in what each place takes, and merges headers", async (t) => {
    const orders = seen.filter(({ line }) => line.startsWith("POST"));
    for (const { line, headers, body } of orders) {
      const { id, user } = JSON.parse(body) as { readonly id: number; readonly user: string };
      t.equal(user, id % 2 === 0 ? "ann" : "bob", "the row is the index mod the number of rows");
      t.equal(headers["x-user"], user);
      t.equal(headers["x-common"], "own", "a scenario's header is in place of the run's");
      t.equal(line, `POST /orders/${user === "ann" ? "a%20%22b%22" : "c%2Fd%3F"}`);
    }
    const browses = seen.filter(({ line }) => line.startsWith("GET"));
    t.ok(browses.every(({ headers }) => headers["x-common"] === "all"));
    t.ok(browses.every(({ line }) => /page=([1-9]|[1-4]\d|50)$/.test(line)));
  });

  await t.test("counts statuses and failed checks of each scenario", async (t) => {
    const bobs = seen.filter(({ body }) => body.includes('"bob"')).length;
    t.ok(bobs > 0, "there are some");
    t.match(browse, { status: { "200": browse?.requests.planned }, errors: {} });
    t.match(order, { status: { "200": order?.requests.planned } });
    t.strictSame(order?.errors, { check: bobs });
    t.equal(order?.requests.failed, bobs);
    t.match(gone, { status: { "410": gone?.requests.planned }, errors: {} });
    t.equal(gone?.requests.failed, 0, "410 is its success");
    t.strictSame(result.errors, { check: bobs });
    t.match(result.errorSamples.check, '$.user is "bob"; it must be "ann"');
  });

  await t.test("prints a table of them", async (t) => {
    t.match(ended.stdout, /^3 scenarios · http/);
    t.match(ended.stdout, /\nScenarios +response p50 +response p99 +service p50 +service p99\n/);
    t.match(ended.stdout, `weight 6 (60.0 %) · ${String(browse?.requests.planned)} requests`);
    t.match(ended.stdout, /\nErrors +check \d+, such as: .+: check 0: \$\.user is "bob"; it must/);
  });

  await t.test("sends the same with the same seed over other workers", async (t) => {
    const linesOf = (): readonly string[] => seen.map(({ line, body }) => `${line} ${body}`).sort();
    const first = linesOf();
    await load("--seed", "7", "-w", "2");
    t.strictSame(linesOf(), first);
    await load("--seed", "8", "-w", "2");
    t.notSame(linesOf(), first, "and other requests with another one");
  });

  await t.test("checks a run of one request too, and takes what --success says", async (t) => {
    writeFileSync(join(cwd, "body.txt"), "{{seq}}");
    const one = (...flags: readonly string[]): Promise<Ended> => {
      seen.length = 0;
      const args = ["-n", "20", "-c", "2", "-o", "run.json", ...flags];
      return runBinary(["load", `${url}gone`, ...args], { cwd });
    };
    await one("--success", "2xx,410", "--check", "status=410", "--check", "body~7", "--body", "7");
    t.match(readResult(), { requests: { completed: 20 }, errors: {} });
    t.equal(readResult().scenarios, undefined);
    await one("--success", "410", "--check", "header:x-none", "--body", "@body.txt");
    t.match(readResult(), { requests: { failed: 20 }, errors: { check: 20 } });
    t.ok(
      seen.every(({ body }) => body === "{{seq}}"),
      "a file is sent as it is",
    );
    await one("--check", "status=410");
    t.match(readResult(), { requests: { failed: 20 }, errors: { status: 20 } });
  });
});
