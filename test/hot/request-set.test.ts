import t from "tap";
import { createRequestSet } from "../../workers/transports/compile-requests.js";
import { RequestMix } from "../../workers/request-mix.js";
import { DEFAULT_RULES } from "../fixtures/connection-rules.js";
import {
  bytesPerOperation,
  LOOP_COUNT,
  NOTHING_BYTES,
  ROUND_COUNT,
} from "../fixtures/heap-growth.js";
import { ONE_REQUEST, toRequestPlan } from "../fixtures/request-texts.js";

const REQUESTS = [
  toRequestPlan(),
  toRequestPlan({ path: "/{{seq}}", headers: [["X-Id", "{{uuid}}"]] }),
  toRequestPlan({ method: "POST", path: "/", body: '{"n":{{random 1 1000}}}' }),
];

t.test("the requests of a mix on the hot path allocate nothing", (t) => {
  const set = createRequestSet({
    ...ONE_REQUEST,
    requests: REQUESTS,
    target: { authority: "a.test" },
    connectionRules: DEFAULT_RULES,
  });
  const mix = new RequestMix({ kind: "weighted", weights: [1, 1, 1], seed: 1 });
  let takenBytes = 0;
  const grownBytes = bytesPerOperation(() => {
    for (let i = 0; i < LOOP_COUNT; i++) {
      takenBytes += set.take(mix.requestOf(i), i).byteLength;
      set.giveBack();
    }
    return takenBytes;
  });
  t.ok(takenBytes > ROUND_COUNT * LOOP_COUNT * 40, `${takenBytes} bytes taken`);
  t.ok(grownBytes < NOTHING_BYTES, `${grownBytes} bytes per request`);
  t.end();
});
