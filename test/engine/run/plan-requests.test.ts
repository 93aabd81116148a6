import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { Test } from "tap";
import type { RunSpec } from "../../../engine/index.js";
import { parseRunSpec } from "../../../engine/index.js";
import { planRequests } from "../../../engine/run/plan-requests.js";
import type { PlannedRequests } from "../../../engine/run/plan-requests.js";
import { readReplayOf } from "../../../engine/run/replay-file.js";
import type { RequestPlan } from "../../../engine/core/index.js";

const TARGET = "http://a.test:81/base?x=1";

function plan(spec: Partial<RunSpec>): PlannedRequests {
  const resolved = parseRunSpec({ target: { url: TARGET }, seed: 1, ...spec });
  return planRequests(resolved, readReplayOf(resolved));
}

function fileWith(t: Test, text: string): string {
  const path = join(t.testdir(), "file");
  writeFileSync(path, text);
  return path;
}

/** The text of a request, its placeholders in angle brackets. */
function lineOf({ method, path, headers, body }: RequestPlan): string {
  const texts = headers.map(([name, value]) => `${name}: ${textOf(value)}`);
  const bodyText = body instanceof Uint8Array ? `${body.length} bytes` : textOf(body ?? []);
  return [`${method} ${textOf(path)}`, ...texts, bodyText].join(" | ");
}

function textOf(template: RequestPlan["path"]): string {
  return template
    .map((part) => {
      if (part.kind === "literal") return part.text;
      return part.kind === "column" ? `<${part.name}>` : `<${part.kind}>`;
    })
    .join("");
}

t.test("planRequests", async (t) => {
  await t.test("gives each scenario what it has of its own, and the target's else", (t) => {
    const { requests, scenarios, mix } = plan({
      target: { url: TARGET, headers: { "X-All": "1", Accept: "*/*" } },
      success: { status: ["2xx", "304"] },
      checks: [{ kind: "status", anyOf: ["200"] }],
      scenarios: [
        {},
        { url: "/cart/{{seq}}?u={{uuid}}", weight: 3, headers: { accept: "text/{{seq}}" } },
        { url: "?y=2", method: "PUT", body: "{{random 1 2}}", success: { status: ["404"] } },
        { url: "http://a.test:81/é x", body: "", checks: [{ kind: "bodyContains", text: "ok" }] },
        { url: "#part", body: { randomBytes: 10 }, method: "DELETE" },
      ],
    });
    t.strictSame(requests.map(lineOf), [
      "GET /base?x=1 | X-All: 1 | Accept: */* | ",
      "GET /cart/<seq>?u=<uuid> | X-All: 1 | accept: text/<seq> | ",
      "PUT /base?y=2 | X-All: 1 | Accept: */* | <random>",
      "POST /%C3%A9%20x | X-All: 1 | Accept: */* | ",
      "DELETE /base?x=1 | X-All: 1 | Accept: */* | 10 bytes",
    ]);
    t.same(
      requests.map(({ scenarioIndex }) => scenarioIndex),
      [0, 1, 2, 3, 4],
    );
    t.match(mix, { kind: "weighted", weights: [1, 3, 1, 1, 1] });
    t.strictSame(
      scenarios.map(({ successStatuses, checks }) => `${successStatuses.join()} ${checks.length}`),
      ["2xx,304 1", "2xx,304 1", "404 1", "2xx,304 2", "2xx,304 1"],
    );
    t.end();
  });

  await t.test("takes apart the templates of a target without scenarios", (t) => {
    const { requests, mix } = plan({
      target: { url: "http://a/{{seq}}{{uuid}}/?q={{{{", headers: { A: "{{seq}}" }, body: "{{{{a" },
    });
    t.strictSame(requests.map(lineOf), ["POST /<seq><uuid>/?q={{ | A: <seq> | {{a"]);
    t.same(mix, { kind: "single" });
    t.end();
  });

  await t.test("sends the credentials of the nearest URL", (t) => {
    const target = { url: "http://me:one@a/" };
    const { requests } = plan({
      target,
      scenarios: [{}, { url: "/b" }, { url: "http://me:two@a/c" }],
    });
    const basic = (text: string): string => `Authorization: Basic ${btoa(text)}`;
    t.strictSame(requests.map(lineOf), [
      `GET / | ${basic("me:one")} | `,
      `GET /b | ${basic("me:one")} | `,
      `GET /c | ${basic("me:two")} | `,
    ]);
    t.end();
  });

  await t.test("reads a body's file as it is, or as a template when asked", (t) => {
    const file = fileWith(t, '{"n":{{seq}}}');
    const { requests } = plan({
      scenarios: [{ body: { file } }, { body: { file, template: true } }],
    });
    t.strictSame(requests.map(lineOf), [
      "POST /base?x=1 | 13 bytes",
      'POST /base?x=1 | {"n":<seq>}',
    ]);
    t.end();
  });

  await t.test("reads a feed, CSV or NDJSON", (t) => {
    for (const text of [
      "user,id\nann,1\nbob,2\n",
      '{"user":"ann","id":1}\n{"user":"bob","id":2}\n',
    ]) {
      const file = fileWith(t, text);
      const { requests, feed } = plan({
        feed: { file },
        scenarios: [{ url: "/{{user}}", headers: { "X-Id": "{{ id }}" } }],
      });
      t.strictSame(requests.map(lineOf), ["GET /<user> | X-Id: <id> | "]);
      t.same(feed, {
        columnNames: ["user", "id"],
        rows: [
          ["ann", "1"],
          ["bob", "2"],
        ],
      });
    }
    t.end();
  });

  await t.test("replays the requests of a recording, each different one compiled once", (t) => {
    const file = fileWith(
      t,
      [
        '{"timestamp":1,"path":"/a?{{seq}}"}',
        '{"timestamp":2,"method":"PUT","headers":{"X-A":"2","b":"{{x}}"},"body":"{\\"n\\":1}"}',
        '{"timestamp":2}',
        '{"timestamp":3,"path":"/a?{{seq}}"}',
        '{"timestamp":4,"body":"text"}',
      ].join("\n"),
    );
    const replay: Partial<RunSpec> = {
      target: { url: TARGET, headers: { "x-a": "1" } },
      load: { model: "open", arrivals: { kind: "replay", file } },
    };
    const { requests, mix, scenarios } = plan(replay);
    t.strictSame(requests.map(lineOf), [
      "GET /a?{{seq}} | x-a: 1 | ",
      'PUT /base?x=1 | X-A: 2 | b: {{x}} | {"n":1}',
      "GET /base?x=1 | x-a: 1 | ",
      "POST /base?x=1 | x-a: 1 | text",
    ]);
    t.equal(mix.kind, "listed");
    t.same("requestIndexes" in mix && [...mix.requestIndexes], [0, 1, 2, 0, 3]);
    t.equal(scenarios.length, 1);
    const arrivals = { kind: "replay", file, timestampsOnly: true } as const;
    const instantsAlone = plan({ ...replay, load: { model: "open", arrivals } });
    t.strictSame(instantsAlone.requests.map(lineOf), ["GET /base?x=1 | x-a: 1 | "]);
    t.throws(() => plan({ ...replay, scenarios: [{}] }), {
      code: "MB_SPEC_INVALID",
      issues: [{ pointer: "/scenarios" }],
    });
    t.doesNotThrow(() => plan({ load: { model: "open", arrivals }, scenarios: [{}] }));
    t.end();
  });

  const csv = "user,id\nann,1\nb\u2713b,2\n";
  for (const { name, spec, feed, pointer, message, code = "MB_SPEC_INVALID" } of [
    {
      name: "a placeholder that is not known",
      spec: { scenarios: [{ url: "/{{usr}}" }] },
      pointer: "/scenarios/0/url",
      message:
        'scenarios.0.url: placeholder "{{usr}}" is not known; it must be {{seq}}, {{uuid}}, {{random a b}} or, with a feed, a column of it, or write {{{{ where {{ itself is meant',
    },
    {
      name: "a placeholder in a header that has no end",
      spec: { target: { url: TARGET, headers: { "a~b": "{{seq" } } },
      pointer: "/target/headers/a~0b",
      message: /^target\.headers\.a~b: placeholder "\{\{seq" has no end/,
    },
    {
      name: "a placeholder in a body",
      spec: { scenarios: [{}, { body: "{{random 9 1}}" }] },
      pointer: "/scenarios/1/body",
      message: /^scenarios\.1\.body: placeholder .* has its bounds the wrong way round/,
    },
    {
      name: "a placeholder in the fragment",
      spec: { scenarios: [{ url: "/a#{{seq}}" }] },
      pointer: "/scenarios/0/url",
      message:
        'scenarios.0.url: "/a#{{seq}}" has a placeholder outside of its path and query, the only places for one',
    },
    {
      name: "no URL",
      spec: { scenarios: [{ url: "http://:/" }] },
      pointer: "/scenarios/0/url",
      message: 'scenarios.0.url: "http://:/" is no URL; it must be a path such as /cart, or a URL',
    },
    {
      name: "another origin",
      spec: { scenarios: [{ url: "http://b.test/" }] },
      pointer: "/scenarios/0/url",
      message:
        'scenarios.0.url is "http://b.test/"; it must be a path, or a URL of the target (http://a.test:81)',
    },
    {
      name: "a body's file that is not there",
      spec: { scenarios: [{ body: { file: "/nothing/here" } }] },
      pointer: "/scenarios/0/body/file",
      message: /^scenarios\.0\.body\.file is "\/nothing\/here", which can't be read: ENOENT/,
      code: "MB_SPEC_FILE",
    },
    {
      name: "a feed that is not there",
      spec: { feed: { file: "/nothing/here" } },
      pointer: "/feed/file",
      message: /^feed\.file is "\/nothing\/here", which can't be read: ENOENT/,
      code: "MB_SPEC_FILE",
    },
    {
      name: "a feed that is none",
      spec: {},
      feed: "a,b\n1\n",
      pointer: "/feed/file",
      message: /which can't be read as a feed: Invalid Record Length/,
      code: "MB_SPEC_FILE",
    },
    {
      name: "a feed that nobody uses",
      spec: { scenarios: [{ url: "/{{seq}}" }] },
      feed: csv,
      pointer: "/feed",
      message: "feed is given, but no request uses a value of it; it has {{user}}, {{id}}",
    },
    {
      name: "a value of a feed that can't be in a header",
      spec: { scenarios: [{ headers: { "X-User": "{{user}}" } }] },
      feed: csv,
      pointer: "/feed/file",
      message:
        'feed.file has "b\u2713b" in row 2, column "user"; in a header it must be without control and non-Latin-1 characters',
    },
  ]) {
    await t.test(`refuses ${name}`, (t) => {
      const whole: Partial<RunSpec> =
        feed === undefined ? spec : { ...spec, feed: { file: fileWith(t, feed) } };
      t.throws(() => plan(whole), { code, message, issues: [{ pointer }] });
      t.end();
    });
  }
});
