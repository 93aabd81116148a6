import t from "tap";
import { RecordingStages } from "../../engine/core/stages/index.js";
import { LOOP_COUNT, NOTHING_BYTES, bytesPerOperation } from "../fixtures/heap-growth.js";

t.test("RecordingStages on the hot path allocates nothing per request", async (t) => {
  const stages = new RecordingStages();
  const bytes = bytesPerOperation(() => {
    // The sums pass 2^31, where V8 has no small integers any more. The parts don't: a caller may have to box those.
    for (let i = 0; i < LOOP_COUNT; i++) {
      const waitNs = (i % 2) * 2_000_000_000 + i;
      stages.record(waitNs, waitNs, i, i % 7, i % 5, i % 3 === 0);
    }
    return 0;
  });
  t.ok(bytes < NOTHING_BYTES, `${bytes} bytes per request`);
});
