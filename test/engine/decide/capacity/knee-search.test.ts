import t from "tap";
import { KneeSearch, answerOf } from "../../../../engine/decide/capacity/index.js";
import type {
  ProbeFacts,
  ProbeRequest,
  SearchOptions,
} from "../../../../engine/decide/capacity/index.js";

const OPTIONS: SearchOptions = {
  fromPerSecond: 100,
  toPerSecond: 10_000,
  precisionPercent: 5,
  probeSeconds: 10,
  probeSecondsMax: 80,
  requestsMin: 0,
  secondsMax: 3600,
};

/** What a probe says whose objective holds, is missed, can't be told, or was the generator's affair. */
type Says = "passes" | "fails" | "can't tell" | "is limited";

function factsOf({ seconds }: ProbeRequest, says: Says): ProbeFacts {
  const [low, high] = says === "passes" ? [1, 2] : says === "fails" ? [8, 9] : [4, 6];
  return {
    measuredSeconds: seconds,
    tookSeconds: 1.2 * seconds,
    objectives: [
      {
        expression: "p99 < 5ns",
        unit: "ns",
        observed: (low + high) / 2,
        low,
        high,
        isEndless: false,
        comparison: "<",
        bound: 5,
        doubt: null,
      },
    ],
    backlog: { kind: "none", requestsPerSecond: 0 },
    autocorrelationTimes: 1000,
    generatorLimit: says === "is limited" ? "limited by the generator" : null,
    achievedPerSecond: null,
    percentiles: {},
  };
}

/** Makes probes of a target that is described by what it says, to the end or as many as are wanted. */
function probe(
  search: KneeSearch,
  sayOf: (request: ProbeRequest, index: number) => Says,
  count = Infinity,
): void {
  for (let made = 0; made < count; made++) {
    const request = search.next();
    if (request === undefined) return;
    search.record(request, factsOf(request, sayOf(request, search.probes.length)));
  }
}

const wallAt =
  (kneePerSecond: number) =>
  ({ ratePerSecond }: ProbeRequest): Says =>
    ratePerSecond < kneePerSecond ? "passes" : "fails";

function requestsOf(search: KneeSearch): readonly (readonly [number, number])[] {
  return search.probes.map(({ request }) => [request.ratePerSecond, request.seconds]);
}

t.test("KneeSearch", async (t) => {
  await t.test("doubles the rate until a probe fails, then narrows and confirms", async (t) => {
    const search = new KneeSearch(OPTIONS);
    probe(search, wallAt(3000));
    t.strictSame(
      requestsOf(search)
        .slice(0, 6)
        .map(([rate]) => rate),
      [100, 200, 400, 800, 1600, 3200],
    );
    const answer = answerOf(search, OPTIONS);
    t.match(answer, { conclusion: "found", confirmation: { verdict: "passed" } });
    t.ok(answer.lowPerSecond! < 3000 && answer.highPerSecond! >= 3000);
    t.ok(answer.widthPercent! <= 5, `${answer.widthPercent} %`);
    t.ok(search.probes.length < 20, `${search.probes.length} probes of a target without scatter`);
    t.equal(search.probes.at(-1)?.request.purpose, "confirm");
  });

  await t.test("makes a probe that can't tell again, twice as long, up to the most", async (t) => {
    const search = new KneeSearch(OPTIONS);
    probe(search, () => "can't tell", 5);
    t.strictSame(requestsOf(search), [
      [100, 10],
      [100, 20],
      [100, 40],
      [100, 80],
      [200, 10],
    ]);
  });

  await t.test("makes slow probes as long as they need for their requests", async (t) => {
    const search = new KneeSearch({ ...OPTIONS, requestsMin: 2500 });
    probe(search, () => "passes", 3);
    t.strictSame(requestsOf(search), [
      [100, 25],
      [200, 13],
      [400, 10],
    ]);
  });

  await t.test("goes around rates that stay uncertain, and its answer is wider", async (t) => {
    const search = new KneeSearch({ ...OPTIONS, secondsMax: 7200 });
    probe(search, ({ ratePerSecond }) =>
      ratePerSecond < 2800 ? "passes" : ratePerSecond > 3200 ? "fails" : "can't tell",
    );
    const answer = answerOf(search, OPTIONS);
    t.equal(answer.conclusion, "found");
    t.ok(answer.lowPerSecond! <= 2800 && answer.highPerSecond! >= 3200);
    t.ok(answer.widthPercent! < 40, `${answer.widthPercent} %`);
  });

  await t.test("goes on below a confirmation that failed", async (t) => {
    const search = new KneeSearch(OPTIONS);
    let failedAt: number | undefined;
    probe(search, (request) => {
      if (request.purpose !== "confirm" || failedAt !== undefined) return wallAt(3000)(request);
      failedAt = request.ratePerSecond;
      return "fails";
    });
    const answer = answerOf(search, OPTIONS);
    t.equal(answer.conclusion, "found");
    t.ok(answer.lowPerSecond! < failedAt!, `${answer.lowPerSecond} of below ${failedAt}`);
    t.equal(search.probes.at(-1)?.verdict, "passed");
  });

  await t.test("finds nothing where no confirmation passes", async (t) => {
    for (const [says, reason] of [
      ["fails", "the confirmation failed"],
      ["can't tell", "the confirmation stayed uncertain"],
    ] as const) {
      const search = new KneeSearch(OPTIONS);
      probe(search, (request) => (request.purpose === "confirm" ? says : wallAt(3000)(request)));
      t.match(answerOf(search, OPTIONS), { conclusion: "inconclusive", reason });
    }
  });

  await t.test("believes the generator's limit the second time in a row", async (t) => {
    const search = new KneeSearch(OPTIONS);
    probe(search, (request, index) => (index === 3 ? "is limited" : wallAt(3000)(request)));
    t.strictSame(
      requestsOf(search)
        .slice(2, 6)
        .map(([rate]) => rate),
      [400, 800, 800, 1600],
    );
    t.equal(search.end.generatorLimitPerSecond, null);
    t.equal(answerOf(search, OPTIONS).conclusion, "found");
  });

  await t.test("searches below the generator's limit", async (t) => {
    const search = new KneeSearch(OPTIONS);
    probe(search, (request) =>
      request.ratePerSecond >= 3100 ? "is limited" : wallAt(2500)(request),
    );
    const answer = answerOf(search, OPTIONS);
    t.equal(answer.conclusion, "found");
    t.ok(answer.lowPerSecond! < 2500 && answer.highPerSecond! >= 2500);
    t.ok(answer.highPerSecond! < 3100);
  });
});
