import { unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { Engine, verifyBundle } from "../../../../engine/index.js";
import type { BundleVerification, RunBundle, RunSpec } from "../../../../engine/index.js";
import { withTarget } from "../../../fixtures/with-target.js";

/** A bundle as it is found in its file, open to be changed. */
type Loose = Record<string, never>;

/** @returns what a JSON pointer names in it, to be changed */
function at(root: unknown, pointer: string): Record<string, unknown> {
  return pointer
    .split("/")
    .slice(1)
    .reduce<Record<string, unknown>>(
      (place, key) => place[key] as Record<string, unknown>,
      root as Record<string, unknown>,
    );
}

/** @returns the same with every number of it larger by one */
function addOne(json: unknown): unknown {
  const larger = (_: string, value: unknown): unknown =>
    typeof value === "number" ? value + 1 : value;
  return JSON.parse(JSON.stringify(json), larger);
}

t.test("verifyBundle", async (t) => {
  const target = await withTarget(t);
  const folder = t.testdir({
    "arrivals.csv": "timestamp,path\n0,/a\n0.05,/b\n0.1,/c?status=503\n0.15,/d\n",
  });
  const engine = new Engine({ workers: 2 });
  t.teardown(() => engine.close());

  const bundleOf = async (spec: Omit<RunSpec, "target">, path = "/"): Promise<RunBundle> => {
    const url = `${target.url}${path}`;
    return engine.start({ bundle: true, duration: "400ms", ...spec, target: { url } }).bundle();
  };
  const verify = async (
    bundle: RunBundle,
    change: (bundle: Loose) => void = () => undefined,
  ): Promise<BundleVerification> => {
    const file = join(folder, "run.bundle.json");
    const copy = JSON.parse(JSON.stringify(bundle)) as Loose;
    change(copy);
    writeFileSync(file, JSON.stringify(copy));
    return verifyBundle(file);
  };
  const rate = (ratePerSecond: number): Pick<RunSpec, "load"> => ({
    load: { model: "open", arrivals: { kind: "poisson", ratePerSecond } },
  });

  const cases: readonly {
    readonly name: string;
    readonly spec: Omit<RunSpec, "target">;
    readonly path?: string;
  }[] = [
    { name: "an open run on two workers", spec: { ...rate(500), workers: 2 } },
    { name: "a run with a warm-up and its backlog", spec: { ...rate(300), warmup: "200ms" } },
    { name: "a closed run", spec: { connections: 4 } },
    {
      name: "a paced run",
      spec: { load: { model: "paced", ratePerSecond: 100 }, connections: 2 },
    },
    {
      name: "a run whose requests fail and time out",
      spec: { ...rate(200), timeout: "50ms", connections: 20 },
      path: "/?status=503:30&delay=100ms:20",
    },
    {
      name: "a run of scenarios",
      spec: {
        ...rate(300),
        scenarios: [
          { url: "/a", weight: 3 },
          { url: "/b?status=404", weight: 1 },
        ],
      },
    },
    {
      name: "a run that asks for the upstream's time",
      spec: { ...rate(200), serverTiming: { header: "x-took" } },
      path: "/?header=x-took:0.01",
    },
    {
      name: "a run of objectives",
      spec: {
        ...rate(300),
        slo: ["p99 < 1s", "p50 < 1ns", "failed < 50% over 100ms", "p90 < 20ms over 200ms"],
      },
      path: "/?delay=1ms&status=503:20",
    },
    {
      name: "a run that a condition ends",
      spec: { ...rate(300), duration: "10s", abortOn: ["status 503"] },
      path: "/?status=503:10",
    },
    {
      name: "a run whose series has many intervals, with their histograms",
      spec: { ...rate(300), warmup: "200ms", interval: "100ms", seriesHistograms: true },
    },
    {
      name: "a replay",
      spec: {
        load: {
          model: "open",
          arrivals: { kind: "replay", file: join(folder, "arrivals.csv"), speed: 1 },
        },
      },
    },
    {
      name: "a run of a shape, until it is precise",
      spec: {
        load: { model: "open", arrivals: { kind: "ramp", fromPerSecond: 100, toPerSecond: 900 } },
        until: "ci(p50) < 5%",
      },
    },
  ];
  for (const { name, spec, path } of cases) {
    await t.test(`computes ${name} again, figure by figure`, async (t) => {
      const found = await verify(await bundleOf(spec, path));
      t.strictSame(found.differences, []);
      t.strictSame(
        found.checks.filter(({ passed }) => !passed),
        [],
      );
      t.equal(found.verified, true);
    });
  }

  await t.test("computes a run that was stopped, at another rate, again", async (t) => {
    const run = engine.start({
      bundle: true,
      target: { url: target.url },
      load: { model: "open", arrivals: { kind: "constant", ratePerSecond: 100 } },
      duration: "10s",
      interval: "100ms",
    });
    for await (const frame of run) {
      if (frame.kind === "final") break;
      if (frame.elapsedSeconds > 0.15 && frame.elapsedSeconds < 0.25) run.setRate(700);
      if (frame.elapsedSeconds > 0.45) run.stop("drain");
      if (frame.elapsedSeconds > 0.45) break;
    }
    const found = await verify(await run.bundle());
    t.strictSame(found.differences, []);
    t.equal(found.verified, true);
    t.equal(found.result.state, "stopped");
    t.equal(found.result.load.rateChanges.length, 1);
  });

  await t.test("computes a replay again whose file is gone", async (t) => {
    const gone = join(folder, "gone.csv");
    writeFileSync(gone, "timestamp\n0\n0.05\n0.1\n");
    const arrivals = { kind: "replay", file: gone, speed: 1 } as const;
    const run = engine.start({
      bundle: true,
      target: { url: target.url },
      load: { model: "open", arrivals },
    });
    unlinkSync(gone);
    const bundle = await run.bundle();
    t.strictSame((await verify(bundle)).differences, []);
    t.match(bundle.schedule, { measuredCount: 3 });
  });

  await t.test("computes a run that never began again", async (t) => {
    const bundle = await engine
      .start({ bundle: true, target: { url: "http://127.0.0.1:9/" }, ...rate(10) })
      .bundle();
    const found = await verify(bundle);
    t.strictSame(found.differences, []);
    t.equal(found.result.state, "failed");
  });

  await t.test("tells what was changed", async (t) => {
    const bundle = await bundleOf({ ...rate(500), workers: 2, interval: "100ms" });
    const changes: readonly {
      readonly name: string;
      readonly change: (bundle: Loose) => void;
      readonly check: string;
      readonly finding: RegExp;
    }[] = [
      {
        name: "a percentile of the result",
        change: (each) => (at(each, "/result/latency/response/percentiles")["99"] = 1),
        check: "figures",
        finding:
          /^1 figure differs, the first at \/result|^1 figure differs.*\/latency\/response\/percentiles\/99: 1 is stored/,
      },
      {
        name: "a percentile of an interval",
        change: (each) => (at(each, "/result/series/1/latency/service/percentiles")["50"] = 1),
        check: "figures",
        finding:
          /^1 figure differs, the first at \/series\/1\/latency\/service\/percentiles\/50: 1/,
      },
      {
        name: "every number of the series",
        change: (each) => (at(each, "/result")["series"] = addOne(at(each, "/result/series"))),
        check: "figures",
        finding: /^at least 100 figures differ, the first at \/series\/0\/fromSeconds: 1 is stored/,
      },
      {
        name: "a count of an interval",
        change: (each) => (at(each, "/facts/intervals/1/recorded/statuses")["200"] = 1),
        check: "books",
        finding: /the intervals do not add up to the run/,
      },
      {
        name: "an interval that is left out",
        change: (each) => (at(each, "/facts")["intervals"] = []),
        check: "books",
        finding: /the intervals do not add up to the run/,
      },
      {
        name: "a count of the facts",
        change: (each) => {
          const counters = at(each, "/facts/recorded/counters");
          counters["completed"] = Number(counters["completed"]) - 1;
        },
        check: "books",
        finding: /were planned, and \d+ are accounted for/,
      },
      {
        name: "the seed",
        change: (each) => (at(each, "/facts/spec")["seed"] = 1),
        check: "schedule",
        finding: /has the hash [0-9a-f]{12}…, not [0-9a-f]{12}…/,
      },
      {
        name: "the histogram of a worker",
        change: (each) => (at(each, "/facts/workers/0")["lateness"] = null),
        check: "figures",
        finding: /\/generator\/workers\/0\/latenessP99Ns/,
      },
      {
        name: "what was to be read off",
        change: (each) => (at(each, "/analysis")["percentiles"] = [50]),
        check: "analysis",
        finding: /not that of the spec/,
      },
      {
        name: "when that was fixed",
        change: (each) => (at(each, "/analysis")["fixedAt"] = "2099-01-01T00:00:00.000Z"),
        check: "analysis",
        finding: /after the start/,
      },
      {
        name: "a missing schedule",
        change: (each) => (at(each, "")["schedule"] = null),
        check: "schedule",
        finding: /is missing/,
      },
    ];
    for (const { name, change, check, finding } of changes) {
      const found = await verify(bundle, change);
      const failed = found.checks.find((each) => each.name === check);
      t.equal(found.verified, false, name);
      t.equal(failed?.passed, false, name);
      t.match(failed?.finding, finding, name);
    }
  });

  await t.test("refuses what is no bundle in one line that names the field", async (t) => {
    const bundle = await bundleOf({ connections: 2, requests: 5 });
    const file = join(folder, "bad.json");
    const text = JSON.stringify(bundle);
    const loosely = (change: (bundle: Loose) => void): string => {
      const copy = JSON.parse(text) as Loose;
      change(copy);
      return JSON.stringify(copy);
    };
    const bad: readonly (readonly [name: string, text: string, message: RegExp])[] = [
      ["a truncated file", text.slice(0, text.length / 2), /it must be JSON, from the first/],
      [
        "another version",
        text.replace("bundle/v1", "bundle/v2"),
        /schema is "mesh-bench\/bundle\/v2"/,
      ],
      ["a result", JSON.stringify(bundle.result), /schema is "mesh-bench\/result\/v1"/],
      ["a list", "[]", /schema is missing/],
      ["a number", "7", /the whole of it is 7; it must be an object/],
      [
        "no facts",
        loosely((each) => delete (each as Record<string, unknown>)["facts"]),
        /facts is missing; it must be an object of facts/,
      ],
      [
        "a share of the machine that is a text",
        loosely((each) =>
          Object.assign(at(each, "/facts/environment"), { busyPercent: "99", othersPercent: "99" }),
        ),
        /no result comes out of its facts: /,
      ],
      [
        "a histogram of another tool's unit",
        text.replace(
          /"lateness":\{("sumNs".*?)"encoded":"[^"]+"/,
          '"lateness":{$1"encoded":"AAAA"',
        ),
        /its facts can't be read: /,
      ],
    ];
    for (const [name, content, message] of bad) {
      writeFileSync(file, content);
      const error: unknown = await verifyBundle(file).catch((caught: unknown) => caught);
      t.match(error, { code: "MB_BUNDLE_FILE", message }, name);
      t.notMatch(String(error), "\n", name);
    }
    await t.rejects(verifyBundle(join(folder, "none.json")), { code: "MB_BUNDLE_FILE" });
  });

  await t.test("a run that was not asked for a bundle says so", async (t) => {
    const run = engine.start({ target: { url: target.url }, requests: 3 });
    await t.rejects(run.bundle(), { code: "MB_RUN_STATE", message: /bundle is false/ });
  });
});
