import t from "tap";
import { createRandom } from "../fixtures/virtual-random.js";
import { SLOT_BUSY, SLOT_LOST, SLOT_READY, Slots } from "../../workers/slots.js";

t.test("Slots", async (t) => {
  await t.test("gives the slot that has been ready for longest: round robin", async (t) => {
    const slots = new Slots(3, { kind: "roundRobin" });
    t.equal(slots.takeReady(), -1);
    for (const slot of [0, 1, 2]) slots.putReady(slot);
    const taken: number[] = [];
    for (let step = 0; step < 7; step++) {
      const slot = slots.takeReady();
      taken.push(slot);
      slots.putReady(slot);
    }
    t.same(taken, [0, 1, 2, 0, 1, 2, 0]);
  });

  await t.test("passes over a slot that was lost while it waited", async (t) => {
    const slots = new Slots(3, { kind: "roundRobin" });
    for (const slot of [0, 1, 2]) slots.putReady(slot);
    slots.state[1] = SLOT_LOST;
    t.same([slots.takeReady(), slots.takeReady(), slots.takeReady()], [0, 2, -1]);
  });

  await t.test("gives a slot that was lost and came back once, not twice", async (t) => {
    const slots = new Slots(2, { kind: "roundRobin" });
    slots.putReady(0);
    slots.putReady(1);
    slots.state[0] = SLOT_LOST;
    slots.putReady(0);
    const taken = [slots.takeReady(), slots.takeReady(), slots.takeReady()];
    t.same(
      taken.toSorted((a, b) => a - b),
      [-1, 0, 1],
    );
  });

  await t.test("gives alike by leastBusy and round robin, a connection to each", async (t) => {
    const [roundRobin, leastBusy] = (["roundRobin", "leastBusy"] as const).map((kind) => {
      const random = createRandom(9);
      const slots = new Slots(6, { kind });
      for (let slot = 0; slot < 6; slot++) slots.putReady(slot);
      const taken: number[] = [];
      for (let step = 0; step < 2000; step++) {
        const slot = Math.floor(random() * 6);
        if (slots.state[slot] === SLOT_BUSY) {
          slots.end(slot);
          if (random() < 0.1) slots.lose(slot);
          slots.putReady(slot);
        } else {
          const next = slots.takeReady();
          slots.begin(next);
          taken.push(next);
        }
      }
      return taken;
    });
    t.equal(new Set(leastBusy).size, 6);
    t.same(leastBusy, roundRobin);
  });

  await t.test("tells the oldest request under way", async (t) => {
    const slots = new Slots(3, { kind: "roundRobin" });
    t.equal(slots.oldestIntendedStartNs(), Infinity);
    slots.intendedStartNs.set([30, 10, 20]);
    slots.state.set([SLOT_BUSY, SLOT_READY, SLOT_BUSY]);
    t.equal(slots.oldestIntendedStartNs(), 20);
  });

  await t.test("gives only ready slots, and each once, over any sequence", async (t) => {
    const random = createRandom(3);
    const slots = new Slots(5, { kind: "roundRobin" });
    for (let step = 0; step < 5000; step++) {
      const slot = Math.floor(random() * 5);
      const draw = random();
      if (draw < 0.4 && slots.state[slot] !== SLOT_READY) slots.putReady(slot);
      else if (draw < 0.6) slots.state[slot] = SLOT_LOST;
      else {
        const ready = slots.state.filter((state) => state === SLOT_READY).length;
        const taken = slots.takeReady();
        if (taken < 0 && ready > 0) t.fail("finds no slot though one is ready");
        if (taken >= 0 && slots.state[taken] !== SLOT_READY) t.fail("gives a slot not ready");
        if (taken >= 0) slots.state[taken] = SLOT_BUSY;
      }
    }
    t.pass("5000 steps");
  });
});
