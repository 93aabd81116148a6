import t from "tap";
import { connectTo, get, startTarget } from "./raw-client.js";

const LIST = "or a list value:percent,… of at most 64 such values whose sum is at most 100";
const STATUS = `it must be a whole number from 200 to 599, ${LIST}`;
const SIZE = `it must be a whole number of bytes, at most 67108864, ${LIST}`;
const DELAY = `it must be a duration with a unit, such as "250us", "500ms", "1.5s" or "1h30m", at most 10s, ${LIST}`;
const CLOSE = "it must be true, or a percentage from 0 to 100";
const STALL =
  'it must be <duration>@<after>, such as "1s@500ms", each with a unit (ns us µs ms s m h) and at most 1h; "@<after>" may be left out';

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
  ["/control", `stall is missing; ${STALL}`],
  ["/control?stall=1", `stall is "1"; ${STALL}`],
  ["/control?stall=1s@", `stall is "1s@"; ${STALL}`],
  ["/control?stall=1s@2", `stall is "1s@2"; ${STALL}`],
  ["/control?stall=1s@1s@1s", `stall is "1s@1s@1s"; ${STALL}`],
  ["/control?stall=61m", `stall is "61m"; ${STALL}`],
  ["/control?stall=1s&speed=2", '"speed" is no argument of /control; the only one is stall'],
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

/** 0, 1/count, 2/count, …: every weight then comes out exactly. */
function ladder(count: number): () => number {
  let index = -1;
  return () => {
    index = (index + 1) % count;
    return index / count;
  };
}

await t.test("weighted arguments come out in their proportions", async (t) => {
  const draw = async (query: string, pick: RegExp): Promise<Record<string, number>> => {
    const client = await connectTo(t, await startTarget(t, { random: ladder(1000) }));
    client.send(get(`/?${query}`).repeat(1000));
    const counts: Record<string, number> = {};
    for (let i = 0; i < 1000; i++) {
      const found = pick.exec((await client.read()).head)?.[1] ?? "none";
      counts[found] = (counts[found] ?? 0) + 1;
    }
    return counts;
  };
  await t.test("status, the rest 200", async (t) => {
    t.same(await draw("status=503:20,404:10%25,418:0.5", / (\d+) /), {
      503: 200,
      404: 100,
      418: 5,
      200: 695,
    });
  });
  await t.test("status, a bare percent sign taken too", async (t) => {
    t.same(await draw("status=503:20%,404:80%", / (\d+) /), { 503: 200, 404: 800 });
  });
  await t.test("size, the rest an echo", async (t) => {
    t.same(await draw("size=5:50,9000:25", /Content-Length: (\d+)/), { 5: 500, 9000: 250, 0: 250 });
  });
  await t.test("a sum of 100 that floats would miss", async (t) => {
    t.same(await draw("status=201:33.3,202:33.3,203:33.4", / (\d+) /), {
      201: 333,
      202: 333,
      203: 334,
    });
  });
  await t.test("delay, the rest at once", async (t) => {
    const client = await connectTo(t, await startTarget(t, { random: ladder(4) }));
    const slow: boolean[] = [];
    for (let i = 0; i < 4; i++) {
      const sentMs = performance.now();
      await client.get("/?delay=60ms:25,80ms:25");
      slow.push(performance.now() - sentMs >= 60);
    }
    t.same(slow.slice(0, 2), [true, true]);
  });
  await t.test("close, a percentage", async (t) => {
    const target = await startTarget(t, { random: ladder(4) });
    const closing: boolean[] = [];
    for (let i = 0; i < 8; i++) {
      const client = await connectTo(t, target);
      closing.push((await client.get("/?close=25.0")).head.includes("Connection: close"));
    }
    t.same(closing, [true, false, false, false, true, false, false, false]);
  });
  await t.test("each argument is drawn by itself", async (t) => {
    const client = await connectTo(t, await startTarget(t, { random: ladder(4) }));
    const seen: string[] = [];
    for (let i = 0; i < 4; i++) {
      const { status, body } = await client.get("/?status=503:50&size=7:50");
      seen.push(`${status} ${body.length}`);
    }
    // Two draws per request: status from 0 and 1/2, size from 1/4 and 3/4, alternately.
    t.same(seen, ["503 7", "200 0", "503 7", "200 0"]);
  });
});
