import t from "tap";
import { linePath } from "../../../../engine/result/chart/line-path.js";
import { linearScale } from "../../../../engine/result/chart/scale.js";

const X = linearScale({ low: 0, high: 100 }, { low: 0, high: 100 }, String);
const Y = linearScale({ low: 0, high: 50 }, { low: 50, high: 0 }, String);

t.test("linePath", async (t) => {
  for (const { name, points, expected } of [
    { name: "nothing of no points", points: [], expected: "" },
    {
      name: "a line through its points, from the top left",
      points: [
        { x: 0, y: 0 },
        { x: 10.25, y: 50 },
      ],
      expected: "M0 50L10.3 0",
    },
    {
      name: "a gap where there is no value",
      points: [
        { x: 0, y: 10 },
        { x: 1, y: 20 },
        { x: 2, y: null },
        { x: 3, y: 30 },
        { x: 4, y: 40 },
      ],
      expected: "M0 40L1 30M3 20L4 10",
    },
    {
      name: "a dot for a value between two gaps",
      points: [
        { x: 0, y: null },
        { x: 1, y: 20 },
        { x: 2, y: null },
      ],
      expected: "M1 30h0.01",
    },
    { name: "nothing where no point has a value", points: [{ x: 0, y: null }], expected: "" },
  ]) {
    await t.test(`draws ${name}`, async (t) => {
      t.equal(linePath(points, X, Y), expected);
    });
  }

  await t.test("keeps the spikes of very many points", async (t) => {
    const points = Array.from({ length: 100_000 }, (_, index) => ({
      x: index / 1000,
      y: index === 45_678 ? 49 : index === 45_679 ? 0 : 10,
    }));
    const path = linePath(points, X, Y);
    t.ok(path.length < 10_000, "and is short");
    t.match(path, "L45.7 1L45.7 50L");
  });
});
