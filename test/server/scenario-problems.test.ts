import t from "tap";
import type { ProblemDocument, RunList } from "../../server/index.js";
import { asJson, withServer } from "../fixtures/with-server.js";

t.test("POST /api/v1/runs refuses requests that can't be made", async (t) => {
  const { call, targetUrl } = await withServer(t);
  const common = { target: { url: targetUrl } };

  const rows: readonly {
    readonly name: string;
    readonly spec: object;
    readonly code?: "MB_SPEC_FILE";
    readonly detail: RegExp;
    readonly errors: readonly { readonly pointer: string }[];
  }[] = [
    {
      name: "a scenario with a weight of 0, and one of no known field",
      spec: { ...common, scenarios: [{ weight: 0 }, { wieght: 1 }] },
      detail: /scenarios\.0\.weight is 0; it must be a number above 0/,
      errors: [{ pointer: "/scenarios/0/weight" }, { pointer: "/scenarios/1/wieght" }],
    },
    {
      name: "a scenario with an unknown placeholder",
      spec: { ...common, scenarios: [{ url: "/a" }, { url: "/{{id}}" }] },
      detail: /^scenarios\.1\.url: placeholder "\{\{id\}\}" is not known/,
      errors: [{ pointer: "/scenarios/1/url" }],
    },
    {
      name: "a header with a placeholder that has no end",
      spec: { target: { url: targetUrl, headers: { "x~y": "{{seq" } } },
      detail: /has no end; close it with \}\}/,
      errors: [{ pointer: "/target/headers/x~0y" }],
    },
    {
      name: "a feed that can't be read",
      spec: { ...common, feed: { file: "/does/not/exist.csv" } },
      code: "MB_SPEC_FILE",
      detail: /^feed\.file is "\/does\/not\/exist\.csv", which can't be read/,
      errors: [{ pointer: "/feed/file" }],
    },
    {
      name: "a check that can't be met",
      spec: { ...common, checks: [{ kind: "bodyContains", text: "" }] },
      detail: /^checks\.0\.text is ""/,
      errors: [{ pointer: "/checks/0/text" }],
    },
  ];
  for (const { name, spec, code = "MB_SPEC_INVALID", detail, errors } of rows) {
    await t.test(name, async (t) => {
      const response = await call("api/v1/runs", asJson(spec));
      t.equal(response.status, 400);
      const problem = (await response.json()) as ProblemDocument;
      t.equal(problem.code, code);
      t.match(problem.detail, detail);
      t.strictSame(
        problem.errors?.map((part) => ("pointer" in part ? { pointer: part.pointer } : part)),
        errors,
      );
    });
  }

  await t.test("and starts nothing", async (t) => {
    const { items } = (await (await call("api/v1/runs")).json()) as RunList;
    t.strictSame(items, []);
  });
});
