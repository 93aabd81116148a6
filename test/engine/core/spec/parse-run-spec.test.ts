import t from "tap";
import { LoadError } from "../../../../engine/core/index.js";
import type { SpecIssue } from "../../../../engine/core/index.js";
import { isFrameInterval, parseRunSpec } from "../../../../engine/core/spec/parse-run-spec.js";

const URL_TEXT = "http://127.0.0.1:8080/echo";

/** The issues with which an input is refused. */
function issuesOf(input: unknown): readonly SpecIssue[] {
  try {
    parseRunSpec(input);
  } catch (error) {
    if (error instanceof LoadError && error.code === "MB_SPEC_INVALID") return error.issues;
    throw error;
  }
  return [];
}

/** A spec that is right but for what is given. */
function spec(over: Record<string, unknown>): unknown {
  return { target: { url: URL_TEXT }, ...over };
}

function target(over: Record<string, unknown>): unknown {
  return { target: { url: URL_TEXT, ...over } };
}

t.test("parseRunSpec fills in every default", async (t) => {
  const { seed, ...rest } = parseRunSpec({ target: { url: URL_TEXT } });
  t.ok(Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32, "the seed is drawn");
  t.same(rest, {
    target: { url: URL_TEXT, headers: {}, tls: { insecure: false } },
    success: { status: ["2xx"] },
    checks: [],
    protocol: "http1",
    client: "wire",
    load: { model: "closed", thinkTime: "0s" },
    connections: 32,
    connectionChoice: "roundRobin",
    streams: 1,
    connect: "before",
    connectStagger: "0s",
    retry: "idle-close",
    workers: "auto",
    pacing: "auto",
    duration: "10s",
    warmup: "0s",
    timeout: "10s",
    drain: "10s",
    bundle: false,
    interval: "1s",
    seriesHistograms: false,
    percentiles: [50, 75, 90, 95, 99, 99.9, 99.99],
    labels: {},
  });
});

t.test("parseRunSpec echoes what is given, merged with the defaults", async (t) => {
  const given = {
    target: {
      url: "https://example.com/",
      method: "PUT",
      headers: { "x-a": "1" },
      body: { randomBytes: 5 },
      tls: { ca: "ca.pem", cert: "c.pem", key: "k.pem", serverName: "a", minVersion: "TLSv1.3" },
      connectTo: "[::1]:8443",
    },
    protocol: "http1",
    client: "standard",
    load: { model: "open", arrivals: { kind: "constant", ratePerSecond: 333.333 } },
    connections: 4,
    streams: 1,
    maxRequestsPerConnection: 100,
    maxConnectionAge: "30s",
    connect: "before",
    connectStagger: "5ms",
    retry: "none",
    workers: 2,
    duration: "1m",
    requests: 7,
    warmup: "1s",
    timeout: "2s",
    drain: "0s",
    seed: 42,
    interval: "500ms",
    seriesHistograms: true,
    bundle: true,
    percentiles: [50, 99.999],
    serverTiming: { header: "Server-Timing", metric: "db", unit: "us" },
    labels: { team: "mesh" },
  };
  const before = structuredClone(given);
  t.same(parseRunSpec(given), {
    ...given,
    target: { ...given.target, tls: { insecure: false, ...given.target.tls } },
    success: { status: ["2xx"] },
    checks: [],
    load: { ...given.load, catchUp: "sendAll", maxPending: 1e6 },
    connectionChoice: "roundRobin",
    pacing: "auto",
  });
  t.same(given, before, "and leaves the caller's object alone");
});

t.test("parseRunSpec sets no time limit where only a count is given", async (t) => {
  t.notOk("duration" in parseRunSpec(spec({ requests: 10 })));
  t.equal(parseRunSpec(spec({ requests: 10, duration: "3s" })).duration, "3s");
});

t.test("parseRunSpec draws another seed each time", async (t) => {
  const seeds = new Set(Array.from({ length: 20 }, () => parseRunSpec(spec({})).seed));
  t.ok(seeds.size > 15);
});

const DURATION = 'a duration with a unit, such as "250us", "500ms", "1.5s" or "1h30m"';
const ABOVE_ZERO = 'a duration above zero with a unit, such as "250us", "500ms", "1.5s" or "1h30m"';
const URL_WANTED =
  "a URL such as http://127.0.0.1:8080/ (http or https, with a host and a port above 0)";
const CONNECTIONS_WANTED = "a whole number from 1 to 100000";
const WORKERS_WANTED = '"auto" or a whole number from 1 to 1024';
const PERCENTILES_WANTED = "1 to 32 numbers above 0 and up to 100";
const INTERVAL_WANTED = 'a duration from "100ms" to "10s", in steps of 100ms';
const BODY_WANTED = 'a text, {"file": path} or {"randomBytes": count}';

function open(over: Record<string, unknown>): unknown {
  const arrivals = { kind: "constant", ratePerSecond: 10 };
  return spec({ load: { model: "open", arrivals, ...over } });
}

function rate(ratePerSecond: unknown): unknown {
  return open({ arrivals: { kind: "constant", ratePerSecond } });
}

/** Every bad field gives one sentence: its name, what it is, what is wanted. */
const REFUSED: readonly { input: unknown; pointer: string; message: string }[] = [
  ...[[], null, "x", 7].map((input) => ({
    input,
    pointer: "",
    message: `the run spec is ${JSON.stringify(input)}; it must be an object with a target`,
  })),
  {
    input: {},
    pointer: "/target",
    message: "target is missing; it must be an object with at least a url",
  },
  {
    input: { target: {} },
    pointer: "/target/url",
    message: `target.url is missing; it must be ${URL_WANTED}`,
  },
  ...["abc", "ftp://a/", "http://", "http://a:0/", "http://a:99999/", "//a", ""].map((url) => ({
    input: { target: { url } },
    pointer: "/target/url",
    message: `target.url is ${JSON.stringify(url)}; it must be ${URL_WANTED}`,
  })),
  {
    input: target({ method: "GET /" }),
    pointer: "/target/method",
    message: 'target.method is "GET /"; it must be an HTTP method such as GET or POST',
  },
  {
    input: target({ headers: { a: 1 } }),
    pointer: "/target/headers/a",
    message: "target.headers.a is 1; it must be a text",
  },
  {
    input: target({ body: 5 }),
    pointer: "/target/body",
    message: `target.body is 5; it must be ${BODY_WANTED}`,
  },
  {
    input: target({ connectTo: "host" }),
    pointer: "/target/connectTo",
    message: 'target.connectTo is "host"; it must be host:port, such as "127.0.0.1:8443"',
  },
  {
    input: target({ tls: { minVersion: "TLSv1" } }),
    pointer: "/target/tls/minVersion",
    message: 'target.tls.minVersion is "TLSv1"; it must be "TLSv1.2" or "TLSv1.3"',
  },
  {
    input: target({ tls: { ca: "" } }),
    pointer: "/target/tls/ca",
    message: 'target.tls.ca is ""; it must be the path of a PEM file',
  },
  {
    input: target({ tls: { insecure: "yes" } }),
    pointer: "/target/tls/insecure",
    message: 'target.tls.insecure is "yes"; it must be true or false',
  },
  {
    input: spec({ protocol: "http2" }),
    pointer: "/protocol",
    message: 'protocol is "http2"; it must be "http1"',
  },
  {
    input: spec({ client: "curl" }),
    pointer: "/client",
    message: 'client is "curl"; it must be "wire" or "standard"',
  },
  ...[0, -1, 1.5, 100_001, "32"].map((connections) => ({
    input: spec({ connections }),
    pointer: "/connections",
    message: `connections is ${JSON.stringify(connections)}; it must be ${CONNECTIONS_WANTED}`,
  })),
  ...[0, "many", 1025, 2.5].map((workers) => ({
    input: spec({ workers }),
    pointer: "/workers",
    message: `workers is ${JSON.stringify(workers)}; it must be ${WORKERS_WANTED}`,
  })),
  ...["abc", "10", 10, "-1s"].flatMap((value) => [
    {
      input: spec({ duration: value }),
      pointer: "/duration",
      message: `duration is ${JSON.stringify(value)}; it must be ${ABOVE_ZERO}`,
    },
    {
      input: spec({ warmup: value }),
      pointer: "/warmup",
      message: `warmup is ${JSON.stringify(value)}; it must be ${DURATION}`,
    },
    {
      input: spec({ drain: value }),
      pointer: "/drain",
      message: `drain is ${JSON.stringify(value)}; it must be ${DURATION}`,
    },
  ]),
  ...["0s", "soon"].map((timeout) => ({
    input: spec({ timeout }),
    pointer: "/timeout",
    message: `timeout is "${timeout}"; it must be ${ABOVE_ZERO}`,
  })),
  {
    input: spec({ duration: "0s" }),
    pointer: "/duration",
    message: `duration is "0s"; it must be ${ABOVE_ZERO}`,
  },
  ...[0, 1.5, -3, "1"].map((requests) => ({
    input: spec({ requests }),
    pointer: "/requests",
    message: `requests is ${JSON.stringify(requests)}; it must be a whole number from 1 to 1000000000000`,
  })),
  {
    input: spec({ seed: -1 }),
    pointer: "/seed",
    message: "seed is -1; it must be a whole number from 0 to 9007199254740991",
  },
  ...["50ms", "150ms", "11s", "0s"].map((interval) => ({
    input: spec({ interval }),
    pointer: "/interval",
    message: `interval is "${interval}"; it must be ${INTERVAL_WANTED}`,
  })),
  {
    input: spec({ percentiles: [] }),
    pointer: "/percentiles",
    message: `percentiles is []; it must be ${PERCENTILES_WANTED}`,
  },
  {
    input: spec({ percentiles: [50, 0] }),
    pointer: "/percentiles/1",
    message: "percentiles.1 is 0; it must be a number above 0 and up to 100",
  },
  {
    input: spec({ labels: { a: 1 } }),
    pointer: "/labels/a",
    message: "labels.a is 1; it must be a text",
  },
  // Unknown fields are named, wherever they are.
  { input: spec({ rate: 5 }), pointer: "/rate", message: "rate is not a known field" },
  {
    input: target({ uri: "/" }),
    pointer: "/target/uri",
    message: "target.uri is not a known field",
  },
  {
    input: target({ tls: { verify: true } }),
    pointer: "/target/tls/verify",
    message: "target.tls.verify is not a known field",
  },
  {
    input: open({ thinkTime: "1s" }),
    pointer: "/load/thinkTime",
    message: "load.thinkTime is not a known field",
  },
  {
    input: spec({ load: { model: "closed", catchUp: "sendAll" } }),
    pointer: "/load/catchUp",
    message: "load.catchUp is not a known field",
  },
  // What only shows when fields are seen together.
  {
    input: spec({ workers: 4, connections: 3 }),
    pointer: "/workers",
    message: "workers is 4; it must be at most connections (3)",
  },
  {
    input: target({ tls: { cert: "c.pem" } }),
    pointer: "/target/tls/key",
    message: "target.tls.key is missing; a client certificate needs both cert and key",
  },
  {
    input: target({ tls: { key: "k.pem" } }),
    pointer: "/target/tls/cert",
    message: "target.tls.cert is missing; a client certificate needs both cert and key",
  },
  {
    input: target({ unixSocket: "/s", connectTo: "a:1" }),
    pointer: "/target/connectTo",
    message: "target.connectTo is given together with unixSocket; only one of them can be",
  },
  {
    input: target({ headers: { "a b": "1" } }),
    pointer: "/target/headers/a b",
    message:
      "target.headers.a b is not a header name; it must be of letters, digits and !#$%&'*+.^_`|~-",
  },
  {
    input: target({ headers: { "Content-Length": "1" } }),
    pointer: "/target/headers/Content-Length",
    message: "target.headers.Content-Length can't be given; it follows from the body",
  },
  {
    input: target({ headers: { a: "b\r\nc: d" } }),
    pointer: "/target/headers/a",
    message:
      'target.headers.a is "b\\r\\nc: d"; it must be without control and non-Latin-1 characters',
  },
];

t.test("parseRunSpec reads a header's times as milliseconds unless told otherwise", async (t) => {
  const { serverTiming } = parseRunSpec(spec({ serverTiming: { header: "x-took" } }));
  t.same(serverTiming, { header: "x-took", unit: "ms" });
});

t.test("parseRunSpec refuses a bad field in one sentence", async (t) => {
  for (const { input, pointer, message } of REFUSED) {
    t.same(issuesOf(input), [{ pointer, message }], message);
  }
});

t.test("parseRunSpec tells all bad fields at once", async (t) => {
  const issues = issuesOf({ target: { url: "x", color: "red" }, connections: 0, pipelining: 4 });
  t.same(issues.map(({ pointer }) => pointer).toSorted(), [
    "/connections",
    "/pipelining",
    "/target/color",
    "/target/url",
  ]);
});

t.test("parseRunSpec shows only the beginning of a long value", async (t) => {
  const [issue] = issuesOf(spec({ duration: "x".repeat(5000) }));
  t.ok(issue!.message.length < 250);
  t.match(issue!.message, /x…; it must be/);
});

t.test("parseRunSpec accepts what lies on the edge", async (t) => {
  for (const input of [
    rate(1e7),
    rate(0.001),
    spec({ connections: 100_000 }),
    spec({ connections: 1, workers: 1 }),
    spec({ percentiles: [100] }),
    spec({ interval: "100ms" }),
    spec({ interval: "10s" }),
    spec({ duration: "1ns" }),
    target({ headers: { "X-Tab": "a\tb", "X-Latin": "é" } }),
    target({ url: "https://[::1]:8443/x?y" }),
    target({ body: "" }),
    target({ tls: { cert: "c", key: "k" } }),
  ]) {
    t.same(issuesOf(input), []);
  }
});

t.test("isFrameInterval", async (t) => {
  for (const { text, expected } of [
    { text: "100ms", expected: true },
    { text: "1.5s", expected: true },
    { text: "10s", expected: true },
    { text: "0.1s", expected: true },
    { text: "99ms", expected: false },
    { text: "10.1s", expected: false },
    { text: "250ms", expected: false },
    { text: "100", expected: false },
    { text: "", expected: false },
  ]) {
    t.equal(isFrameInterval(text), expected, JSON.stringify(text));
  }
});
