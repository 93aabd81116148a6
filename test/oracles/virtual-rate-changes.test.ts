import t from "tap";
import type { ArrivalsPlan, ArrivalsSpec, SpacingPlan } from "../../engine/core/index.js";
import { createPhaseCursor } from "../../engine/core/index.js";
import { WHOLE, constantArrivals, cursorOf } from "../fixtures/schedules.js";
import { createRandom } from "../fixtures/virtual-random.js";
import { virtualRun } from "../fixtures/virtual-run.js";
import type { VirtualRun, VirtualRunOptions } from "../fixtures/virtual-run.js";
import { answersAfter } from "../fixtures/virtual-server.js";

const SEQUENCES = 2000;
const POISSON: ArrivalsPlan = constantArrivals(1, { kind: "poisson" }, 3);

interface Change {
  readonly atNs: number;
  readonly rate: number;
}

/** A random life of a run: its first rate, its changes, its end. */
interface Life {
  readonly basePerSecond: number;
  readonly changes: readonly Change[];
  readonly endNs: number;
}

function randomLife(random: () => number): Life {
  const basePerSecond = 10 ** (4 * random()) / 10;
  const changes: Change[] = [];
  let atNs = 0;
  for (let left = Math.floor(7 * random()); left > 0; left--) {
    atNs += Math.floor(random() * 2e9);
    const isPause = random() < 0.2;
    changes.push({ atNs, rate: isPause ? 0 : 10 ** (4 * random()) / 10 });
  }
  return { basePerSecond, changes, endNs: atNs + Math.floor(random() * 2e9) };
}

/** ∫λ up to an instant, from the rates themselves. */
function phaseAt({ basePerSecond, changes }: Life, ns: number): number {
  let phase = 0;
  let rate = basePerSecond;
  let fromNs = 0;
  for (const change of changes) {
    if (change.atNs > ns) break;
    phase += (rate * (change.atNs - fromNs)) / 1e9;
    ({ rate } = change);
    fromNs = change.atNs;
  }
  return phase + (rate * (ns - fromNs)) / 1e9;
}

/** The instants of all stripes, each of which hears of a change before it takes effect. */
function instantsOf(life: Life, spacing: SpacingPlan, stripeCount: number): [number, number][] {
  const plan = constantArrivals(life.basePerSecond, spacing, 3);
  const arrivals: [number, number][] = [];
  for (let stripeIndex = 0; stripeIndex < stripeCount; stripeIndex++) {
    const cursor = cursorOf(plan, { stripeIndex, stripeCount });
    const takeUntil = (ns: number): void => {
      while (cursor.nextIntendedStartNs < ns) {
        arrivals.push([cursor.nextIndex, cursor.nextIntendedStartNs]);
        cursor.advance();
      }
    };
    for (const { atNs, rate } of life.changes) {
      takeUntil(atNs - 5e6);
      cursor.changeRate(atNs, rate / life.basePerSecond);
    }
    takeUntil(life.endNs);
  }
  return arrivals.sort(([a], [b]) => a - b);
}

t.test("oracle 27: over random sequences of changes", async (t) => {
  const random = createRandom(27);
  let farthest = 0;
  let farthestPhase = 0;
  let wrongCounts = 0;
  let wrongPoisson = 0;
  for (let sequence = 0; sequence < SEQUENCES; sequence++) {
    const life = randomLife(random);
    const total = phaseAt(life, life.endNs);
    const arrivals = instantsOf(life, { kind: "even" }, 1 + (sequence % 4));
    farthest = Math.max(farthest, Math.abs(arrivals.length - total));
    for (const [at, [index, ns]] of arrivals.entries()) {
      if (index !== at) wrongCounts++;
      // Half a nanosecond of rounding is 5·10⁻⁶ of an arrival at 10⁴/s.
      farthestPhase = Math.max(farthestPhase, Math.abs(phaseAt(life, ns) - index));
    }
    const poisson = instantsOf(life, { kind: "poisson" }, 1 + (sequence % 4));
    if (poisson.length !== countPhasesUpTo(total)) wrongPoisson++;
  }
  t.ok(farthest < 1 + 1e-6, `constant: |N − ∫λ| is at most ${farthest}`);
  t.equal(wrongCounts, 0, "every arrival once, whatever the number of stripes");
  t.ok(farthestPhase < 1e-4, `each where the plan has come to it: ${farthestPhase} off at most`);
  t.equal(wrongPoisson, 0, "Poisson: N is the number of phases up to ∫λ");
});

function countPhasesUpTo(total: number): number {
  const cursor = createPhaseCursor(POISSON, WHOLE);
  while (cursor.phase <= total) cursor.advance();
  return cursor.index;
}

function run(
  arrivals: ArrivalsSpec,
  rateChanges: readonly Change[],
  rest: Partial<VirtualRunOptions["spec"]> = {},
  stalls: VirtualRunOptions["stalls"] = [],
): VirtualRun {
  return virtualRun({
    spec: { load: { model: "open", arrivals }, duration: "4s", connections: 64, seed: 5, ...rest },
    server: answersAfter(200_000),
    rateChanges,
    stalls,
  });
}

const CONSTANT: ArrivalsSpec = { kind: "constant", ratePerSecond: 1000 };
const CHANGES: readonly Change[] = [
  { atNs: 1e9, rate: 500 },
  { atNs: 2e9, rate: 0 },
  { atNs: 3e9, rate: 2000 },
];

t.test("a live run takes another rate, pauses and goes on", async (t) => {
  for (const workers of [1, 3]) {
    const { requests, result } = run(CONSTANT, CHANGES, { workers });
    const countIn = (fromNs: number, toNs: number): number =>
      requests.filter(({ dispatchedNs }) => dispatchedNs >= fromNs && dispatchedNs < toNs).length;
    t.same([countIn(0, 1e9), countIn(1e9, 2e9), countIn(2e9, 3e9)], [1000, 500, 0]);
    t.equal(countIn(3e9, 4e9), 2000);
    t.ok(requests.every(({ dispatchedNs, intendedNs }) => dispatchedNs === intendedNs));
    t.equal(result.generator.verdict, "valid");
    t.equal(result.rate.requestedPerSecond, 875);
    t.match(result.load.rateChanges, [
      { atSeconds: 1, factor: 0.5, ratePerSecond: 500, phase: 1000 },
      { atSeconds: 2, factor: 0, ratePerSecond: 0, phase: 1500 },
      { atSeconds: 3, factor: 2, ratePerSecond: 2000, phase: 1500 },
    ]);
  }
});

t.test("a shape is multiplied by a factor", async (t) => {
  const ramp: ArrivalsSpec = { kind: "ramp", fromPerSecond: 0, toPerSecond: 1000 };
  const { result } = run(ramp, [{ atNs: 2e9, rate: 2 }], { workers: 2 });
  // 500 in the first half, and twice 1500 in the second.
  t.equal(result.requests.planned, 3500);
  t.match(result.load.rateChanges, [{ factor: 2, ratePerSecond: null, phase: 500 }]);
});

t.test("a count stays the count: the end of the run moves", async (t) => {
  for (const [name, changes, endSeconds] of [
    ["slower", [{ atNs: 0.5e9, rate: 500 }], 1.5],
    ["faster", [{ atNs: 0.5e9, rate: 5000 }], 0.6],
    [
      "paused",
      [
        { atNs: 0.5e9, rate: 0 },
        { atNs: 2.5e9, rate: 1000 },
      ],
      3,
    ],
  ] as const) {
    const { result, facts } = run(CONSTANT, changes, {
      workers: 2,
      requests: 1000,
      duration: "1h",
    });
    t.match(result.requests, { planned: 1000, completed: 1000 }, name);
    t.equal(facts.measuredSeconds, endSeconds, name);
  }
});

t.test("a worker that hears of a change late still sends every arrival once", async (t) => {
  const stall = { worker: 0, atNs: 0.9e9, lengthNs: 0.4e9, phase: "check" as const };
  const { requests, result } = run(CONSTANT, CHANGES, { workers: 3 }, [stall]);
  t.equal(result.requests.planned, 3500);
  t.equal(requests.length, 3500);
});

t.test("what can't be changed is refused", async (t) => {
  const closed = { duration: "1s", connections: 1 };
  t.throws(() => virtualRun({ spec: closed, server: answersAfter(1e6), rateChanges: CHANGES }), {
    code: "MB_RUN_STATE",
    message: /is closed: it has no planned rate$/,
  });
  for (const rate of [-1, Number.NaN, 1e8]) {
    t.throws(() => run(CONSTANT, [{ atNs: 1, rate }]), {
      code: "MB_RUN_RATE",
      message: `the new rate is ${rate}; it must be a number of requests per second from 0 to 10000000`,
    });
  }
  const sine: ArrivalsSpec = {
    kind: "sine",
    meanPerSecond: 10,
    amplitudePerSecond: 5,
    period: "1s",
  };
  t.throws(() => run(sine, [{ atNs: 1, rate: 1001 }]), {
    code: "MB_RUN_RATE",
    message: "the new rate is 1001; it must be a factor from 0 to 1000: the plan has a shape",
  });
  t.throws(() => run(CONSTANT, [{ atNs: 4e9, rate: 5 }]), {
    code: "MB_RUN_STATE",
    message: /^the schedule of run .* is over$/,
  });
});
