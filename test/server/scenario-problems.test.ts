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
    {
      name: "objectives that are none, or name what there is none of",
      spec: { ...common, slo: ["p99 < 10", "p99 < 1s in buy"] },
      detail: /^slo\.0 is "p99 < 10"; it must be an objective such as/,
      errors: [{ pointer: "/slo/0" }],
    },
    {
      name: "a window that is longer than the run",
      spec: { ...common, duration: "2s", slo: ["p99 < 1s", "p99 < 1s over 5s"] },
      detail:
        /^slo\.1 is "p99 < 1s over 5s"; it must be over at most what the run measures: 2\.00s/,
      errors: [{ pointer: "/slo/1" }],
    },
    {
      name: "a condition that is none",
      spec: { ...common, abortOn: ["error of any kind"] },
      detail: /^abortOn\.0 is "error of any kind"; it must be a condition such as/,
      errors: [{ pointer: "/abortOn/0" }],
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
