import t from "tap";
import { withFloor } from "../../../engine/index.js";
import { CLOSED_RESULT, OPEN_RESULT } from "../../fixtures/load-results.js";

t.test("withFloor", async (t) => {
  const floor = { ...CLOSED_RESULT, measuredSeconds: 2 };
  t.strictSame(withFloor(OPEN_RESULT, floor), {
    ...OPEN_RESULT,
    floor: {
      spec: floor.spec,
      measuredSeconds: 2,
      requestedPerSecond: null,
      achievedPerSecond: 996.7,
      latency: {
        response: floor.latency.response,
        service: floor.latency.service,
        lateness: floor.latency.lateness,
      },
      verdict: "valid",
      reasons: [],
    },
  });
});
