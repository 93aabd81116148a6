import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import t from "tap";
import { runRefused } from "../fixtures/run-refused.js";
import type { BadInput } from "../fixtures/run-refused.js";

/** Nothing is sent there: the flag before it is refused first. */
const URL_UNUSED = "http://127.0.0.1:8081/";

const load = (...flags: readonly string[]): readonly string[] => ["load", URL_UNUSED, ...flags];

const USAGE: readonly Omit<BadInput, "exitCode">[] = [
  { name: "no command", args: [], says: ["a command is missing", "load"] },
  { name: "an unknown command", args: ["laod"], says: ["'laod'", "Did you mean load?"] },
  { name: "an unknown option", args: load("--bogus"), says: ["--bogus"] },
  { name: "a mistyped option", args: load("--rat", "5"), says: ["--rat", "--rate"] },
  { name: "an option of a later version", args: load("--http2"), says: ["--http2"] },
  { name: "a second URL", args: load("http://127.0.0.1:1/"), says: ["too many arguments"] },
  { name: "no URL", args: ["load"], says: ["'url'"] },
  { name: "an option without its value", args: load("--rate"), says: ["--rate", "missing"] },
  { name: "a URL that is none", args: ["load", "nonsense"], says: ['"nonsense"', "http://"] },
  { name: "a URL of another scheme", args: ["load", "ftp://a/"], says: ['"ftp://a/"', "http"] },
  {
    name: "a URL with port 0",
    args: ["load", "http://127.0.0.1:0/"],
    says: ['"http://127.0.0.1:0/"', "port"],
  },
  {
    name: "a URL with a port past the last",
    args: ["load", "http://127.0.0.1:99999/"],
    says: ["99999", "port"],
  },
  { name: "rate -1", args: load("--rate", "-1"), says: ["--rate is -1", "above 0", '"max"'] },
  { name: "rate 0", args: load("-r", "0"), says: ["--rate is 0", "above 0"] },
  { name: "rate abc", args: load("--rate", "abc"), says: ['--rate is "abc"', "above 0", '"max"'] },
  {
    name: 'duration "abc"',
    args: load("--duration", "abc"),
    says: ['--duration is "abc"', "unit"],
  },
  {
    name: "a duration that is a bare number",
    args: load("-d", "10"),
    says: ["--duration is 10", "unit"],
  },
  { name: "duration 0s", args: load("-d", "0s"), says: ['--duration is "0s"'] },
  {
    name: "a timeout without a unit",
    args: load("--timeout", "5"),
    says: ["--timeout is 5", "unit"],
  },
  {
    name: "a negative warm-up",
    args: load("--warmup", "-1s"),
    says: ['--warmup is "-1s"', "unit"],
  },
  {
    name: "a drain that is none",
    args: load("--drain", "soon"),
    says: ['--drain is "soon"', "unit"],
  },
  { name: "connections 0", args: load("-c", "0"), says: ["--connections is 0", "from 1"] },
  { name: "streams 0", args: load("--streams", "0"), says: ["--streams is 0", "from 1 to 1000"] },
  {
    name: "more streams than may be in flight",
    args: load("-c", "1000", "--streams", "101"),
    says: ["--streams is 101", "at most 100 with 1000 connections"],
  },
  {
    name: "pipelining through undici",
    args: load("--streams", "2", "--client", "standard"),
    says: ["--streams is 2", "it must be 1", "standard"],
  },
  {
    name: "connections that carry no request",
    args: load("--max-requests-per-connection", "0"),
    says: ["--max-requests-per-connection is 0", "from 1"],
  },
  {
    name: "connections that carry fewer requests than are in flight on them",
    args: load("--max-requests-per-connection", "3", "--streams", "4"),
    says: ["--max-requests-per-connection is 3", "at least streams (4)"],
  },
  {
    name: "a connection age without a unit",
    args: load("--max-connection-age", "30"),
    says: ["--max-connection-age is 30", "unit"],
  },
  {
    name: "a connection age of nothing",
    args: load("--max-connection-age", "0s"),
    says: ['--max-connection-age is "0s"', "above zero"],
  },
  {
    name: "a stagger that is none",
    args: load("--connect-stagger", "slowly"),
    says: ['--connect-stagger is "slowly"', "unit"],
  },
  {
    name: "an unknown time to connect",
    args: load("--connect", "eager"),
    says: ['--connect is "eager"', '"before" or "lazy"'],
  },
  {
    name: "a stagger of connections that are opened when they are needed",
    args: load("--connect", "lazy", "--connect-stagger", "5ms"),
    says: ['--connect-stagger is "5ms"; it must be "0s" with connect "lazy"'],
  },
  {
    name: "an unknown retry policy",
    args: load("--retry", "always"),
    says: ['--retry is "always"', '"idle-close" or "none"'],
  },
  { name: "workers 0", args: load("-w", "0"), says: ["--workers is 0", '"auto"'] },
  { name: "requests 1.5", args: load("-n", "1.5"), says: ["--requests is 1.5", "whole number"] },
  {
    name: "a precision without a bound",
    args: load("--until", "ci(p99)"),
    says: ['--until is "ci(p99)"; it must be', '"ci(p99) < 5%"'],
  },
  {
    name: "a precision of the maximum",
    args: load("--until", "ci(p100) < 5%"),
    says: ['--until is "ci(p100) < 5%"', "below 100"],
  },
  {
    name: "a seed that is no number",
    args: load("--seed", "x"),
    says: ['--seed is "x"', "whole number"],
  },
  {
    name: "percentile 101",
    args: load("--percentiles", "50,101"),
    says: ["--percentiles contains 101", "100"],
  },
  {
    name: "an interval between the steps",
    args: load("--interval", "150ms"),
    says: ['--interval is "150ms"'],
  },
  {
    name: "an unknown client",
    args: load("--client", "curl"),
    says: ['--client is "curl"', '"wire"'],
  },
  {
    name: "unknown arrivals",
    args: load("-r", "1", "--arrivals", "steady"),
    says: ['--arrivals is "steady"', "poisson, gamma:<cv2>"],
  },
  {
    name: "arrivals with a shape that can't be read",
    args: load("--arrivals", "ramp:5"),
    says: ['--arrivals is "ramp:5"', "ramp:<from>..<to>"],
  },
  {
    name: "arrivals that never come",
    args: load("--arrivals", "stages:0@1s"),
    says: ['--arrivals is "stages:0@1s"', "no stage with a rate above 0"],
  },
  {
    name: "unknown catch-up",
    args: load("-r", "1", "--catch-up", "later"),
    says: ['--catch-up is "later"', '"sendAll"'],
  },
  {
    name: "unknown pacing",
    args: load("--pacing", "slow"),
    says: ['--pacing is "slow"', '"precise"'],
  },
  {
    name: "a header of times that is none",
    args: load("--server-timing", "Server Timing"),
    says: ['--server-timing is "Server Timing"', '"Server-Timing:total"'],
  },
  {
    name: "a header of times without a name",
    args: load("--server-timing", ":total"),
    says: ['--server-timing is ":total"', "header"],
  },
  {
    name: "a metric without a name",
    args: load("--server-timing", "Server-Timing:"),
    says: ['--server-timing is "Server-Timing:"', "metric"],
  },
  {
    name: "an unknown unit of a header's times",
    args: load("--server-timing", "x-took@ns"),
    says: ['--server-timing is "x-took@ns"', "(ms, us, s)"],
  },
  { name: "a method that is none", args: load("-X", "G T"), says: ['--method is "G T"'] },
  {
    name: "a header without a colon",
    args: load("-H", "oops"),
    says: ['--header is "oops"', "Name: value"],
  },
  {
    name: "a header with a line break",
    args: load("-H", "a: b\r\nc: d"),
    says: ["--header", "on one line"],
  },
  {
    name: "a label without a value",
    args: load("--label", "oops"),
    says: ['--label is "oops"', "key=value"],
  },
  {
    name: "a body size that is none",
    args: load("--body-size", "big"),
    says: ['--body-size is "big"', "whole number"],
  },
  {
    name: "an unreadable body file",
    args: load("--body", "@missing.json"),
    says: ["--body", "missing.json"],
  },
  {
    name: "an unreadable CA file",
    args: ["load", "https://127.0.0.1:1/", "--cacert", "missing.pem"],
    says: ["--cacert", "missing.pem"],
  },
  {
    name: "an unreadable certificate",
    args: ["load", "https://127.0.0.1:1/", "--cert", "missing.pem", "--key", "missing.pem"],
    says: ["--cert", "missing.pem"],
  },
  {
    name: "a certificate without its key",
    args: ["load", "https://a/", "--cert", "c.pem"],
    says: ["--cert", "--key"],
  },
  {
    name: "an address without a port",
    args: load("--connect-to", "a"),
    says: ['--connect-to is "a"', "host:port"],
  },
  { name: "TLS flags without TLS", args: load("--insecure"), says: ["--insecure", "https"] },
  {
    name: "a closed run with a rate",
    args: load("--model", "closed", "-r", "100"),
    says: ["--model", "--rate is 100"],
  },
  {
    name: "an open run without a rate",
    args: load("--model", "open"),
    says: ['--model is "open"', "--rate"],
  },
  {
    name: "two bodies",
    args: load("--body", "a", "--body-size", "5"),
    says: ["--body", "--body-size"],
  },
  {
    name: "an output in a missing folder",
    args: load("-o", "missing/run.json"),
    says: ["--output", "missing/run.json"],
  },
  {
    name: "JSON into a missing folder",
    args: load("--json", "missing/run"),
    says: ["--json", "missing/run"],
  },
  {
    name: "an output ending of no format",
    args: load("-o", "run.json", "-o", "run.txt"),
    says: ['--output is "run.txt"', ".json", ".junit.xml"],
  },
];

const PORT_PAST_THE_LAST: readonly Omit<BadInput, "exitCode">[] = [
  {
    name: "a target port past the last",
    args: ["target", "--http-port", "99999"],
    says: ["--http-port", "99999"],
  },
  {
    name: "a server port past the last",
    args: ["server", "--port", "99999"],
    says: ["--port", "99999"],
  },
];

// A process for each row: two at a time, and time enough on a busy machine.
t.setTimeout(120_000);

t.test("mesh-bench refuses with exit code 2", async (t) => {
  t.jobs = 2;
  for (const input of [...USAGE, ...PORT_PAST_THE_LAST]) {
    void t.test(input.name, { buffered: true }, async (t) => {
      await runRefused(t, { ...input, exitCode: 2 });
    });
  }
});

t.test("mesh-bench can't do with exit code 1", async (t) => {
  const taken = createServer().listen(0, "127.0.0.1");
  const closed = createServer().listen(0, "127.0.0.1");
  await Promise.all([once(taken, "listening"), once(closed, "listening")]);
  const takenPort = String((taken.address() as AddressInfo).port);
  const closedPort = String((closed.address() as AddressInfo).port);
  closed.close();
  t.teardown(() => taken.close());

  const rows: readonly Omit<BadInput, "exitCode">[] = [
    {
      name: "a run against a port where nobody listens",
      args: ["load", `http://127.0.0.1:${closedPort}/`, "-d", "1s"],
      says: [`127.0.0.1:${closedPort}`],
    },
    {
      name: "an open run against a port where nobody listens",
      args: ["load", `http://127.0.0.1:${closedPort}/`, "-r", "10", "-d", "1s"],
      says: [`127.0.0.1:${closedPort}`],
    },
    {
      name: "a run through the standard client against a port where nobody listens",
      args: ["load", `http://127.0.0.1:${closedPort}/`, "-d", "1s", "--client", "standard"],
      says: [`127.0.0.1:${closedPort}`],
    },
    {
      name: "a run against a host that has no address",
      args: ["load", "http://nosuchhost.invalid/", "-d", "1s"],
      says: ["nosuchhost.invalid:80"],
    },
    {
      name: "a run through a Unix socket that is not there",
      args: ["load", "http://a/", "--unix-socket", "missing.sock", "-d", "1s"],
      says: ["missing.sock"],
    },
    {
      name: "a target on a taken port",
      args: ["target", "--http-port", takenPort],
      says: [takenPort],
    },
    { name: "a server on a taken port", args: ["server", "--port", takenPort], says: [takenPort] },
  ];
  for (const input of rows) {
    await t.test(input.name, (t) => runRefused(t, { ...input, exitCode: 1 }));
  }
});
