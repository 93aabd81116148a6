import t from "tap";

import type { Frame } from "../../engine/index.js";
import { RunRecord } from "../../server/run-record.js";
import { endedRun } from "../fixtures/scripted-run.js";

async function all(frames: AsyncIterable<Frame>): Promise<readonly Frame[]> {
  const list: Frame[] = [];
  for await (const frame of frames) list.push(frame);
  return list;
}

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
