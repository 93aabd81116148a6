import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import {
  BUCKET_COUNT,
  HIGHEST_TRACKABLE_NS,
  lowestEquivalentNs,
} from "../../../../engine/core/histogram/index.js";
import {
  RecordingStages,
  STAGES,
  TotalStages,
  lowestOfStageGroupNs,
  stageGroupOf,
} from "../../../../engine/core/stages/index.js";

/** The stages of one request before read delay is taken out of them. */
interface Waits {
  readonly latenessNs: number;
  readonly queueNs: number;
  readonly firstByteNs: number;
  readonly bodyNs: number;
  /** Of the service time. */
  readonly readDelayPercent: number;
  readonly isBodyLate: boolean;
}

const lengthNs = fc.oneof(fc.nat(3000), fc.nat(5_000_000), fc.nat(2_000_000_000));
const waits = fc.array(
  fc.record<Waits>({
    latenessNs: lengthNs,
    queueNs: lengthNs,
    firstByteNs: lengthNs,
    bodyNs: lengthNs,
    readDelayPercent: fc.nat(100),
    isBodyLate: fc.boolean(),
  }),
  { maxLength: 200 },
);

function readDelayNsOf({ firstByteNs, bodyNs, readDelayPercent }: Waits): number {
  return Math.floor(((firstByteNs + bodyNs) * readDelayPercent) / 100);
}

function record(stages: RecordingStages, all: readonly Waits[]): RecordingStages {
  for (const one of all) {
    const { latenessNs, queueNs, firstByteNs, bodyNs, isBodyLate } = one;
    stages.record(latenessNs, queueNs, firstByteNs, bodyNs, readDelayNsOf(one), isBodyLate);
  }
  return stages;
}

function responseNsOf({ latenessNs, queueNs, firstByteNs, bodyNs }: Waits): number {
  return latenessNs + queueNs + firstByteNs + bodyNs;
}

function totalOf(...parts: readonly Float64Array[]): TotalStages {
  const total = new TotalStages();
  for (const part of parts) total.add(part);
  return total;
}

t.test("stageGroupOf", async (t) => {
  await t.test("keeps the values of a bucket together, in groups of at most 1/64", async () => {
    for (let index = 0; index < BUCKET_COUNT; index++) {
      const ns = lowestEquivalentNs(index);
      const group = stageGroupOf(ns);
      const fromNs = lowestOfStageGroupNs(group);
      const nextNs = group === stageGroupOf(2 ** 42) ? 2 ** 42 : lowestOfStageGroupNs(group + 1);
      assert.ok(fromNs <= ns && ns < nextNs, `${ns} is in its group`);
      assert.ok(ns - fromNs < Math.max(16, ns / 64), `${ns} is near the begin of its group`);
    }
  });

  await t.test("has the top group for what is above the range", async (t) => {
    t.equal(stageGroupOf(HIGHEST_TRACKABLE_NS + 1), stageGroupOf(HIGHEST_TRACKABLE_NS));
    t.equal(stageGroupOf(2 ** 52), stageGroupOf(HIGHEST_TRACKABLE_NS));
  });
});

t.test("RecordingStages", async (t) => {
  await t.test(
    "takes read delay out of the wait whose read was late, then the other",
    async (t) => {
      for (const { name, readDelayNs, isBodyLate, expected } of [
        { name: "first byte", readDelayNs: 30, isBodyLate: false, expected: [1, 2, 70, 50, 30] },
        {
          name: "first byte whole",
          readDelayNs: 120,
          isBodyLate: false,
          expected: [1, 2, 0, 30, 120],
        },
        { name: "body", readDelayNs: 30, isBodyLate: true, expected: [1, 2, 100, 20, 30] },
        { name: "body whole", readDelayNs: 120, isBodyLate: true, expected: [1, 2, 30, 0, 120] },
        { name: "none", readDelayNs: 0, isBodyLate: false, expected: [1, 2, 100, 50, 0] },
        { name: "everything", readDelayNs: 150, isBodyLate: true, expected: [1, 2, 0, 0, 150] },
      ]) {
        const stages = new RecordingStages();
        stages.record(1, 2, 100, 50, readDelayNs, isBodyLate);
        t.strictSame([...stages.takeRows()], [stageGroupOf(153), 1, ...expected], name);
      }
    },
  );

  await t.test("has nothing left after a take, and tells its groups in order", async () => {
    fc.assert(
      fc.property(waits, (all) => {
        const stages = record(new RecordingStages(), all);
        const taken = stages.takeRows();
        const groups = [...new Set(all.map((one) => stageGroupOf(responseNsOf(one))))];
        const told = [...taken].filter((_, at) => at % (2 + STAGES.length) === 0);
        assert.deepEqual(
          told,
          groups.sort((a, b) => a - b),
        );
        assert.equal(stages.takeRows().length, 0);
        assert.deepEqual(record(stages, all).takeRows(), taken, "and begins anew");
      }),
      { numRuns: 50 },
    );
  });
});

t.test("TotalStages", async (t) => {
  await t.test("is the sum of its requests, above any response time", async () => {
    fc.assert(
      fc.property(waits, lengthNs, (all, fromNs) => {
        const group = stageGroupOf(fromNs);
        const { count, sumsNs } = totalOf(record(new RecordingStages(), all).takeRows()).from(
          group,
        );
        const tail = all.filter((one) => responseNsOf(one) >= lowestOfStageGroupNs(group));
        const sum = (of: (one: Waits) => number): number =>
          tail.reduce((total, one) => total + of(one), 0);
        assert.equal(count, tail.length);
        assert.equal(
          sumsNs.lateness,
          sum(({ latenessNs }) => latenessNs),
        );
        assert.equal(
          sumsNs.queue,
          sum(({ queueNs }) => queueNs),
        );
        assert.equal(sumsNs.readDelay, sum(readDelayNsOf));
        assert.equal(
          STAGES.reduce((total, name) => total + sumsNs[name], 0),
          sum(responseNsOf),
        );
      }),
      { numRuns: 100 },
    );
  });

  await t.test("merges parts to the whole, whatever recorded them and when", async () => {
    fc.assert(
      fc.property(waits, waits, waits, (first, second, third) => {
        const one = new RecordingStages();
        const early = record(one, first).takeRows();
        const late = record(one, second).takeRows();
        const other = record(new RecordingStages(), third).takeRows();
        const whole = totalOf(
          record(new RecordingStages(), [...first, ...second, ...third]).takeRows(),
        );
        const merged = totalOf(early, late);
        merged.merge(totalOf(other));
        for (const group of [0, 500, 1000, 1500]) {
          assert.deepEqual(merged.from(group), whole.from(group));
        }
        merged.clear();
        assert.deepEqual(merged.from(0), new TotalStages().from(0));
      }),
      { numRuns: 50 },
    );
  });
});
