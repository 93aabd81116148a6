import t from "tap";
import type { CapacityEvent } from "../../engine/index.js";
import { CapacityRecord } from "../../server/capacity-record.js";
import { scriptedCapacity } from "../fixtures/scripted-capacity.js";

t.test("CapacityRecord", async (t) => {
  await t.test("can be stopped as often as one likes, but not once it has ended", async (t) => {
    const search = scriptedCapacity();
    const record = new CapacityRecord(search);
    record.stop();
    record.stop();
    t.equal(search.stopCount, 2);
    search.end(0);
    t.equal(record.hasEnded, true);
    t.throws(
      () => {
        record.stop();
      },
      { code: "MB_RUN_STATE", message: /has already ended; its state is completed$/ },
    );
    t.equal(search.stopCount, 2);
  });

  await t.test("keeps status and result when the search is over, and nothing of it", async (t) => {
    const search = scriptedCapacity();
    const record = new CapacityRecord(search);
    t.equal(record.hasEnded, false);
    t.equal(record.seriesPoints, 0);
    t.throws(() => record.events({}), /tells nothing while it goes on/, "it is asked itself");
    const report = search.end(3);
    await record.ended;
    t.equal(record.status.state, "completed");
    t.equal(record.seriesPoints, 3, "a point for each probe");
    const events: CapacityEvent[] = [];
    for await (const event of record.events({})) events.push(event);
    t.match(events, [
      { kind: "status", sequence: 0, status: { state: "completed", probes: { length: 3 } } },
      { kind: "final", sequence: 1, result: report },
    ]);
  });
});
