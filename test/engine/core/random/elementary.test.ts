import t from "tap";
import { createRandom } from "../../../fixtures/virtual-random.js";
import {
  binaryExponentOf,
  exponential,
  naturalLog,
  sineOfTurns,
  turnsOfTangent,
  versineOfTurns,
} from "../../../../engine/core/random/elementary.js";

const DRAWS = 200_000;
const EPSILON = Number.EPSILON;

/** The largest relative distance from the reference, in units of the last place. */
function farthestUlps(
  inputs: Iterable<number>,
  own: (x: number) => number,
  reference: (x: number) => number,
): number {
  let farthest = 0;
  for (const x of inputs) {
    const expected = reference(x);
    if (expected === 0) continue;
    farthest = Math.max(farthest, Math.abs(own(x) / expected - 1) / EPSILON);
  }
  return farthest;
}

function* uniforms(from: number, to: number, seed: number): Generator<number> {
  const random = createRandom(seed);
  for (let draw = 0; draw < DRAWS; draw++) yield from + random() * (to - from);
}

t.test("the natural logarithm is right to the last two units", async (t) => {
  for (const [from, to] of [
    [2 ** -53, 1],
    [0.5, 2],
    [0.999_999, 1.000_001],
    [1, 1e300],
    [2 ** -1060, 2 ** -1020],
  ] as const) {
    const ulps = farthestUlps(uniforms(from, to, 1), naturalLog, Math.log);
    t.ok(ulps <= 3, `from ${from} to ${to}: ${ulps}`);
  }
  t.equal(naturalLog(1), 0);
  t.equal(naturalLog(2), Math.LN2);
  t.equal(naturalLog(2 ** -53), -53 * Math.LN2);
});

t.test("the exponential function is right to the last two units", async (t) => {
  for (const [from, to] of [
    [-1, 1],
    [-708, 709],
    [-1e-9, 1e-9],
  ] as const) {
    const ulps = farthestUlps(uniforms(from, to, 2), exponential, Math.exp);
    t.ok(ulps <= 3, `from ${from} to ${to}: ${ulps}`);
  }
  t.equal(exponential(0), 1);
});

t.test("sine and versine of a turn", async (t) => {
  for (const turns of uniforms(0, 1, 3)) {
    const angle = 2 * Math.PI * turns;
    if (Math.abs(sineOfTurns(turns) - Math.sin(angle)) > 2e-15) t.fail(`sine of ${turns}`);
    const half = Math.sin(angle / 2);
    if (Math.abs(versineOfTurns(turns) - 2 * half * half) > 2e-15) t.fail(`versine of ${turns}`);
  }
  t.same([0, 0.25, 0.5, 0.75].map(sineOfTurns), [0, 1, -0, -1]);
  t.same([0, 0.5, 1].map(versineOfTurns), [0, 2, 0]);
  const tiny = versineOfTurns(1e-9);
  t.ok(Math.abs(tiny / (2 * (Math.PI * 1e-9) ** 2) - 1) < 1e-12, "precise near 0");
});

t.test("the angle of a tangent is right to the last four units", async (t) => {
  const turnsOf = (x: number): number => Math.atan(x) / (2 * Math.PI);
  for (const [from, to] of [
    [0, 1e-6],
    [0, 1],
    [1, 50],
    [1e6, 1e9],
  ] as const) {
    const ulps = farthestUlps(uniforms(from, to, 5), turnsOfTangent, turnsOf);
    t.ok(ulps <= 4, `from ${from} to ${to}: ${ulps}`);
  }
  t.equal(turnsOfTangent(0), 0);
  t.equal(turnsOfTangent(Infinity), 0.25);
});

t.test("the binary exponent steps at the powers of two, and not beside them", async (t) => {
  for (let exponent = -1000; exponent <= 1000; exponent++) {
    const power = 2 ** exponent;
    t.equal(binaryExponentOf(power), exponent);
    t.equal(binaryExponentOf(power * (1 - Number.EPSILON / 2)), exponent - 1);
    t.equal(binaryExponentOf(power * (2 - Number.EPSILON)), exponent);
  }
});
