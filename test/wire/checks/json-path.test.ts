import t from "tap";
import { parseJsonPath, valueAt } from "../../../wire/checks/json-path.js";

const DOCUMENT: unknown = JSON.parse(
  '{"status":"ok","items":[{"id":5},[true,null]],"a b":{"é-1":0},"__proto__":{"own":1},"":{"\\"]":2}}',
);

t.test("parseJsonPath leads to", async (t) => {
  const rows: { path: string; value: unknown }[] = [
    { path: "$", value: DOCUMENT },
    { path: "$.status", value: "ok" },
    { path: "$.items[0].id", value: 5 },
    { path: "$.items[1][0]", value: true },
    { path: '$["items"][1][1]', value: null },
    { path: '$["a b"].é-1', value: 0 },
    { path: "$.__proto__.own", value: 1 },
    { path: '$[""]["\\"]"]', value: 2 },
    { path: '$["\\u0073tatus"]', value: "ok" },
    { path: "$.items[2]", value: undefined },
    { path: "$.items.length", value: undefined },
    { path: '$.items["0"]', value: undefined },
    { path: "$[0]", value: undefined },
    { path: "$.status[0]", value: undefined },
    { path: "$.status.length", value: undefined },
    { path: "$.toString", value: undefined },
    { path: "$.items[1][1].a", value: undefined },
  ];
  for (const { path, value } of rows) {
    t.strictSame(valueAt(DOCUMENT, parseJsonPath(path)), value, path);
  }
  t.equal(valueAt(undefined, parseJsonPath("$.a")), undefined);
});

t.test("parseJsonPath refuses", async (t) => {
  for (const path of [
    "",
    "status",
    ".status",
    "$status",
    "$.",
    "$..a",
    "$.a b",
    "$.items[-1]",
    "$.items[01]",
    "$.items[*]",
    "$.items[0",
    "$['a']",
    '$["a]',
    '$["\\x"]',
    "$.a ",
    "$$",
  ]) {
    const message = `JSON path is ${JSON.stringify(path)}; it must be $ and steps such as .name, ["name"] or [0]`;
    t.throws(
      () => parseJsonPath(path),
      { name: "WireError", code: "WIRE_BAD_CHECK", message },
      path,
    );
  }
});
