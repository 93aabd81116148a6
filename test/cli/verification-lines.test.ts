import t from "tap";
import { paintLine } from "../../cli/load/line.js";
import { noPaint } from "../../cli/load/paint.js";
import { verificationLines } from "../../cli/verify/verification-lines.js";
import { OPEN_RESULT } from "../fixtures/load-results.js";

function textOf(differenceCount: number): string {
  const differences = Array.from({ length: differenceCount }, (_, index) => ({
    pointer: `/series/${index}/queued`,
    stored: 1,
    recomputed: 2,
  }));
  const finding = `${differenceCount} figures differ, the first at /series/0/queued`;
  const checks = [{ name: "figures", passed: false, finding } as const];
  return verificationLines(
    { id: OPEN_RESULT.id, verified: false, checks, differences, result: OPEN_RESULT },
    80,
  )
    .map((line) => paintLine(line, Infinity, noPaint).trimEnd())
    .join("\n");
}

t.test("verificationLines tell ten differences, and whether there are more", async (t) => {
  const told = (text: string): readonly (string | undefined)[] =>
    [...text.matchAll(/\/series\/(\d+)\//g)].map(([, index]) => index);
  const ten = Array.from({ length: 10 }, (_, index) => String(index));
  t.strictSame(told(textOf(10)), ten);
  t.notMatch(textOf(10), /more/);
  t.strictSame(told(textOf(11)), ten);
  t.match(textOf(11), /\n +- and more: --json - tells them$/);
});
