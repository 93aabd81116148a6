import t from "tap";
import { floorSpecOf, parseRunSpec } from "../../../engine/index.js";
import type { ArrivalsSpec, LoadSpec, RunSpec } from "../../../engine/index.js";

const NULL_URL = "http://127.0.0.1:1234/null";
const target = { url: "https://shop.example/orders" };

function floorOf(input: Omit<RunSpec, "target">): RunSpec {
  return floorSpecOf(parseRunSpec({ target, ...input }), NULL_URL);
}

const open = (arrivals: ArrivalsSpec): LoadSpec => ({ model: "open", arrivals });

t.test("floorSpecOf", async (t) => {
  await t.test("keeps what makes the load, and nothing of the target", (t) => {
    const spec = parseRunSpec({
      target: {
        ...target,
        method: "PUT",
        headers: { authorization: "secret" },
        body: "order",
        tls: { insecure: true },
        connectTo: "127.0.0.1:8443",
      },
      client: "standard",
      load: {
        model: "open",
        arrivals: { kind: "gamma", ratePerSecond: 500, cv2: 4 },
        catchUp: "paced:2",
        maxPending: 7,
      },
      connections: 9,
      workers: 3,
      duration: "1m",
      requests: 700,
      warmup: "5s",
      timeout: "1ms",
      seed: 42,
      interval: "500ms",
      percentiles: [50, 99],
      labels: { stage: "canary" },
      connect: "lazy",
    });
    t.strictSame(floorSpecOf(spec, NULL_URL), {
      target: { url: NULL_URL },
      protocol: "http1",
      client: "standard",
      load: {
        model: "open",
        arrivals: { kind: "gamma", ratePerSecond: 500, cv2: 4 },
        catchUp: "paced:2",
        maxPending: 7,
      },
      pacing: "auto",
      streams: 1,
      connect: "before",
      connectionChoice: "roundRobin",
      connections: 9,
      workers: 3,
      warmup: "1s",
      duration: "2s",
      seed: 42,
      interval: "500ms",
      percentiles: [50, 99],
    });
    t.end();
  });

  await t.test("is a spec that an engine takes", (t) => {
    t.match(parseRunSpec(floorOf({})), { load: { model: "closed" }, duration: "2s" });
    t.end();
  });

  const rows: readonly {
    name: string;
    input: Omit<RunSpec, "target">;
    arrivals: ArrivalsSpec;
  }[] = [
    {
      name: "runs Poisson arrivals as Poisson arrivals",
      input: { load: open({ kind: "poisson", ratePerSecond: 100 }) },
      arrivals: { kind: "poisson", ratePerSecond: 100 },
    },
    {
      name: "runs bursts as bursts",
      input: { load: open({ kind: "burst", ratePerSecond: 100, size: 50 }) },
      arrivals: { kind: "burst", ratePerSecond: 100, size: 50 },
    },
    {
      name: "runs a ramp at its mean",
      input: {
        load: open({ kind: "ramp", fromPerSecond: 100, toPerSecond: 300 }),
        duration: "10s",
      },
      arrivals: { kind: "constant", ratePerSecond: 200 },
    },
    {
      // 100 to 200 in the first 10 s are warm-up, 200 to 300 are measured.
      name: "takes the mean of the measured window, without the warm-up",
      input: {
        load: open({ kind: "ramp", fromPerSecond: 100, toPerSecond: 300 }),
        warmup: "10s",
        duration: "10s",
      },
      arrivals: { kind: "constant", ratePerSecond: 250 },
    },
    {
      // 10 at 10/s take the first second; the other 50 of the 60 take half a second at 100/s.
      name: "takes the mean up to the last request where their number ends the run",
      input: {
        load: open({
          kind: "stages",
          stages: [
            { ratePerSecond: 10, duration: "1s" },
            { ratePerSecond: 100, duration: "10s" },
          ],
        }),
        requests: 60,
      },
      arrivals: { kind: "constant", ratePerSecond: 40 },
    },
    {
      name: "keeps the spacing of a shape",
      input: {
        load: open({
          kind: "sine",
          meanPerSecond: 100,
          amplitudePerSecond: 50,
          period: "1s",
          spacing: "poisson",
        }),
        duration: "10s",
      },
      arrivals: { kind: "poisson", ratePerSecond: 100 },
    },
  ];
  for (const { name, input, arrivals } of rows) {
    await t.test(name, (t) => {
      const { load } = floorOf(input);
      t.match(load, { model: "open", arrivals: { ...arrivals, ratePerSecond: Number } });
      const { ratePerSecond } = arrivals as { readonly ratePerSecond: number };
      const found = load as { readonly arrivals: { readonly ratePerSecond: number } };
      // Instants are whole nanoseconds.
      t.ok(Math.abs(found.arrivals.ratePerSecond / ratePerSecond - 1) < 1e-6);
      t.end();
    });
  }

  await t.test("takes longer at low rates, and ten seconds at most", (t) => {
    for (const { ratePerSecond, duration } of [
      { ratePerSecond: 1000, duration: "2s" },
      { ratePerSecond: 50, duration: "2s" },
      { ratePerSecond: 40, duration: "3s" },
      { ratePerSecond: 10, duration: "10s" },
      { ratePerSecond: 0.2, duration: "10s" },
    ]) {
      const floor = floorOf({ load: open({ kind: "constant", ratePerSecond }) });
      t.equal(floor.duration, duration, `${ratePerSecond}/s`);
    }
    t.end();
  });

  await t.test("refuses a plan without a request after its warm-up", (t) => {
    const stages = [
      { ratePerSecond: 100, duration: "1s" },
      { ratePerSecond: 0, duration: "1s" },
    ];
    t.throws(() => floorOf({ load: open({ kind: "stages", stages }), warmup: "1s" }), {
      code: "MB_SPEC_INVALID",
      message: /no request after the warm-up/,
    });
    t.end();
  });

  await t.test("refuses what the run itself would be refused for", (t) => {
    const body = { file: "/missing/order.json" };
    const spec = parseRunSpec({ target: { ...target, body } });
    t.throws(() => floorSpecOf(spec, NULL_URL), { code: "MB_SPEC_FILE", issues: [Object] });
    t.end();
  });
});
