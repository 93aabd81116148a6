import t from "tap";
import { packDelta, unpackDelta } from "../../../engine/core/index.js";
import type { RecordingDelta } from "../../../engine/core/index.js";
import { deltaOf } from "../run/delta-data.js";

const PLAIN: RecordingDelta = {
  ...deltaOf(5e8, { responseSuccess: [1e6, 2e6], counters: { planned: 2, completed: 2 } }),
  statuses: Float64Array.from([200, 2]),
};

t.test("A delta is the same after it was packed and unpacked", async (t) => {
  for (const { name, delta } of [
    { name: "without windows", delta: PLAIN },
    {
      name: "with windows",
      delta: {
        ...PLAIN,
        windows: { plannedUntilNs: 4.9e8, rows: Float64Array.from([4, 2, 1, 0, 0, 0]) },
      },
    },
    {
      name: "with windows for which nothing was counted",
      delta: { ...PLAIN, windows: { plannedUntilNs: 4.9e8, rows: new Float64Array(0) } },
    },
  ]) {
    await t.test(name, async (t) => {
      t.strictSame(unpackDelta(packDelta(delta), []), delta);
    });
  }
});
