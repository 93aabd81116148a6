import t from "tap";
import { runRefused } from "../fixtures/run-refused.js";
import type { BadInput } from "../fixtures/run-refused.js";

const load = (...flags: readonly string[]): readonly string[] => [
  "load",
  "http://127.0.0.1:8081/",
  ...flags,
];

const FLAGS: readonly Omit<BadInput, "exitCode">[] = [
  {
    name: "scenarios that can't be read",
    args: load("--scenarios", "missing.json"),
    says: ['--scenarios is "missing.json", which can\'t be read', "ENOENT"],
  },
  {
    name: "a method beside scenarios",
    args: load("--scenarios", "mix.json", "-X", "PUT"),
    says: ['--method is "PUT"', '--scenarios is "mix.json"'],
  },
  {
    name: "a feed that can't be read",
    args: load("--feed", "missing.csv"),
    says: ['--feed is "missing.csv", which can\'t be read', "ENOENT"],
  },
  {
    name: "a success that is no status",
    args: load("--success", "2xx,20x"),
    says: ['--success contains "20x"', '"2xx"'],
  },
  {
    name: "a check of nothing known",
    args: load("--check", "latency<5ms"),
    says: ['--check is "latency<5ms"', "status=<codes>"],
  },
  {
    name: "a check of a header that has no name",
    args: load("--check", "header:=a"),
    says: ['--check is "header:=a": name is ""', "header name"],
  },
  {
    name: "a check of no path",
    args: load("--check", "json:id=1"),
    says: ['--check is "json:id=1": path is "id"', "$ and steps"],
  },
  {
    name: "a placeholder without an end",
    args: load("--body", "{{seq"),
    says: ['--body is "{{seq": placeholder "{{seq" has no end', "{{{{"],
  },
  {
    name: "a column without a feed",
    args: load("-H", "x-user: {{user}}"),
    says: ['--header is "x-user: {{user}}": placeholder "{{user}}" is not known', "with a feed"],
  },
];

interface BadScenarios {
  readonly name: string;
  /** The text of `--scenarios`. */
  readonly mix: string;
  /** The text of `--feed`, which is given where there is one. */
  readonly rows?: string;
  readonly says: readonly (string | RegExp)[];
}

const SCENARIOS: readonly BadScenarios[] = [
  { name: "no JSON", mix: "[{]", says: ['"mix.json", which is no JSON: '] },
  { name: "an object", mix: "{}", says: ["which holds an object; it must hold a list such as"] },
  { name: "null", mix: "null", says: ["which holds null; it must hold a list"] },
  { name: "a text", mix: '"a"', says: ["which holds a string; it must hold a list"] },
  { name: "no scenario", mix: "[]", says: ["scenarios is []; it must be a list of 1 to 32"] },
  {
    name: "a weight of 0",
    mix: '[{"weight": 0}]',
    says: ["scenarios.0.weight is 0; it must be a number above 0"],
  },
  {
    name: "two scenarios of one name",
    mix: '[{"name": "a"}, {"name": "a"}]',
    says: ['scenarios.1.name is "a", as is another scenario\'s'],
  },
  {
    name: "an unknown field",
    mix: '[{"wieght": 2}]',
    says: ["scenarios.0.wieght is not a known field"],
  },
  {
    name: "another target",
    mix: '[{"url": "http://127.0.0.1:1/"}]',
    says: ["scenarios.0.url", "a URL of the target (http://127.0.0.1:8081)"],
  },
  {
    name: "an unknown placeholder",
    mix: '[{}, {"url": "/{{id}}"}]',
    says: ['scenarios.1.url: placeholder "{{id}}" is not known', "with a feed"],
  },
  {
    name: "a body that can't be read",
    mix: '[{"body": {"file": "missing"}}]',
    says: ['scenarios.0.body.file is "missing", which can\'t be read'],
  },
  {
    name: "a check of an unknown kind",
    mix: '[{"checks": [{"kind": "status", "anyOf": []}]}]',
    says: ["scenarios.0.checks.0.anyOf is []; it must be a list of codes"],
  },
  {
    name: "a feed of which no request uses anything",
    mix: '[{"url": "/{{seq}}"}]',
    rows: "id,name\n1,a\n",
    says: ['--feed is "rows.csv"', "no request uses a value of it; it has {{id}}, {{name}}"],
  },
  {
    name: "a feed with a row that is too short",
    mix: '[{"url": "/{{id}}"}]',
    rows: "id,name\n1\n",
    says: ['--feed is "rows.csv", which can\'t be read as a feed', "line 2"],
  },
];

// A process for each row: two at a time, and time enough on a busy machine.
t.setTimeout(120_000);

t.test("mesh-bench load refuses flags of scenarios with exit code 2", async (t) => {
  t.jobs = 2;
  for (const input of FLAGS) {
    void t.test(input.name, { buffered: true }, async (t) => {
      await runRefused(t, { ...input, exitCode: 2 });
    });
  }
});

t.test("mesh-bench load refuses scenarios with exit code 2", async (t) => {
  t.jobs = 2;
  for (const { name, mix, rows, says } of SCENARIOS) {
    void t.test(name, { buffered: true }, async (t) => {
      const feed = rows === undefined ? [] : ["--feed", "rows.csv"];
      const args = load("--scenarios", "mix.json", ...feed);
      const files = { "mix.json": mix, ...(rows === undefined ? {} : { "rows.csv": rows }) };
      await runRefused(t, { name, args, exitCode: 2, says }, files);
    });
  }
});
