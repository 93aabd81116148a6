import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { ABORT_WANTED, MAX_ABORT_CONDITIONS } from "./abort.js";
import { arrivalsSchema, rateAboveZero } from "./arrivals-schema.js";
import { CATCH_UP_WANTED } from "./catch-up.js";
import { checks, scenarios } from "./scenario-schema.js";
import { body, headers, method, success } from "./request-schema.js";
import { TOKEN, closedObject, duration, durationAboveZero, text } from "./schema-parts.js";
import { MAX_SLOS, SLO_WANTED } from "./slo.js";
import { UNTIL_WANTED } from "./until.js";

/**
 * The one description of a run's input: types, validation, defaults and OpenAPI all come from here.
 *
 * `wanted` completes the sentence "… it must be" when a value is refused.
 */

/** Largest number of connections of one run. */
export const MAX_CONNECTIONS = 100_000;
/** Most requests in flight on one connection, and most of them over all connections of one run. */
export const MAX_STREAMS = 1000;
export const MAX_SLOTS = 100_000;

const tls = Type.Object(
  {
    insecure: Type.Boolean({ default: false, wanted: "true or false" }),
    ca: Type.Optional(text("the path of a PEM file")),
    cert: Type.Optional(text("the path of a PEM file")),
    key: Type.Optional(text("the path of a PEM file")),
    serverName: Type.Optional(text("a host name")),
    minVersion: Type.Optional(
      Type.Union([Type.Literal("TLSv1.2"), Type.Literal("TLSv1.3")], {
        wanted: '"TLSv1.2" or "TLSv1.3"',
      }),
    ),
  },
  { ...closedObject, default: {}, wanted: "an object" },
);

const target = Type.Object(
  {
    url: Type.String({
      format: "mesh-bench-url",
      wanted:
        "a URL such as http://127.0.0.1:8080/ (http or https, with a host and a port above 0)",
    }),
    method: Type.Optional(method()),
    headers: headers({ default: {} }),
    body: Type.Optional(body),
    tls,
    unixSocket: Type.Optional(text("the path of a Unix socket")),
    connectTo: Type.Optional(
      Type.String({
        format: "mesh-bench-host-port",
        wanted: 'host:port, such as "127.0.0.1:8443"',
      }),
    ),
  },
  { ...closedObject, wanted: "an object with at least a url" },
);

const catchUp = Type.String({
  format: "mesh-bench-catch-up",
  default: "sendAll",
  wanted: CATCH_UP_WANTED,
});
const maxPending = Type.Integer({
  minimum: 1,
  maximum: 1e8,
  default: 1e6,
  wanted: "a whole number from 1 to 100000000",
});

const openLoad = Type.Object(
  {
    model: Type.Literal("open"),
    arrivals: arrivalsSchema,
    catchUp,
    maxPending,
  },
  closedObject,
);
const connectionCount = () =>
  Type.Integer({
    minimum: 1,
    maximum: MAX_CONNECTIONS,
    wanted: `a whole number from 1 to ${MAX_CONNECTIONS}`,
  });

const connectionSchedule = Type.Union(
  [
    Type.Object(
      {
        kind: Type.Literal("step"),
        from: connectionCount(),
        to: Type.Optional(connectionCount()),
        by: connectionCount(),
        every: durationAboveZero(),
      },
      closedObject,
    ),
    Type.Object(
      {
        kind: Type.Literal("line"),
        from: connectionCount(),
        to: Type.Optional(connectionCount()),
        over: durationAboveZero(),
      },
      closedObject,
    ),
  ],
  {
    discriminator: { propertyName: "kind" },
    wanted:
      'an object such as {"kind": "step", "from": 1, "by": 4, "every": "10s"} or {"kind": "line", "from": 1, "over": "1m"}',
  },
);

const closedLoad = Type.Object(
  {
    model: Type.Literal("closed"),
    thinkTime: duration({ default: "0s" }),
    connectionSchedule: Type.Optional(connectionSchedule),
  },
  closedObject,
);
const pacedLoad = Type.Object(
  {
    model: Type.Literal("paced"),
    ratePerSecond: rateAboveZero(),
    catchUp,
    maxPending,
  },
  closedObject,
);

const load = Type.Union([closedLoad, openLoad, pacedLoad], {
  discriminator: { propertyName: "model" },
  default: { model: "closed" },
  wanted: 'an object with "model": "open", "closed" or "paced"',
});

const serverTiming = Type.Object(
  {
    header: Type.String({ pattern: TOKEN, wanted: "a header name such as Server-Timing" }),
    metric: Type.Optional(
      Type.String({ pattern: TOKEN, wanted: "the name of a metric such as total" }),
    ),
    unit: Type.Union([Type.Literal("ms"), Type.Literal("us"), Type.Literal("s")], {
      default: "ms",
      wanted: '"ms", "us" or "s"',
    }),
  },
  { ...closedObject, wanted: 'an object with a header, such as {"header": "Server-Timing"}' },
);

const workers = Type.Union([Type.Literal("auto"), Type.Integer({ minimum: 1, maximum: 1024 })], {
  default: "auto",
  wanted: '"auto" or a whole number from 1 to 1024',
});

const percentiles = Type.Array(
  Type.Number({ exclusiveMinimum: 0, maximum: 100, wanted: "a number above 0 and up to 100" }),
  {
    minItems: 1,
    maxItems: 32,
    default: [50, 75, 90, 95, 99, 99.9, 99.99],
    wanted: "1 to 32 numbers above 0 and up to 100",
  },
);

const slo = Type.Array(Type.String({ format: "mesh-bench-slo", wanted: SLO_WANTED }), {
  maxItems: MAX_SLOS,
  wanted: `a list of at most ${MAX_SLOS} objectives such as "p99 < 10ms"`,
});

const abortOn = Type.Array(Type.String({ format: "mesh-bench-abort", wanted: ABORT_WANTED }), {
  maxItems: MAX_ABORT_CONDITIONS,
  wanted: `a list of at most ${MAX_ABORT_CONDITIONS} conditions such as "status 5xx"`,
});

/** The schema of {@link RunSpec}. */
export const runSpecSchema = Type.Object(
  {
    target,
    scenarios: Type.Optional(scenarios),
    feed: Type.Optional(
      Type.Object(
        { file: text("the path of a CSV or NDJSON file") },
        { ...closedObject, wanted: 'an object such as {"file": "users.csv"}' },
      ),
    ),
    success: success({ default: {} }),
    checks: checks({ default: [] }),
    protocol: Type.Literal("http1", { default: "http1", wanted: '"http1"' }),
    client: Type.Union([Type.Literal("wire"), Type.Literal("standard")], {
      default: "wire",
      wanted: '"wire" or "standard"',
    }),
    load,
    connections: Type.Integer({
      minimum: 1,
      maximum: MAX_CONNECTIONS,
      default: 32,
      wanted: `a whole number from 1 to ${MAX_CONNECTIONS}`,
    }),
    connectionChoice: Type.Union(
      [
        Type.Literal("roundRobin"),
        Type.Literal("lifo"),
        Type.Literal("random"),
        Type.Literal("leastBusy"),
      ],
      { default: "roundRobin", wanted: '"roundRobin", "lifo", "random" or "leastBusy"' },
    ),
    streams: Type.Integer({
      minimum: 1,
      maximum: MAX_STREAMS,
      default: 1,
      wanted: `a whole number from 1 to ${MAX_STREAMS}`,
    }),
    maxRequestsPerConnection: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1e9, wanted: "a whole number from 1 to 1000000000" }),
    ),
    maxConnectionAge: Type.Optional(durationAboveZero()),
    connect: Type.Union([Type.Literal("before"), Type.Literal("lazy")], {
      default: "before",
      wanted: '"before" or "lazy"',
    }),
    connectStagger: duration({ default: "0s" }),
    retry: Type.Union([Type.Literal("idle-close"), Type.Literal("none")], {
      default: "idle-close",
      wanted: '"idle-close" or "none"',
    }),
    workers,
    pacing: Type.Union([Type.Literal("auto"), Type.Literal("precise"), Type.Literal("economy")], {
      default: "auto",
      wanted: '"auto", "precise" or "economy"',
    }),
    duration: Type.Optional(durationAboveZero()),
    requests: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 1e12, wanted: "a whole number from 1 to 1000000000000" }),
    ),
    until: Type.Optional(Type.String({ format: "mesh-bench-until", wanted: UNTIL_WANTED })),
    slo: Type.Optional(slo),
    abortOn: Type.Optional(abortOn),
    warmup: duration({ default: "0s" }),
    timeout: durationAboveZero({ default: "10s" }),
    queueTimeout: Type.Optional(durationAboveZero()),
    drain: duration({ default: "10s" }),
    seed: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        wanted: `a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`,
      }),
    ),
    interval: Type.String({
      format: "mesh-bench-frame-interval",
      default: "1s",
      wanted: 'a duration from "100ms" to "10s", in steps of 100ms',
    }),
    seriesHistograms: Type.Boolean({ default: false, wanted: "true or false" }),
    percentiles,
    bundle: Type.Boolean({ default: false, wanted: "true or false" }),
    serverTiming: Type.Optional(serverTiming),
    labels: Type.Record(Type.String(), Type.String({ wanted: "a text" }), {
      default: {},
      wanted: "an object of texts",
    }),
  },
  { ...closedObject, $id: "RunSpec", title: "RunSpec", wanted: "an object with a target" },
);

/** The schema's own type: every field that has a default is there. */
export type RunSpecWithDefaults = Static<typeof runSpecSchema>;
