import t from "tap";
import { LoadError } from "../../../../engine/core/index.js";
import { parseRunSpec } from "../../../../engine/core/spec/parse-run-spec.js";

const URL_TEXT = "http://127.0.0.1:8080/";
const DURATION = 'a duration with a unit, such as "250us", "500ms", "1.5s" or "1h30m"';
const ABOVE_ZERO = 'a duration above zero with a unit, such as "250us", "500ms", "1.5s" or "1h30m"';

const refused: readonly {
  readonly input: Record<string, unknown>;
  readonly pointer: string;
  readonly message: string;
}[] = [
  ...[0, 1.5, 1001, "2"].map((streams) => ({
    input: { streams },
    pointer: "/streams",
    message: `streams is ${JSON.stringify(streams)}; it must be a whole number from 1 to 1000`,
  })),
  {
    input: { connections: 334, streams: 300 },
    pointer: "/streams",
    message:
      "streams is 300; it must be at most 299 with 334 connections, for 100000 requests in flight",
  },
  {
    input: { client: "standard", streams: 2 },
    pointer: "/streams",
    message: 'streams is 2; it must be 1 with the client "standard"',
  },
  ...[0, 2.5, 1e10, "1"].map((maxRequestsPerConnection) => ({
    input: { maxRequestsPerConnection },
    pointer: "/maxRequestsPerConnection",
    message: `maxRequestsPerConnection is ${JSON.stringify(maxRequestsPerConnection)}; it must be a whole number from 1 to 1000000000`,
  })),
  {
    input: { maxRequestsPerConnection: 3, streams: 4 },
    pointer: "/maxRequestsPerConnection",
    message: "maxRequestsPerConnection is 3; it must be at least streams (4)",
  },
  ...["0s", "30", 30].map((maxConnectionAge) => ({
    input: { maxConnectionAge },
    pointer: "/maxConnectionAge",
    message: `maxConnectionAge is ${JSON.stringify(maxConnectionAge)}; it must be ${ABOVE_ZERO}`,
  })),
  {
    input: { connectStagger: "5" },
    pointer: "/connectStagger",
    message: `connectStagger is "5"; it must be ${DURATION}`,
  },
  ...["eager", false].map((connect) => ({
    input: { connect },
    pointer: "/connect",
    message: `connect is ${JSON.stringify(connect)}; it must be "before" or "lazy"`,
  })),
  {
    input: { connect: "lazy", connectStagger: "5ms" },
    pointer: "/connectStagger",
    message:
      'connectStagger is "5ms"; it must be "0s" with connect "lazy", which opens each connection when a request needs it',
  },
  ...["always", true].map((retry) => ({
    input: { retry },
    pointer: "/retry",
    message: `retry is ${JSON.stringify(retry)}; it must be "idle-close" or "none"`,
  })),
];

t.test("parseRunSpec refuses rules of connections that can't hold", async (t) => {
  for (const { input, pointer, message } of refused) {
    t.throws(
      () => parseRunSpec({ target: { url: URL_TEXT }, ...input }),
      new LoadError("MB_SPEC_INVALID", message, { issues: [{ pointer, message }] }),
    );
  }
});

t.test("parseRunSpec takes rules of connections up to their bounds", async (t) => {
  for (const input of [
    { connections: 100, streams: 1000, maxRequestsPerConnection: 1000 },
    { connections: 100_000 },
    { connect: "lazy", connectStagger: "0ms" },
    { client: "standard", maxRequestsPerConnection: 1, maxConnectionAge: "1ns" },
  ]) {
    t.doesNotThrow(() => parseRunSpec({ target: { url: URL_TEXT }, ...input }));
  }
});
