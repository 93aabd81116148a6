import t from "tap";
import { compileStatusSet } from "../../../wire/checks/status-set.js";

function statusesIn(patterns: readonly string[]): number[] {
  return [...compileStatusSet(patterns).entries()]
    .filter(([, is]) => is === 1)
    .map(([code]) => code);
}

t.test("compileStatusSet holds codes and classes of codes", async (t) => {
  t.strictSame(statusesIn(["304", "101", "999"]), [101, 304, 999]);
  const success = Array.from({ length: 100 }, (_, index) => 200 + index);
  t.strictSame(statusesIn(["2xx"]), success);
  t.strictSame(statusesIn(["304", "2xx", "204"]), [...success, 304]);
});
