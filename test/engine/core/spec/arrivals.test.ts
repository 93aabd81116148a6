import t from "tap";
import { LoadError, parseRunSpec } from "../../../../engine/index.js";

const ARRIVALS_WANTED =
  'an object with "kind": "constant", "poisson", "gamma", "burst", "ramp", "stages", "sine" or "replay"';
const STAGE_WANTED =
  'an object such as {"ratePerSecond": 100, "duration": "10s"} or {"fromPerSecond": 0, "toPerSecond": 100, "duration": "10s"}, with rates from 0 to 10000000';
const CATCH_UP_WANTED =
  '"sendAll", "paced:<k>" with a number k above 1, such as "paced:2", or "skip:<duration>", such as "skip:10ms"';

function stages(...all: unknown[]): unknown {
  return { kind: "stages", stages: all };
}

function open(over: Record<string, unknown>): object {
  const arrivals = { kind: "constant", ratePerSecond: 10 };
  return { target: { url: "http://127.0.0.1:8080/" }, load: { model: "open", arrivals, ...over } };
}

/** Every bad field gives one sentence: its name, what it is, what is wanted. */
const REFUSED: readonly { input: unknown; pointer: string; message: string }[] = [
  {
    input: open({ arrivals: { kind: "steady", ratePerSecond: 1 } }),
    pointer: "/load/arrivals",
    message: `load.arrivals is {"kind":"steady","ratePerSecond":1}; it must be ${ARRIVALS_WANTED}`,
  },
  {
    input: open({ arrivals: undefined }),
    pointer: "/load/arrivals",
    message: `load.arrivals is missing; it must be ${ARRIVALS_WANTED}`,
  },
  {
    input: open({ arrivals: { kind: "gamma", ratePerSecond: 1 } }),
    pointer: "/load/arrivals/cv2",
    message: "load.arrivals.cv2 is missing; it must be a number from 0.01 to 100",
  },
  {
    input: open({ arrivals: { kind: "burst", ratePerSecond: 1, size: 1.5 } }),
    pointer: "/load/arrivals/size",
    message: "load.arrivals.size is 1.5; it must be a whole number from 1 to 1000000",
  },
  {
    input: open({ arrivals: { kind: "ramp", fromPerSecond: -1, toPerSecond: 5 } }),
    pointer: "/load/arrivals/fromPerSecond",
    message: "load.arrivals.fromPerSecond is -1; it must be a number from 0 to 10000000",
  },
  {
    input: open({ arrivals: { kind: "ramp", fromPerSecond: 0, toPerSecond: 0 } }),
    pointer: "/load/arrivals/toPerSecond",
    message: "load.arrivals.toPerSecond must be above 0 when fromPerSecond is 0",
  },
  {
    input: {
      ...open({ arrivals: { kind: "ramp", fromPerSecond: 0, toPerSecond: 5 } }),
      requests: 5,
    },
    pointer: "/load/arrivals/over",
    message: "load.arrivals.over is missing; a ramp needs it when requests alone end the run",
  },
  {
    input: open({ arrivals: { kind: "stages", stages: [] } }),
    pointer: "/load/arrivals/stages",
    message: "load.arrivals.stages is []; it must be a list of 1 to 1000 stages",
  },
  {
    input: open({ arrivals: { kind: "stages", stages: [{ ratePerSecond: 5 }] } }),
    pointer: "/load/arrivals/stages/0",
    message: `load.arrivals.stages.0 is {"ratePerSecond":5}; it must be ${STAGE_WANTED}`,
  },
  {
    input: open({ arrivals: stages({ ratePerSecond: 0, duration: "1s" }) }),
    pointer: "/load/arrivals/stages",
    message: "load.arrivals.stages has no stage with a rate above 0",
  },
  {
    input: {
      ...open({ arrivals: stages({ ratePerSecond: 5, duration: "1s" }) }),
      warmup: "1s",
    },
    pointer: "/warmup",
    message: 'warmup is "1s"; it must be shorter than all stages together',
  },
  {
    input: open({
      arrivals: { kind: "sine", meanPerSecond: 5, amplitudePerSecond: 6, period: "1s" },
    }),
    pointer: "/load/arrivals/amplitudePerSecond",
    message:
      "load.arrivals.amplitudePerSecond is 6; it must be at most meanPerSecond (5): there are no negative rates",
  },
  {
    input: {
      ...open({ arrivals: { kind: "poisson", ratePerSecond: 1 } }),
      requests: 10_000_001,
    },
    pointer: "/requests",
    message:
      "requests is 10000001; it must be at most 10000000 when arrivals are random: give a duration instead",
  },
  ...["paced", "paced:1", "paced:x", "skip", "skip:10", "sendall"].map((catchUp) => ({
    input: open({ catchUp }),
    pointer: "/load/catchUp",
    message: `load.catchUp is "${catchUp}"; it must be ${CATCH_UP_WANTED}`,
  })),
];

for (const { input, pointer, message } of REFUSED) {
  t.test(message, async (t) => {
    try {
      parseRunSpec(input);
      t.fail("accepted");
    } catch (error) {
      if (!(error instanceof LoadError)) throw error;
      t.equal(error.code, "MB_SPEC_INVALID");
      t.same(error.issues, [{ pointer, message }]);
    }
  });
}

t.test("a schedule that ends by itself gets no default duration", async (t) => {
  const parsed = (arrivals: unknown): unknown => parseRunSpec(open({ arrivals })).duration;
  t.equal(parsed(stages({ ratePerSecond: 5, duration: "1s" })), undefined);
  t.equal(parsed({ kind: "sine", meanPerSecond: 5, amplitudePerSecond: 1, period: "1s" }), "10s");
});

t.test("shapes are evenly spaced unless said otherwise", async (t) => {
  const ramp = { kind: "ramp", fromPerSecond: 1, toPerSecond: 2 };
  t.match(parseRunSpec(open({ arrivals: ramp })).load, { arrivals: { spacing: "even" } });
  const { load } = parseRunSpec(open({ arrivals: { ...ramp, spacing: "poisson" } }));
  t.match(load, { arrivals: { spacing: "poisson" }, catchUp: "sendAll", maxPending: 1e6 });
});
