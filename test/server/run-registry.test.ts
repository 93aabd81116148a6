import t from "tap";

import type { Frame } from "../../engine/index.js";
import { RunRecord, RunRegistry } from "../../server/run-registry.js";
import { endedRun } from "../fixtures/scripted-run.js";

async function all(frames: AsyncIterable<Frame>): Promise<readonly Frame[]> {
  const list: Frame[] = [];
  for await (const frame of frames) list.push(frame);
  return list;
}

t.test("RunRegistry", (t) => {
  t.test("lists the newest first", async (t) => {
    const registry = new RunRegistry();
    const ids = [1, 2, 3].map((number) => registry.add(endedRun(number, 0)).id);
    t.same(
      registry.newestFirst().map(({ id }) => id),
      ids.reverse(),
    );
  });

  t.test("lets the oldest ended runs go when there are too many", async (t) => {
    const registry = new RunRegistry({ endedRuns: 2, seriesPoints: 1000 });
    const records = [1, 2, 3, 4].map((number) => registry.add(endedRun(number, 0)));
    await Promise.all(records.map(async ({ ended }) => ended));
    t.same(
      registry.newestFirst().map(({ id }) => id),
      [records[3]?.id, records[2]?.id],
    );
    t.equal(registry.find(records[0]?.id ?? ""), undefined);
  });

  t.test("lets the oldest ended runs go when their series are too long together", async (t) => {
    const registry = new RunRegistry({ endedRuns: 100, seriesPoints: 25 });
    const records = [10, 20, 5, 30].map((points, number) => registry.add(endedRun(number, points)));
    await Promise.all(records.map(async ({ ended }) => ended));
    t.same(
      registry.newestFirst().map(({ id }) => id),
      [records[3]?.id],
      "and keeps the newest one even if it alone is",
    );
  });
  t.end();
});

t.test("RunRecord", (t) => {
  t.test(
    "replays a frame over the whole run and the final one, once the run has ended",
    async (t) => {
      const record = new RunRecord(endedRun(1, 3));
      await record.ended;
      const frames = await all(record.frames({}));
      t.same(
        frames.map(({ kind }) => kind),
        ["frame", "final"],
      );
      t.equal(frames[1]?.total.latency.response.encoded, undefined);
      t.equal(frames[1]?.result?.series.length, 3);
    },
  );

  t.test("takes the histograms of ended runs from their results", async (t) => {
    const record = new RunRecord(endedRun(1, 0));
    await record.ended;
    const [whole, final] = await all(record.frames({ histograms: true }));
    t.equal(whole?.interval.latency.service.encoded, "the histogram");
    t.equal(final?.total.latency.service.encoded, "the histogram");
    t.equal(
      final?.interval.latency.service.encoded,
      undefined,
      "nothing came after the one before",
    );
  });

  t.test("can't be stopped once the run has ended", async (t) => {
    const record = new RunRecord(endedRun(1, 0));
    await record.ended;
    t.throws(
      () => {
        record.stop("abort");
      },
      { code: "MB_RUN_STATE" },
    );
  });
  t.end();
});
