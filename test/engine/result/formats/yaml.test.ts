import t from "tap";
import { parse } from "yaml";
import { yamlFormat } from "../../../../engine/result/formats/yaml.js";
import { CLOSED_RESULT, scenarioWith } from "../../../fixtures/load-results.js";
import {
  CENSORED_INTERVALS,
  NOTHING_MEASURED,
  awkwardResult,
  measuredResult,
} from "../../../fixtures/measured-result.js";

t.test("yamlFormat", async (t) => {
  for (const { name, result } of [
    { name: "a result with censored values", result: measuredResult(CENSORED_INTERVALS) },
    { name: "a run that never began", result: NOTHING_MEASURED },
    { name: "a closed run", result: CLOSED_RESULT },
    { name: "awkward texts", result: awkwardResult(scenarioWith({})) },
  ]) {
    for (const version of ["1.1", "1.2"] as const) {
      await t.test(`gives back ${name} to a reader of YAML ${version}`, async (t) => {
        const { text } = yamlFormat.write(result);
        t.strictSame(parse(text, { version }), JSON.parse(JSON.stringify(result)));
      });
    }
  }

  await t.test("repeats what is equal in place of pointing at it", async (t) => {
    t.notMatch(yamlFormat.write(CLOSED_RESULT).text, /[&*]a\d/);
  });
});
