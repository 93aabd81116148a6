import t from "tap";
import type { Test } from "tap";
import { parseWeighted } from "../../../server/targets/weighted.js";
import { connectTo, get, startTarget } from "./raw-client.js";

const LIST = "or a list value:percent,… of at most 64 such values whose sum is at most 100";
const STATUS = `it must be a whole number from 200 to 599, ${LIST}`;
const SIZE = `it must be a whole number of bytes, at most 67108864, ${LIST}`;
const DELAY = `it must be a duration with a unit, such as "250us", "500ms", "1.5s" or "1h30m", at most 10s, or a distribution: exponential(<mean>), normal(<mean>;<deviation>), lognormal(<median>;<sigma>) or pareto(<minimum>;<alpha>), with sigma up to 10 and alpha from 0.1 to 100, such as "lognormal(5ms;0.5)", ${LIST}`;
const CLOSE = "it must be true, or a percentage from 0 to 100";
const STALL =
  'it must be <duration>@<after>, such as "1s@500ms", each with a unit (ns us µs ms s m h) and at most 1h, or off; "@<after>" may be left out';
const EVERY =
  "it must be a duration with a unit (ns us µs ms s m h), longer than the stall, from 1ms to 1h";
const FAULT = "it must be reset, close, truncate, garbage or hang";

const REFUSED: readonly (readonly [query: string, line: string])[] = [
  ["/?status=abc", `status is "abc"; ${STATUS}`],
  ["/?status=100", `status is "100"; ${STATUS}`],
  ["/?status=600", `status is "600"; ${STATUS}`],
  ["/?status=", `status is ""; ${STATUS}`],
  ["/?status=503:60,404:40.1", `status is "503:60,404:40.1"; ${STATUS}`],
  ["/?status=503:20,404", `status is "503:20,404"; ${STATUS}`],
  ["/?status=503:x", `status is "503:x"; ${STATUS}`],
  ["/?status=503:-1", `status is "503:-1"; ${STATUS}`],
  ["/?status=503,", `status is "503,"; ${STATUS}`],
  ["/?status=503&status=404", "status is given 2 times; give it once"],
  ["/?size=-1", `size is "-1"; ${SIZE}`],
  ["/?size=1k", `size is "1k"; ${SIZE}`],
  ["/?size=67108865", `size is "67108865"; ${SIZE}`],
  ["/?delay=10", `delay is "10"; ${DELAY}`],
  ["/?delay=10001ms", `delay is "10001ms"; ${DELAY}`],
  ["/?delay=-1s", `delay is "-1s"; ${DELAY}`],
  ["/?close=yes", `close is "yes"; ${CLOSE}`],
  ["/?close=101", `close is "101"; ${CLOSE}`],
  ["/?header=abc", 'header is "abc"; it must be Name:Value, on one line'],
  ["/?header=:abc", 'header is ":abc"; it must be Name:Value, on one line'],
  ["/?header=A:b%0d%0aC:d", 'header is "A:b\\r\\nC:d"; it must be Name:Value, on one line'],
  [
    "/?header=Content-Length:3",
    'header is "Content-Length:3"; Content-Length is set by the target itself',
  ],
  ["/?gzip=true", "gzip is not offered by this target"],
  ["/?delay=exponential(5)", `delay is "exponential(5)"; ${DELAY}`],
  ["/?delay=exponential(0ms)", `delay is "exponential(0ms)"; ${DELAY}`],
  ["/?delay=exponential(11s)", `delay is "exponential(11s)"; ${DELAY}`],
  ["/?delay=exponential(5ms;1)", `delay is "exponential(5ms;1)"; ${DELAY}`],
  ["/?delay=exponential(5ms", `delay is "exponential(5ms"; ${DELAY}`],
  ["/?delay=normal(5ms)", `delay is "normal(5ms)"; ${DELAY}`],
  ["/?delay=normal(5ms;1)", `delay is "normal(5ms;1)"; ${DELAY}`],
  ["/?delay=lognormal(5ms;1ms)", `delay is "lognormal(5ms;1ms)"; ${DELAY}`],
  ["/?delay=lognormal(5ms;11)", `delay is "lognormal(5ms;11)"; ${DELAY}`],
  ["/?delay=lognormal(5ms,1)", `delay is "lognormal(5ms,1)"; ${DELAY}`],
  ["/?delay=pareto(5ms;0)", `delay is "pareto(5ms;0)"; ${DELAY}`],
  ["/?delay=gamma(5ms;1)", `delay is "gamma(5ms;1)"; ${DELAY}`],
  ["/?delay=1ms:50,exponential(5ms)", `delay is "1ms:50,exponential(5ms)"; ${DELAY}`],
  ["/?fault=none", `fault is "none"; ${FAULT}`],
  ["/?fault=reset&fault=hang", "fault is given 2 times; give it once"],
  ["/?faultEvery=2", `faultEvery is given without fault; add fault=<kind>, ${FAULT}`],
  ["/?faultPercent=2", `faultPercent is given without fault; add fault=<kind>, ${FAULT}`],
  [
    "/?fault=reset&faultEvery=0",
    'faultEvery is "0"; it must be a whole number from 1 to 999999999',
  ],
  [
    "/?fault=reset&faultEvery=1.5",
    'faultEvery is "1.5"; it must be a whole number from 1 to 999999999',
  ],
  [
    "/?fault=reset&faultPercent=101",
    'faultPercent is "101"; it must be a percentage from 0 to 100',
  ],
  [
    "/?fault=reset&faultEvery=2&faultPercent=5",
    "faultEvery and faultPercent are both given; give one of them",
  ],
  ["/control", `stall is missing; ${STALL}`],
  ["/control?stall=1", `stall is "1"; ${STALL}`],
  ["/control?stall=1s@", `stall is "1s@"; ${STALL}`],
  ["/control?stall=1s@2", `stall is "1s@2"; ${STALL}`],
  ["/control?stall=1s@1s@1s", `stall is "1s@1s@1s"; ${STALL}`],
  ["/control?stall=61m", `stall is "61m"; ${STALL}`],
  ["/control?stall=1s&speed=2", '"speed" is no argument of /control; it takes stall and every'],
  ["/control?every=1s", `stall is missing; ${STALL}`],
  ["/control?stall=1s&every=1s", `every is "1s"; ${EVERY}`],
  ["/control?stall=0s&every=1us", `every is "1us"; ${EVERY}`],
  ["/control?stall=1s&every=61m", `every is "61m"; ${EVERY}`],
  ["/control?stall=1s&every=2", `every is "2"; ${EVERY}`],
  ["/control?stall=1s@1s/5s", `stall is "1s@1s/5s"; ${STALL}`],
  ["/control?stall=off&every=5s", "every is given with stall=off; leave it out"],
];

await t.test(
  "bad arguments are a 400 that names argument, value, and what would be right",
  async (t) => {
    const client = await connectTo(t, await startTarget(t));
    for (const [query, line] of REFUSED) {
      const { status, head, body } = await client.get(query);
      t.equal(status, 400, query);
      t.match(head, "Content-Type: text/plain; charset=utf-8");
      t.equal(body.toString(), `${line}\n`);
    }
    t.equal((await client.get("/null")).status, 204, "and the connection goes on");
  },
);

await t.test("a long bad value is quoted in part", async (t) => {
  const client = await connectTo(t, await startTarget(t));
  const { body } = await client.get(`/?size=${"9".repeat(5000)}`);
  t.ok(body.length < 400);
});

/** @returns how often each value comes out of as many evenly spaced rolls: every weight is then exact */
function countsOf(text: string, rollCount: number): Record<string, number> {
  const weighted = parseWeighted(text, (value) => value, "rest");
  const counts: Record<string, number> = {};
  for (let roll = 0; roll < rollCount; roll++) {
    const value = weighted?.at((roll / rollCount) * 100) ?? "none";
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}

await t.test("weighted values come out in their proportions", async (t) => {
  await t.test("what they leave of 100 is the rest", async (t) => {
    t.same(countsOf("a:20,b:10%,c:0.5", 1000), { a: 200, b: 100, c: 5, rest: 695 });
    t.same(countsOf("a:20%,b:80%", 1000), { a: 200, b: 800 });
  });
  await t.test("a sum of 100 that floats would miss", async (t) => {
    t.same(countsOf("a:33.3,b:33.3,c:33.4", 1000), { a: 333, b: 333, c: 334 });
  });
  await t.test("a value may be a distribution", async (t) => {
    t.same(countsOf("1ms:99,lognormal(5ms;0.5):1", 100), { "1ms": 99, "lognormal(5ms;0.5)": 1 });
  });
});

await t.test("weighted arguments are drawn for each request", async (t) => {
  const COUNT = 2000;
  const draw = async (query: string, pick: RegExp): Promise<Record<string, number>> => {
    const client = await connectTo(t, await startTarget(t, { seed: 1 }));
    client.send(get(`/?${query}`).repeat(COUNT));
    const counts: Record<string, number> = {};
    for (let i = 0; i < COUNT; i++) {
      const found = pick.exec((await client.read()).head)?.[1] ?? "none";
      counts[found] = (counts[found] ?? 0) + 1;
    }
    return counts;
  };
  const assertShare = (t: Test, count: number | undefined, share: number): void => {
    const deviation = Math.sqrt(COUNT * share * (1 - share));
    t.ok(Math.abs((count ?? 0) - COUNT * share) < 4 * deviation, `${count} of ${COUNT}`);
  };
  await t.test("status, the rest 200", async (t) => {
    const counts = await draw("status=503:20,404:10%25", / (\d+) /);
    assertShare(t, counts["503"], 0.2);
    assertShare(t, counts["404"], 0.1);
    assertShare(t, counts["200"], 0.7);
  });
  await t.test("size, the rest an echo", async (t) => {
    const counts = await draw("size=5:50,9000:25", /Content-Length: (\d+)/);
    assertShare(t, counts["5"], 0.5);
    assertShare(t, counts["9000"], 0.25);
    assertShare(t, counts["0"], 0.25);
  });
  await t.test("each argument by itself", async (t) => {
    const counts = await draw("status=503:50&size=7:50", /(\d+ [A-Z][^]*Content-Length: \d+)/);
    t.equal(Object.keys(counts).length, 4);
    for (const count of Object.values(counts)) assertShare(t, count, 0.25);
  });
  await t.test("close, a percentage", async (t) => {
    const target = await startTarget(t, { seed: 1 });
    let closingCount = 0;
    for (let i = 0; i < 200; i++) {
      const client = await connectTo(t, target);
      if ((await client.get("/?close=25.0")).head.includes("Connection: close")) closingCount++;
      client.socket.destroy();
    }
    t.ok(closingCount > 25 && closingCount < 75, `${closingCount} of 200`);
  });
});

await t.test("request n draws the same with the same seed", async (t) => {
  const statusesOf = async (seed: number, queries: readonly string[]): Promise<number[]> => {
    const client = await connectTo(t, await startTarget(t, { seed }));
    const statuses: number[] = [];
    for (const query of queries) statuses.push((await client.get(query)).status);
    return statuses;
  };
  const drawn = new Array<string>(64).fill("/?status=503:50");
  const all = await statusesOf(7, drawn);
  t.same(await statusesOf(7, drawn), all);
  t.notSame(await statusesOf(8, drawn), all);
  // Others that draw less, or more, in between change nothing.
  const mixed = drawn.map((query, index) => (index % 2 === 0 ? query : "/null"));
  const others = await statusesOf(7, mixed);
  t.same(
    others.filter((_, index) => index % 2 === 0),
    all.filter((_, index) => index % 2 === 0),
  );
  const target = await startTarget(t);
  t.ok(Number.isSafeInteger(target.seed) && target.seed >= 0, "a seed is drawn without one");
});
