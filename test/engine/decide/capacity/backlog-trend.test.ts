import t from "tap";
import { RandomSource, drawNormal } from "../../../../engine/core/index.js";
import { backlogTrendOf } from "../../../../engine/decide/capacity/backlog-trend.js";

const LOOKS = 40;

/** A backlog of about 100 that grows by so much from look to look. */
function backlogs(growth: number, seed = 1, correlation = 0): readonly number[] {
  const random = new RandomSource(seed);
  let noise = 0;
  return Array.from({ length: LOOKS }, (_, at) => {
    noise = correlation * noise + Math.sqrt(1 - correlation ** 2) * drawNormal(random);
    return 100 + growth * at + noise;
  });
}

t.test("backlogTrendOf", async (t) => {
  await t.test("finds a backlog that grows, and how fast", async (t) => {
    // One request more in each quarter of a second, of 400/s: 1 %.
    const { kind, requestsPerSecond } = backlogTrendOf(backlogs(1), 0.25, 400);
    t.equal(kind, "growing");
    t.ok(Math.abs(requestsPerSecond! - 4) < 0.2, `${requestsPerSecond}/s`);
  });

  await t.test("finds a trend of few arrivals, and does not call it an overload", async (t) => {
    t.equal(backlogTrendOf(backlogs(1), 0.25, 4000).kind, "creeping");
  });

  await t.test("finds none where there is none, nor where it falls", async (t) => {
    t.equal(backlogTrendOf(backlogs(0), 0.25, 400).kind, "none");
    t.equal(backlogTrendOf(backlogs(-1), 0.25, 400).kind, "none");
    t.equal(backlogTrendOf(new Array<number>(LOOKS).fill(0), 0.25, 400).kind, "none");
  });

  await t.test("is wrong in about one of 200 probes whose looks are alike", async (t) => {
    const count = 1000;
    const rising = Array.from({ length: count }, (_, seed) =>
      backlogTrendOf(backlogs(0, seed, 0.5), 0.25, 400),
    ).filter(({ kind }) => kind === "growing" || kind === "creeping").length;
    t.ok(rising <= 0.02 * count, `${rising} of ${count}`);
  });

  await t.test("does not know of a probe that is too short", async (t) => {
    t.strictSame(backlogTrendOf([1, 2, 3, 4, 5, 6, 7, 8, 9], 0.25, 400), {
      kind: "unknown",
      requestsPerSecond: null,
    });
  });
});
