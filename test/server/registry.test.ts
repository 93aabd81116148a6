import t from "tap";

import { Registry, itemOf } from "../../server/registry.js";
import type { RegistryLimits } from "../../server/registry.js";
import { RunRecord } from "../../server/run-record.js";
import { endedRun } from "../fixtures/scripted-run.js";

function registryOf(limits?: RegistryLimits): Registry<RunRecord> {
  return new Registry("run", limits);
}

t.test("Registry", (t) => {
  t.test("lists the newest first", async (t) => {
    const registry = registryOf();
    const ids = [1, 2, 3].map((number) => registry.add(new RunRecord(endedRun(number, 0))).id);
    t.same(
      registry.newestFirst().map(({ id }) => id),
      ids.reverse(),
    );
  });

  t.test("lets the oldest ended runs go when there are too many", async (t) => {
    const registry = registryOf({ endedRuns: 2, seriesPoints: 1000 });
    const records = [1, 2, 3, 4].map((number) => registry.add(new RunRecord(endedRun(number, 0))));
    await Promise.all(records.map(async ({ ended }) => ended));
    t.same(
      registry.newestFirst().map(({ id }) => id),
      [records[3]?.id, records[2]?.id],
    );
    t.equal(registry.find(records[0]?.id ?? ""), undefined);
  });

  t.test("lets the oldest ended runs go when their series are too long together", async (t) => {
    const registry = registryOf({ endedRuns: 100, seriesPoints: 25 });
    const records = [10, 20, 5, 30].map((points, number) =>
      registry.add(new RunRecord(endedRun(number, points))),
    );
    await Promise.all(records.map(async ({ ended }) => ended));
    t.same(
      registry.newestFirst().map(({ id }) => id),
      [records[3]?.id],
      "and keeps the newest one even if it alone is",
    );
  });

  t.test("names what is not there", (t) => {
    t.throws(() => itemOf(registryOf(), { params: { id: "x" } }), {
      status: 404,
      message: 'there is no run "x"',
    });
    t.end();
  });
  t.end();
});
