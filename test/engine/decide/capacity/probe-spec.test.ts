import t from "tap";
import { parseRunSpec } from "../../../../engine/index.js";
import type { CapacitySpec } from "../../../../engine/index.js";
import { parseObjectives } from "../../../../engine/decide/capacity/objectives.js";
import { probeSpecOf } from "../../../../engine/decide/capacity/probe-spec.js";

const target = { url: "http://127.0.0.1:1/" };
const OBJECTIVES = parseObjectives(["p99 < 10ms"]);
const REQUEST = { purpose: "narrow", ratePerSecond: 1234, seconds: 10 } as const;

t.test("probeSpecOf", async (t) => {
  await t.test("makes a run of the rate and the length that are asked for", async (t) => {
    const spec = probeSpecOf({ target }, OBJECTIVES, REQUEST, 0);
    t.strictSame(spec, {
      target,
      load: { model: "open", arrivals: { kind: "constant", ratePerSecond: 1234 } },
      duration: "10000ms",
      warmup: "2000ms",
      drain: "500ms",
      interval: "300ms",
      percentiles: [50, 99],
    });
    t.equal(parseRunSpec(spec).duration, "10000ms", "which the schema takes");
  });

  await t.test("scales the arrivals, and keeps all else", async (t) => {
    const spec: CapacitySpec = {
      target,
      load: { model: "open", arrivals: { kind: "gamma", cv2: 4 }, maxPending: 7 },
      connections: 3,
      warmup: "1s",
      drain: "4s",
      percentiles: [90],
    };
    t.match(probeSpecOf(spec, OBJECTIVES, REQUEST, 0), {
      load: {
        model: "open",
        arrivals: { kind: "gamma", ratePerSecond: 1234, cv2: 4 },
        maxPending: 7,
      },
      connections: 3,
      warmup: "1s",
      drain: "4s",
      percentiles: [50, 90, 99],
    });
  });

  await t.test("gives each probe a seed of its own, the same for the same seed", async (t) => {
    const seedOf = (index: number): number | undefined =>
      probeSpecOf({ target, seed: 1 }, OBJECTIVES, REQUEST, index).seed;
    t.not(seedOf(0), seedOf(1));
    t.equal(seedOf(1), seedOf(1));
  });

  await t.test("has intervals that frames can have, however long a probe is", async (t) => {
    for (const [seconds, interval] of [
      [1, "100ms"],
      [80, "2000ms"],
      [3600, "10000ms"],
    ] as const) {
      const spec = probeSpecOf({ target }, OBJECTIVES, { ...REQUEST, seconds }, 0);
      t.equal(spec.interval, interval);
      t.ok(parseRunSpec(spec));
    }
  });
});
