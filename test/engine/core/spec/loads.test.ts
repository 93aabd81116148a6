import t from "tap";
import { LoadError, parseRunSpec } from "../../../../engine/index.js";

const ABOVE_ZERO = 'a duration above zero with a unit, such as "250us", "500ms", "1.5s" or "1h30m"';
const RATE_WANTED = "a number above 0 and up to 10000000";
const PENDING_WANTED = "a whole number from 1 to 100000000";
const SCHEDULE_WANTED =
  'an object such as {"kind": "step", "from": 1, "by": 4, "every": "10s"} or {"kind": "line", "from": 1, "over": "1m"}';
const LOAD_WANTED = 'an object with "model": "open", "closed" or "paced"';

function spec(over: Record<string, unknown>): object {
  return { target: { url: "http://127.0.0.1:8080/" }, ...over };
}

function open(over: Record<string, unknown>): object {
  const arrivals = { kind: "constant", ratePerSecond: 10 };
  return spec({ load: { model: "open", arrivals, ...over } });
}

function rate(ratePerSecond: unknown): object {
  return open({ arrivals: { kind: "constant", ratePerSecond } });
}

const REFUSED: readonly { input: unknown; pointer: string; message: string }[] = [
  {
    input: spec({ load: "open" }),
    pointer: "/load",
    message: `load is "open"; it must be ${LOAD_WANTED}`,
  },
  {
    input: spec({ load: { model: "bursty" } }),
    pointer: "/load",
    message: `load is {"model":"bursty"}; it must be ${LOAD_WANTED}`,
  },
  {
    input: spec({ load: { model: "paced" } }),
    pointer: "/load/ratePerSecond",
    message: `load.ratePerSecond is missing; it must be ${RATE_WANTED}`,
  },
  {
    input: spec({ queueTimeout: "0s" }),
    pointer: "/queueTimeout",
    message: `queueTimeout is "0s"; it must be ${ABOVE_ZERO}`,
  },
  {
    input: spec({ connectionChoice: "best" }),
    pointer: "/connectionChoice",
    message: 'connectionChoice is "best"; it must be "roundRobin", "lifo", "random" or "leastBusy"',
  },
  {
    input: spec({ load: { model: "closed", connectionSchedule: { kind: "curve" } } }),
    pointer: "/load/connectionSchedule",
    message: `load.connectionSchedule is {"kind":"curve"}; it must be ${SCHEDULE_WANTED}`,
  },
  {
    input: spec({
      load: { model: "closed", connectionSchedule: { kind: "line", from: 40, over: "1s" } },
    }),
    pointer: "/load/connectionSchedule/from",
    message: "load.connectionSchedule.from is 40; it must be at most connections (32)",
  },
  ...[0, -1, "100", 1e8].map((value) => ({
    input: rate(value),
    pointer: "/load/arrivals/ratePerSecond",
    message: `load.arrivals.ratePerSecond is ${JSON.stringify(value)}; it must be ${RATE_WANTED}`,
  })),
  {
    input: open({ maxPending: 0 }),
    pointer: "/load/maxPending",
    message: `load.maxPending is 0; it must be ${PENDING_WANTED}`,
  },
  {
    input: spec({ serverTiming: "Server-Timing" }),
    pointer: "/serverTiming",
    message:
      'serverTiming is "Server-Timing"; it must be an object with a header, such as {"header": "Server-Timing"}',
  },
  {
    input: spec({ serverTiming: { metric: "db" } }),
    pointer: "/serverTiming/header",
    message: "serverTiming.header is missing; it must be a header name such as Server-Timing",
  },
  {
    input: spec({ serverTiming: { header: "a b" } }),
    pointer: "/serverTiming/header",
    message: 'serverTiming.header is "a b"; it must be a header name such as Server-Timing',
  },
  {
    input: spec({ serverTiming: { header: "a", metric: "" } }),
    pointer: "/serverTiming/metric",
    message: 'serverTiming.metric is ""; it must be the name of a metric such as total',
  },
  {
    input: spec({ serverTiming: { header: "a", unit: "ns" } }),
    pointer: "/serverTiming/unit",
    message: 'serverTiming.unit is "ns"; it must be "ms", "us" or "s"',
  },
];

for (const { input, pointer, message } of REFUSED) {
  t.test(message, async (t) => {
    try {
      parseRunSpec(input);
      t.fail("accepted");
    } catch (error) {
      if (!(error instanceof LoadError)) throw error;
      t.same(error.issues, [{ pointer, message }]);
    }
  });
}
