import t from "tap";
import { paintLine, widthOf } from "../../cli/load/line.js";
import { noPaint } from "../../cli/load/paint.js";
import { summaryLines } from "../../cli/load/summary.js";
import { tailTable } from "../../cli/load/tail-table.js";
import type { RunResult, TailAttribution } from "../../engine/core/index.js";
import { CLOSED_RESULT, OPEN_RESULT } from "../fixtures/load-results.js";

type Shares = readonly [
  lateness: number,
  queue: number,
  firstByte: number,
  body: number,
  readDelay: number,
];

/** A tail whose requests took 1000 ns, in tenths of a percent. */
function tail([lateness, queue, firstByte, body, readDelay]: Shares): TailAttribution {
  const parts = { lateness, queue, firstByte, body, readDelay };
  return { from: 900, count: 100, response: 1000, parts };
}

function withTails(result: RunResult, tails: Readonly<Record<string, Shares>>): RunResult {
  const percentiles = Object.fromEntries(
    Object.entries(tails).map(([name, shares]) => [name, tail(shares)]),
  );
  return { ...result, attribution: { unit: "ns", all: tail([0, 0, 1000, 0, 0]), percentiles } };
}

function textOf(result: RunResult): string {
  return tailTable(result)
    .map((line) => paintLine(line, Infinity, noPaint).trimEnd())
    .join("\n");
}

const PLAIN: Shares = [0, 0, 1000, 0, 0];

t.test("tailTable", async (t) => {
  const mixed = withTails(OPEN_RESULT, {
    "50": [4, 0, 966, 20, 10],
    "90": [500, 0, 500, 0, 0],
    "99": [15, 600, 385, 0, 0],
    "99.9": [0, 1000, 0, 0, 0],
  });

  await t.test("tells p50, p99 and the last percentile, and marks what is small", async (t) => {
    t.equal(
      textOf(mixed),
      `Where the tail's time went   lateness  queue  first byte   body  read delay
  p50                            <1 %    0 %        97 %    2 %         1 %
  p99                             2 %   60 %        39 %    0 %         0 %
  p99.9                           0 %  100 %         0 %    0 %         0 %`,
    );
  });

  await t.test("is a block of the summary, within 80 columns", async (t) => {
    for (const load of [OPEN_RESULT.load, CLOSED_RESULT.load]) {
      const lines = tailTable({ ...mixed, load });
      t.ok(lines.every((line) => widthOf(line) <= 79));
    }
    const text = summaryLines(mixed, 80).map((line) => paintLine(line, 80, noPaint));
    const at = text.findIndex((line) => line.startsWith("Where"));
    t.equal(text[at - 1], "");
    t.equal(text[at + 4], "");
    t.match(text[at + 5], /^Requests/);
  });

  await t.test("calls lateness turnaround in the closed model", async (t) => {
    const closed = withTails(CLOSED_RESULT, { "50": [100, 0, 900, 0, 0] });
    t.match(textOf(closed), /^Where the tail's time went +turnaround +queue/);
  });

  await t.test("follows the percentiles that were asked for", async (t) => {
    const spec = { ...OPEN_RESULT.spec, percentiles: [95, 75] };
    const result = withTails({ ...OPEN_RESULT, spec }, { "75": PLAIN, "95": [0, 0, 0, 1000, 0] });
    t.match(textOf(result).split("\n").slice(1), [/^ {2}p95 .* 100 %/]);
    t.equal(tailTable(result).length, 2);
  });

  for (const { name, result } of [
    {
      name: "everything was waiting for the first byte",
      result: withTails(OPEN_RESULT, { "50": PLAIN, "99": [0, 0, 996, 4, 0] }),
    },
    {
      name: "there was no request",
      result: {
        ...OPEN_RESULT,
        attribution: { unit: "ns", all: null, percentiles: { "50": null } },
      } as RunResult,
    },
    { name: "the result is of a version that did not say", result: OPEN_RESULT },
  ]) {
    await t.test(`says nothing when ${name}`, async (t) => {
      t.same(tailTable(result), []);
    });
  }
});
