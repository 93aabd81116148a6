import t from "tap";
import { checksOf } from "../../cli/load/check-flag.js";
import { parseRunSpec } from "../../engine/index.js";

t.test("checksOf", async (t) => {
  const rows: readonly { readonly name: string; readonly typed: string; readonly check: object }[] =
    [
      { name: "a status", typed: "status=200", check: { kind: "status", anyOf: ["200"] } },
      {
        name: "a list of statuses and classes, with white space",
        typed: "status=2xx, 304",
        check: { kind: "status", anyOf: ["2xx", "304"] },
      },
      { name: "a header", typed: "header:ETag", check: { kind: "headerPresent", name: "ETag" } },
      {
        name: "a header with a value that has signs of its own",
        typed: "header:Set-Cookie=a=b~c",
        check: { kind: "headerEquals", name: "Set-Cookie", value: "a=b~c" },
      },
      {
        name: "a header with an empty value",
        typed: "header:x-empty=",
        check: { kind: "headerEquals", name: "x-empty", value: "" },
      },
      {
        name: "a header with a part that has signs of its own",
        typed: "header:Content-Type~charset=utf-8",
        check: { kind: "headerContains", name: "Content-Type", text: "charset=utf-8" },
      },
      {
        name: "a part of the body, lines and signs included",
        typed: "body~a\n~b=c ",
        check: { kind: "bodyContains", text: "a\n~b=c " },
      },
      {
        name: "a text at a path",
        typed: "json:$.state=done",
        check: { kind: "jsonEquals", path: "$.state", value: "done" },
      },
      {
        name: "a text that is more than one word, and has an equals sign",
        typed: "json:$.a= b = c",
        check: { kind: "jsonEquals", path: "$.a", value: " b = c" },
      },
      {
        name: "an empty text",
        typed: "json:$.a=",
        check: { kind: "jsonEquals", path: "$.a", value: "" },
      },
      {
        name: "a number",
        typed: "json:$.items[0].count=-1.5e2",
        check: { kind: "jsonEquals", path: "$.items[0].count", value: -150 },
      },
      {
        name: "true",
        typed: "json:$.ok=true",
        check: { kind: "jsonEquals", path: "$.ok", value: true },
      },
      {
        name: "null",
        typed: "json:$.a=null",
        check: { kind: "jsonEquals", path: "$.a", value: null },
      },
      {
        name: "a text in quotes, which would be a number without",
        typed: 'json:$.a="12"',
        check: { kind: "jsonEquals", path: "$.a", value: "12" },
      },
      {
        name: "a text that is an object as JSON",
        typed: 'json:$.a={"b":1}',
        check: { kind: "jsonEquals", path: "$.a", value: '{"b":1}' },
      },
      {
        name: "a path with an equals sign and a quote in quotes",
        typed: String.raw`json:$["a=\"b"].c=d`,
        check: { kind: "jsonEquals", path: String.raw`$["a=\"b"].c`, value: "d" },
      },
      {
        name: "the document",
        typed: "json:$=1",
        check: { kind: "jsonEquals", path: "$", value: 1 },
      },
    ];
  for (const { name, typed, check } of rows) {
    await t.test(`takes ${name}`, async (t) => {
      const checks = checksOf([typed]);
      t.strictSame(checks, [check]);
      const { checks: resolved } = parseRunSpec({ target: { url: "http://127.0.0.1:1/" }, checks });
      t.strictSame(resolved, [check], "and the engine takes it so");
    });
  }

  await t.test("keeps the order of several, and makes nothing of none", async (t) => {
    t.strictSame(checksOf(["body~b", "body~a"]), [
      { kind: "bodyContains", text: "b" },
      { kind: "bodyContains", text: "a" },
    ]);
    t.equal(checksOf(undefined), undefined);
  });

  const refused = [
    "",
    "status",
    "status:200",
    "Status=200",
    "header",
    "header=a",
    "body",
    "body=a",
    "body:a",
    "json",
    "json:$.a",
    "json=$.a=1",
    'json:$["a=b"]',
    "latency<5ms",
  ];
  for (const typed of refused) {
    await t.test(`refuses ${JSON.stringify(typed)}`, async (t) => {
      t.throws(() => checksOf(["body~a", typed]), {
        name: "UsageError",
        message: `--check is ${JSON.stringify(typed)}; it must be status=<codes>, header:<name>, header:<name>=<value>, header:<name>~<part>, body~<part> or json:<path>=<value>`,
      });
    });
  }
});
