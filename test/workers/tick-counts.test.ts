import assert from "node:assert/strict";
import fc from "fast-check";
import t from "tap";
import { TickCounts } from "../../workers/tick-counts.js";

const ROW_LENGTH = 4;
const counted = fc.array(
  fc.tuple(fc.integer({ min: -2, max: 300 }), fc.integer({ min: 1, max: 3 })),
  {
    maxLength: 1000,
  },
);

t.test("TickCounts", async (t) => {
  await t.test("gives every count once, in the row of its tick, take by take", async () => {
    fc.assert(
      fc.property(counted, counted, (earlier, later) => {
        const counts = new TickCounts(ROW_LENGTH);
        for (const stretch of [earlier, later]) {
          for (const [tick, column] of stretch) counts.add(tick, column);
          assert.deepEqual(rowsOf(counts.takeRows()), expectedOf(stretch));
        }
      }),
    );
  });
  await t.test("has nothing to give when nothing was counted", async (t) => {
    const counts = new TickCounts(ROW_LENGTH);
    t.equal(counts.takeRows().length, 0);
  });
  await t.test("hands over rows that it does not touch again", async (t) => {
    const counts = new TickCounts(ROW_LENGTH);
    counts.add(7, 1);
    const taken = counts.takeRows();
    counts.add(8, 2);
    t.strictSame([...taken], [7, 1, 0, 0]);
  });
});

function rowsOf(rows: Float64Array): ReadonlyMap<number, readonly number[]> {
  const byTick = new Map<number, readonly number[]>();
  for (let start = 0; start < rows.length; start += ROW_LENGTH) {
    const [tick = Number.NaN, ...columns] = rows.subarray(start, start + ROW_LENGTH);
    assert.ok(!byTick.has(tick), "one row a tick");
    byTick.set(tick, columns);
  }
  return byTick;
}

function expectedOf(all: readonly (readonly [number, number])[]): ReadonlyMap<number, number[]> {
  const byTick = new Map<number, number[]>();
  for (const [tick, column] of all) {
    const columns = byTick.get(tick) ?? [0, 0, 0];
    columns[column - 1]!++;
    byTick.set(tick, columns);
  }
  return byTick;
}
