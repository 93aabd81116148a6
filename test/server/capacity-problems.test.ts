import t from "tap";

import type { CapacityList, ProblemDocument } from "../../server/index.js";
import { asJson, withServer } from "../fixtures/with-server.js";

const SEARCHES = "api/v1/capacity";

t.test("a capacity search that is wrong is answered with a problem document", async (t) => {
  const { call, targetUrl } = await withServer(t);
  const spec = { target: { url: targetUrl } };
  const slo = ["p99 < 10ms"];
  const unknown = `${SEARCHES}/20260101-000000-abcdef`;

  const rows: readonly {
    readonly name: string;
    readonly path?: string;
    readonly init: RequestInit;
    readonly status?: number;
    readonly detail: string | RegExp;
    readonly errors?: readonly unknown[];
  }[] = [
    {
      name: "no body",
      init: { method: "POST" },
      detail: /^the body must be an object such as \{"spec"/,
      errors: [{ pointer: "" }],
    },
    { name: "malformed JSON", init: { ...asJson(0), body: "{" }, detail: /line 1, column 2$/ },
    {
      name: "too large a body",
      init: { ...asJson(0), body: " ".repeat(1024 * 1024 + 1) },
      status: 413,
      detail: /1 MiB/,
    },
    {
      name: "no spec",
      init: asJson({ slo }),
      detail: /^spec is missing; it must be an object/,
      errors: [{ pointer: "/spec" }],
    },
    {
      name: "no objective",
      init: asJson({ spec }),
      detail: 'slo is missing; it must be a list of 1 to 32 objectives such as "p99 < 10ms"',
      errors: [{ pointer: "/slo" }],
    },
    {
      name: "an objective that says nothing",
      init: asJson({ spec, slo: [...slo, "p99 < 10"] }),
      detail: /^slo is "p99 < 10"; it must be an objective such as/,
      errors: [{ pointer: "/slo/1" }],
    },
    {
      name: "an objective that no interval is known of",
      init: asJson({ spec, slo: ["rate >= 10/s"] }),
      detail: /^slo is "rate >= 10\/s"; it must be a percentile of outcome/,
      errors: [{ pointer: "/slo/0" }],
    },
    {
      name: "a range upside down",
      init: asJson({ spec, slo, fromPerSecond: 200, toPerSecond: 100 }),
      detail: "fromPerSecond is 200; it must be below toPerSecond (100)",
      errors: [{ pointer: "/fromPerSecond" }],
    },
    {
      name: "every wrong option at once",
      init: asJson({ spec, slo, toPerSecond: "100", precisionPercent: 1, maxDuration: 60 }),
      detail: /^toPerSecond is "100"; .*; precisionPercent is 1; .*; maxDuration is 60; it must be/,
      errors: [
        { pointer: "/toPerSecond" },
        { pointer: "/precisionPercent" },
        { pointer: "/maxDuration" },
      ],
    },
    {
      name: "a probe that is too short",
      init: asJson({ spec, slo, probeDuration: "1s" }),
      detail: 'probeDuration is "1s"; it must be a duration from 2s on, with a unit, such as "10s"',
      errors: [{ pointer: "/probeDuration" }],
    },
    {
      name: "an unknown option",
      init: asJson({ spec, slo, precision: 5 }),
      detail: "precision is not a known field",
      errors: [{ pointer: "/precision" }],
    },
    {
      name: "an unknown field of the spec",
      init: asJson({ spec: { ...spec, conections: 1 }, slo }),
      detail: "spec.conections is not a known field",
      errors: [{ pointer: "/spec/conections" }],
    },
    {
      name: "a rate of its own",
      init: asJson({
        spec: {
          ...spec,
          load: { model: "open", arrivals: { kind: "constant", ratePerSecond: 100 } },
        },
        slo,
      }),
      detail:
        "spec.load.arrivals.ratePerSecond is 100; it must be left out: the search decides it for each probe",
      errors: [{ pointer: "/spec/load/arrivals/ratePerSecond" }],
    },
    {
      name: "objectives in the spec",
      init: asJson({ spec: { ...spec, slo }, slo }),
      detail: "spec.slo is given; it must be left out: the search decides it for each probe",
      errors: [{ pointer: "/spec/slo" }],
    },
    {
      name: "the closed model",
      init: asJson({ spec: { ...spec, load: { model: "closed" } }, slo }),
      detail: /^spec\.load\.model is "closed"; it must be "open"/,
      errors: [{ pointer: "/spec/load/model" }],
    },
    {
      name: "an unreadable CA file",
      init: asJson({
        spec: { target: { url: "https://127.0.0.1:1/", tls: { ca: "/does/not/exist.pem" } } },
        slo,
      }),
      detail: /^spec\.target\.tls\.ca is "\/does\/not\/exist\.pem", which can't be read/,
      errors: [{ pointer: "/spec/target/tls/ca" }],
    },
    {
      name: "an unknown search",
      path: unknown,
      init: {},
      status: 404,
      detail: /^there is no search/,
    },
    {
      name: "the result of an unknown search",
      path: `${unknown}/result`,
      init: {},
      status: 404,
      detail: /no search/,
    },
    {
      name: "stopping an unknown search",
      path: `${unknown}/stop`,
      init: { method: "POST" },
      status: 404,
      detail: /no search/,
    },
    {
      name: "a page after an unknown search",
      path: `${SEARCHES}?after=nothing`,
      init: {},
      detail: 'after is "nothing"; there is no such search',
      errors: [{ parameter: "after" }],
    },
    {
      name: "an unknown query parameter",
      path: `${SEARCHES}?max=1`,
      init: {},
      detail: /"max" is unknown/,
      errors: [{ parameter: "max" }],
    },
  ];
  for (const { name, path = SEARCHES, init, status = 400, detail, errors = [] } of rows) {
    await t.test(name, async (t) => {
      const response = await call(path, init);
      t.equal(response.status, status);
      t.match(response.headers.get("content-type"), /^application\/problem\+json/);
      const problem = (await response.json()) as ProblemDocument;
      t.match(problem.detail, detail);
      t.notMatch(problem.detail, /\n/, "in one line");
      t.match(problem.errors ?? [], errors);
      t.equal(problem.errors?.length ?? 0, errors.length);
    });
  }

  await t.test("another method says which there are", async (t) => {
    const response = await call(`${unknown}/stop`);
    t.equal(response.status, 405);
    t.equal(response.headers.get("allow"), "POST");
  });

  await t.test("nothing was started", async (t) => {
    const list = (await (await call(SEARCHES)).json()) as CapacityList;
    t.same(list.items, []);
  });
});
