import t from "tap";
import type { RunResult } from "../../../../engine/index.js";
import { junitFormat } from "../../../../engine/result/formats/junit.js";
import type { SloReport } from "../../../../engine/index.js";
import { OPEN_RESULT } from "../../../fixtures/load-results.js";
import { NOTHING_MEASURED } from "../../../fixtures/measured-result.js";
import { readXml } from "../../../fixtures/read-xml.js";
import type { XmlElement } from "../../../fixtures/read-xml.js";

const OBJECTIVE: SloReport = {
  expression: "p99 < 10ms",
  verdict: "passed",
  observed: 1_230_000,
  unit: "ns",
  comparison: "<",
  bound: 10_000_000,
};

function withObjectives(slo: readonly SloReport[]): RunResult {
  return { ...OPEN_RESULT, slo };
}

function suiteOf(result: RunResult): XmlElement {
  const root = readXml(junitFormat.write(result).text);
  const [suite] = root.children;
  if (root.name !== "testsuites" || suite?.name !== "testsuite") throw new Error("no test report");
  return suite;
}

function casesOf(suite: XmlElement): readonly XmlElement[] {
  return suite.children.filter(({ name }) => name === "testcase");
}

function objectiveCase(objective: SloReport): XmlElement | undefined {
  const cases = casesOf(suiteOf(withObjectives([objective])));
  return cases.find(({ attributes }) => attributes["classname"] === "mesh-bench.slo");
}

t.test("junitFormat", async (t) => {
  await t.test("has a case for the run, the generator and each objective", async (t) => {
    const suite = suiteOf(withObjectives([OBJECTIVE, { ...OBJECTIVE, expression: "rate > 5/s" }]));
    t.strictSame(
      casesOf(suite).map(({ attributes }) => [attributes["classname"], attributes["name"]]),
      [
        ["mesh-bench.run", "the run was done"],
        ["mesh-bench.generator", "the generator can be believed"],
        ["mesh-bench.slo", "p99 < 10ms"],
        ["mesh-bench.slo", "rate > 5/s"],
      ],
    );
    t.match(suite.attributes, {
      name: "mesh-bench http://127.0.0.1:8081/",
      tests: "4",
      failures: "0",
      errors: "0",
      skipped: "0",
      time: "10",
      timestamp: "2026-01-02T03:04:05",
    });
  });

  for (const { name, objective, kind, message } of [
    {
      name: "a failed objective as a failure, with all digits of what was observed",
      objective: { ...OBJECTIVE, verdict: "failed", observed: 10_000_001 } as const,
      kind: "failure",
      message: "observed 10.000001ms, the bound is 10ms",
    },
    {
      name: "an undecided objective as an error, so that no server shows it green",
      objective: {
        ...OBJECTIVE,
        verdict: "inconclusive",
        observed: { low: 1e6, high: null },
      } as const,
      kind: "error",
      message: "observed at least 1ms, the bound is 10ms",
    },
    {
      name: "an undecided objective of a share between two bounds",
      objective: {
        ...OBJECTIVE,
        verdict: "inconclusive",
        observed: { low: 0.05, high: 0.2 },
        unit: "percent",
        bound: 0.1,
      } as const,
      kind: "error",
      message: "observed 0.05% to 0.2%, the bound is 0.1%",
    },
    {
      name: "an objective of which nothing was observed",
      objective: {
        ...OBJECTIVE,
        verdict: "inconclusive",
        observed: null,
        unit: "perSecond",
        bound: 990,
      } as const,
      kind: "error",
      message: "observed nothing, the bound is 990/s",
    },
  ]) {
    await t.test(`has ${name}`, async (t) => {
      const [problem] = objectiveCase(objective)?.children ?? [];
      t.equal(problem?.name, kind);
      t.equal(problem?.attributes["message"], message);
      t.equal(problem?.attributes["type"], objective.verdict);
      const { attributes } = suiteOf(withObjectives([objective]));
      t.equal(attributes[kind === "error" ? "errors" : "failures"], "1", "and counts it");
    });
  }

  await t.test("tells what was observed of a passed objective", async (t) => {
    const [remark] = objectiveCase(OBJECTIVE)?.children ?? [];
    t.equal(remark?.name, "system-out");
    t.equal(remark?.text, "observed 1.23ms, the bound is 10ms");
  });

  for (const { verdict, child } of [
    { verdict: "valid", child: undefined },
    { verdict: "suspect", child: "system-out" },
    { verdict: "invalid", child: "error" },
  ] as const) {
    await t.test(`shows a generator that is ${verdict}`, async (t) => {
      const reasons =
        verdict === "valid"
          ? []
          : ([
              { code: "steal", severity: verdict, message: "3 % of the time was stolen" },
            ] as const);
      const generator = { ...OPEN_RESULT.generator, verdict, reasons };
      const [, found] = casesOf(suiteOf({ ...OPEN_RESULT, generator }));
      t.equal(found?.children[0]?.name, child);
      const said = found?.children[0]?.attributes["message"] ?? found?.children[0]?.text ?? "";
      if (child !== undefined) t.match(said, "steal: 3 % of the time was stolen");
    });
  }

  await t.test("shows a run that could not be done as an error", async (t) => {
    const [found] = casesOf(suiteOf(NOTHING_MEASURED));
    t.equal(found?.children[0]?.name, "error");
    t.match(found?.children[0]?.attributes["message"], "connect ECONNREFUSED");
  });

  await t.test(
    "gives back texts of any kind, but for line ends and control characters",
    async (t) => {
      const labels = {
        'a "quoted" <name>': "b & c's\n\u0007d\u{1F600}\uD800",
        isCanary: "true",
        empty: "",
      };
      const [properties] = suiteOf({ ...OPEN_RESULT, labels }).children;
      t.strictSame(
        properties?.children.map(({ attributes }) => attributes),
        [
          { name: "id", value: OPEN_RESULT.id },
          { name: 'a "quoted" <name>', value: "b & c's \uFFFDd\u{1F600}\uFFFD" },
          { name: "isCanary", value: "true" },
          { name: "empty", value: "" },
        ],
      );
      const expression = "p99 < 1ms in GET /a?b=\"1\" & 'c'";
      t.equal(objectiveCase({ ...OBJECTIVE, expression })?.attributes["name"], expression);
    },
  );
});
