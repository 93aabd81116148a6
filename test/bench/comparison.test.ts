import t from "tap";
import {
  equivalenceTable,
  otherRulesTable,
  powerTable,
  sameTable,
} from "../../bench/comparison/tables.js";
import { renderTable } from "../../bench/render.js";

const SEED_COUNT = 10;

t.setTimeout(120_000);

t.test("the tables of bench/COMPARISON.md", async (t) => {
  const [same, power, equivalence] = [sameTable, powerTable, equivalenceTable].map((make) =>
    make(SEED_COUNT),
  );

  await t.test("have a row for each drift, correlation and number of quads", async (t) => {
    t.equal(same?.table.rows.length, 4 * 2 * 3);
    t.match(same?.table.rows[0], ["none", "0", "5", /^\d+$/, "≤ 2", /met|missed/]);
  });

  await t.test(
    "have a row for each run CV of the oracle, and for the 5 quads of a verdict",
    (t) => {
      t.strictSame(
        power?.table.rows
          .slice(0, 5)
          .map(([runCv, , quads]) => `${String(runCv)} ${String(quads)}`),
        ["1 % 3", "1 % 5", "3 % 10", "5 % 24", "10 % 90"],
      );
      t.equal(power?.table.rows[0]?.[4], "0", "no verdict on 3");
      t.end();
    },
  );

  await t.test("count the rows that miss their bar", async (t) => {
    for (const checked of [same, power, equivalence]) {
      const missed = checked?.table.rows.filter((row) => row.includes("**missed**"));
      t.equal(missed?.length, checked?.missedCount);
    }
  });

  await t.test("tell what other rules would have found", async (t) => {
    const text = renderTable(otherRulesTable(SEED_COUNT));
    for (const rule of ["ABAB", "ABBA always", "without Holm", "z in place", "bootstrap over 3"]) {
      t.match(text, rule);
    }
  });
});
