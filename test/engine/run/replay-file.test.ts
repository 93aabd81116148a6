import { writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import type { Test } from "tap";
import { readReplay } from "../../../engine/run/replay-file.js";
import type { ReplayUnit } from "../../../engine/run/replay-file.js";
import { virtualRun } from "../../fixtures/virtual-run.js";
import { answersAfter } from "../../fixtures/virtual-server.js";

function fileWith(t: Test, text: string): string {
  const path = join(t.testdir(), "arrivals");
  writeFileSync(path, text);
  return path;
}

t.test("readReplay", async (t) => {
  const rows: readonly { name: string; text: string; unit?: ReplayUnit; expected: number[] }[] = [
    { name: "numbers alone", text: "0\n0.5\n1.25\n", expected: [0, 0.5e9, 1.25e9] },
    { name: "a named column", text: "timestamp\r\n10\r\n10\r\n12\r\n", expected: [0, 0, 2e9] },
    {
      name: "nanoseconds of our days",
      text: "1700000000.123456789\n1700000000.123456790\n",
      expected: [0, 1],
    },
    { name: "milliseconds", text: "5\n7.25\n", unit: "ms", expected: [0, 2.25e6] },
    {
      name: "instants",
      text: "2026-01-02T03:04:05.5Z\n2026-01-02T04:04:05.500000001+01:00\n",
      expected: [0, 1],
    },
    {
      name: "NDJSON",
      text: '{"timestamp": 1}\n{"timestamp": 1.5}\n{"timestamp": "3"}\n',
      expected: [0, 0.5e9, 2e9],
    },
  ];
  for (const { name, text, unit = "s", expected } of rows) {
    await t.test(name, async (t) => {
      const { instantsNs, requests } = readReplay(fileWith(t, text), unit);
      t.same([...instantsNs], expected);
      t.equal(requests, null);
    });
  }

  for (const [text, reason] of [
    ["", /which can't be replayed: it is empty$/],
    ["1\nx\n", /entry 2 is "x"; it must be a number, or an instant/],
    ["2\n1\n", /entry 2 is "1", earlier than the one before it$/],
    [
      "timestamp,url\n1,/\n",
      /the first line has the fields timestamp, url; they must be timestamp, and/,
    ],
    ['{"at": 1}\n', /line 1 has the fields at; they must be timestamp, and any of method/],
    ["-1\n2\n", /the first line has the fields -1; they must be/],
    ["timestamp,method\n1,G T\n", /entry 1: method is "G T"; it must be one such as GET$/],
    ["timestamp,path\n1,/\n2,a b\n", /entry 2: path is "a b"; it must begin with \/ and/],
    ['{"timestamp": 1, "headers": "A"}\n', /entry 1: headers is "\\"A\\""; it must be an object/],
    ['{"timestamp": 1, "headers": {"A": 1}}\n', /entry 1: header "A" is 1; it must be a text/],
    ['{"timestamp": 1, "headers": {"Content-Length": "1"}}\n', /not say how long the body is$/],
    ['{"timestamp": 1, "body": {}}\n', /line 1, "body" is \{\}; it must be a text/],
  ] as const) {
    await t.test(`refuses ${JSON.stringify(text)}`, async (t) => {
      t.throws(() => readReplay(fileWith(t, text), "s"), {
        code: "MB_SPEC_FILE",
        message: reason,
        issues: [{ pointer: "/load/arrivals/file" }],
      });
    });
  }
  t.throws(() => readReplay("/nothing/here", "s"), { code: "MB_SPEC_FILE", message: /ENOENT/ });
});

t.test("a replay sends each arrival at its instant, and ends with the last", async (t) => {
  const file = fileWith(t, "100\n100.25\n100.25\n101\n103.5\n");
  for (const { speed, workers, instants } of [
    { speed: 1, workers: 1, instants: [0, 0.25e9, 0.25e9, 1e9, 3.5e9] },
    { speed: 1, workers: 3, instants: [0, 0.25e9, 0.25e9, 1e9, 3.5e9] },
    { speed: 0.5, workers: 2, instants: [0, 0.5e9, 0.5e9, 2e9, 7e9] },
  ]) {
    const { requests, facts, result } = virtualRun({
      spec: {
        load: { model: "open", arrivals: { kind: "replay", file, speed } },
        connections: 8,
        workers,
      },
      server: answersAfter(1e6),
    });
    t.same(
      requests.map(({ dispatchedNs }) => dispatchedNs),
      instants,
    );
    t.equal(facts.measuredSeconds, (instants.at(-1)! + 1) / 1e9);
    t.equal(result.rate.requestedPerSecond, null, "no rate was asked for");
  }
  const { requests } = virtualRun({
    spec: {
      load: { model: "open", arrivals: { kind: "replay", file } },
      connections: 8,
      requests: 3,
    },
    server: answersAfter(1e6),
    rateChanges: [{ atNs: 0.1e9, rate: 0.5 }],
  });
  t.same(
    requests.map(({ dispatchedNs }) => dispatchedNs),
    [0, 0.4e9, 0.4e9],
    "at half its speed from 0.1 s on",
  );
});
