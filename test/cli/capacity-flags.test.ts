import { readFileSync } from "node:fs";
import { Command } from "commander";
import t from "tap";
import {
  addSearchOptions,
  inSearchFlagWords,
  readSearchFlags,
} from "../../cli/capacity/capacity-flags.js";

t.test("docs/capacity.md has every flag of a search", (t) => {
  const guide = readFileSync(new URL("../../../docs/capacity.md", import.meta.url), "utf8");
  const command = new Command();
  addSearchOptions(command);
  t.ok(command.options.length > 0);
  for (const { flags } of command.options) t.match(guide, `| \`${flags}\` `, flags);
  t.end();
});

t.test("readSearchFlags gives the engine what was typed, and nothing that was not", (t) => {
  t.strictSame(readSearchFlags({ slo: ["p99 < 1ms"] }), { slo: ["p99 < 1ms"] });
  t.strictSame(
    readSearchFlags({
      slo: ["p99 < 1ms", "failed < 1%"],
      from: "1.5",
      to: "2e3",
      precision: "2.5 %",
      probeDuration: "3s",
      maxDuration: "1m",
      model: "open",
    }),
    {
      slo: ["p99 < 1ms", "failed < 1%"],
      fromPerSecond: 1.5,
      toPerSecond: 2000,
      precisionPercent: 2.5,
      probeDuration: "3s",
      maxDuration: "1m",
    },
  );
  t.end();
});

t.test("inSearchFlagWords says flags where the engine says options", (t) => {
  t.equal(
    inSearchFlagWords("fromPerSecond is 2; it must be below toPerSecond (1)"),
    "--from is 2; it must be below --to (1)",
  );
  t.equal(inSearchFlagWords('slo is "x"; it must be'), '--slo is "x"; it must be');
  t.end();
});
