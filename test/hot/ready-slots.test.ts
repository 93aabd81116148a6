import t from "tap";
import type { ChoicePlan } from "../../engine/core/index.js";
import { Slots } from "../../workers/slots.js";
import { LOOP_COUNT, NOTHING_BYTES, bytesPerOperation } from "../fixtures/heap-growth.js";

const CHOICES: readonly ChoicePlan[] = [
  { kind: "roundRobin" },
  { kind: "lifo" },
  { kind: "random", seed: 1 },
  { kind: "leastBusy" },
];

/** The number that is drawn, where V8 doesn't put the drawing in line. */
const DRAWN_BYTES = 16;

t.test("choosing a slot on the hot path allocates nothing but a number drawn", async (t) => {
  for (const streams of [1, 4]) {
    for (const choice of CHOICES) {
      const slots = new Slots(8 * streams, choice, streams);
      for (let slot = 0; slot < slots.count; slot++) slots.putReady(slot);
      const busy = Int32Array.from({ length: slots.count / 2 }, () => {
        const slot = slots.takeReady();
        slots.begin(slot);
        return slot;
      });
      const bytes = bytesPerOperation(() => {
        for (let i = 0; i < LOOP_COUNT; i++) {
          const at = i % busy.length;
          slots.end(busy[at]!);
          slots.putReady(busy[at]!);
          busy[at] = slots.takeReady();
          slots.begin(busy[at]);
        }
        return 0;
      });
      const mostBytes = NOTHING_BYTES + (choice.kind === "random" ? DRAWN_BYTES : 0);
      t.ok(bytes < mostBytes, `${choice.kind}, streams ${streams}: ${bytes} bytes per request`);
    }
  }
});
