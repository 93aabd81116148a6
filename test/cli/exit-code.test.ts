import { readFileSync } from "node:fs";
import t from "tap";
import * as codes from "../../cli/exit-codes.js";
import { exitCodeOf } from "../../cli/load/exit-code.js";
import { OPEN_RESULT, sloWith } from "../fixtures/load-results.js";
import type { RunResult } from "../../engine/index.js";

const invalid = { ...OPEN_RESULT.generator, verdict: "invalid" } as const;
const nothing = { ...OPEN_RESULT.requests, planned: 0 };

t.test("exitCodeOf", async (t) => {
  const rows: readonly {
    name: string;
    result: RunResult;
    interrupted?: boolean;
    expected: number;
  }[] = [
    { name: "a believable run is 0", result: OPEN_RESULT, expected: 0 },
    {
      name: "a suspect run is 0",
      result: { ...OPEN_RESULT, generator: { ...OPEN_RESULT.generator, verdict: "suspect" } },
      expected: 0,
    },
    { name: "an invalid run is 5", result: { ...OPEN_RESULT, generator: invalid }, expected: 5 },
    {
      name: "a failed run is 1, before 5",
      result: { ...OPEN_RESULT, state: "failed", generator: invalid },
      expected: 1,
    },
    {
      name: "objectives that were met are 0",
      result: { ...OPEN_RESULT, slo: [sloWith({})] },
      expected: 0,
    },
    {
      name: "an objective that was not met is 3",
      result: { ...OPEN_RESULT, slo: [sloWith({}), sloWith({ verdict: "failed" })] },
      expected: 3,
    },
    {
      name: "one that can't be decided is 4",
      result: { ...OPEN_RESULT, slo: [sloWith({ verdict: "inconclusive" }), sloWith({})] },
      expected: 4,
    },
    {
      name: "3 comes before 4",
      result: {
        ...OPEN_RESULT,
        slo: [sloWith({ verdict: "inconclusive" }), sloWith({ verdict: "failed" })],
      },
      expected: 3,
    },
    {
      name: "5 comes before 3",
      result: { ...OPEN_RESULT, generator: invalid, slo: [sloWith({ verdict: "failed" })] },
      expected: 5,
    },
    {
      name: "1 comes before 3",
      result: { ...OPEN_RESULT, state: "failed", slo: [sloWith({ verdict: "failed" })] },
      expected: 1,
    },
    {
      name: "a stopped run is judged by what it measured",
      result: { ...OPEN_RESULT, state: "stopped", slo: [sloWith({ verdict: "failed" })] },
      interrupted: true,
      expected: 3,
    },
    {
      name: "a run that was aborted is 3, whatever its objectives say",
      result: {
        ...OPEN_RESULT,
        state: "stopped",
        abort: { condition: "status 503", atSeconds: 1 },
        slo: [sloWith({})],
      },
      expected: 3,
    },
    {
      name: "an interrupted run that measured nothing is 130",
      result: { ...OPEN_RESULT, state: "stopped", requests: nothing, generator: invalid },
      interrupted: true,
      expected: 130,
    },
    {
      name: "an interrupted run earns its own code",
      result: { ...OPEN_RESULT, state: "stopped" },
      interrupted: true,
      expected: 0,
    },
    {
      name: "an empty run that nobody interrupted is not 130",
      result: { ...OPEN_RESULT, requests: nothing },
      expected: 0,
    },
  ];
  for (const { name, result, interrupted, expected } of rows) {
    await t.test(name, async (t) => {
      t.equal(exitCodeOf(result, interrupted ?? false), expected);
    });
  }
});

t.test("the guide to exit codes", async (t) => {
  const guide = readFileSync(new URL("../../../docs/exit-codes.md", import.meta.url), "utf8");
  const documented = [...guide.matchAll(/^\| (\d+) /gm)].map(([, code]) => Number(code));
  t.strictSame(
    documented,
    Object.values(codes).sort((a, b) => a - b),
    "has each code, and no other",
  );
});
