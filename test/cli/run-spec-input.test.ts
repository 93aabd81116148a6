import t from "tap";
import { assertConsistent } from "../../cli/load/contradictions.js";
import type { LoadOptions } from "../../cli/load/options.js";
import { toRunSpecInput } from "../../cli/load/run-spec-input.js";

const URL_TYPED = "http://127.0.0.1:8081/";
const noStdin = (): Promise<string> => Promise.reject(new Error("nobody asked for standard input"));
const inputOf = (options: LoadOptions): Promise<unknown> =>
  toRunSpecInput(URL_TYPED, options, noStdin);

t.test("toRunSpecInput", async (t) => {
  const target = { url: URL_TYPED };
  const rows: readonly { name: string; options: LoadOptions; expected: Record<string, unknown> }[] =
    [
      { name: "leaves everything out that was not typed", options: {}, expected: { target } },
      {
        name: "makes a numeric rate an open, constant plan",
        options: { rate: "0.2", maxPending: "10" },
        expected: {
          target,
          load: {
            model: "open",
            arrivals: { kind: "constant", ratePerSecond: 0.2 },
            maxPending: 10,
          },
        },
      },
      {
        name: "makes max a closed run",
        options: { rate: "max" },
        expected: { target, load: { model: "closed" } },
      },
      {
        name: "makes --model closed a closed run",
        options: { model: "closed" },
        expected: { target, load: { model: "closed" } },
      },
      {
        name: "reads numbers, and keeps auto a word",
        options: { connections: "64", workers: "auto", requests: "1e3", seed: "7" },
        expected: { target, connections: 64, workers: "auto", requests: 1000, seed: 7 },
      },
      {
        name: "says how long connections live, and what they carry",
        options: {
          streams: "4",
          maxRequestsPerConnection: "100",
          maxConnectionAge: "30s",
          connect: "before",
          connectStagger: "5ms",
          retry: "none",
        },
        expected: {
          target,
          streams: 4,
          maxRequestsPerConnection: 100,
          maxConnectionAge: "30s",
          connect: "before",
          connectStagger: "5ms",
          retry: "none",
        },
      },
      {
        name: "keeps what is no number as it was typed, for the schema to refuse",
        options: { connections: "", workers: "0x2", requests: "many" },
        expected: { target, connections: "", workers: "0x2", requests: "many" },
      },
      {
        name: "passes durations on as text",
        options: { duration: "10", warmup: "1s", timeout: "2s", drain: "3s", interval: "500ms" },
        expected: {
          target,
          duration: "10",
          warmup: "1s",
          timeout: "2s",
          drain: "3s",
          interval: "500ms",
        },
      },
      {
        name: "keeps the histograms of intervals for a file that is made of them",
        options: { output: ["run.json", "run.hlog"] },
        expected: { target, seriesHistograms: true },
      },
      {
        name: "keeps none for other files",
        options: { output: ["run.json", "run.hgrm"] },
        expected: { target },
      },
      {
        name: "passes the precision on as it was typed",
        options: { until: "ci(p99) < 5%" },
        expected: { target, until: "ci(p99) < 5%" },
      },
      {
        name: "splits percentiles at commas",
        options: { percentiles: "50, 99.9,x" },
        expected: { target, percentiles: [50, 99.9, "x"] },
      },
      {
        name: "splits headers at the first colon and joins repeated ones as HTTP allows",
        options: {
          header: ["Accept: a/b", "X-Time:10:30", "accept: c/d", "Cookie: a=1", "cookie: b=2"],
        },
        expected: {
          target: {
            ...target,
            headers: { Accept: "a/b, c/d", "X-Time": "10:30", Cookie: "a=1; b=2" },
          },
        },
      },
      {
        name: "takes the source of an upstream's time apart",
        options: { serverTiming: "Server-Timing:total@us" },
        expected: {
          target,
          serverTiming: { header: "Server-Timing", metric: "total", unit: "us" },
        },
      },
      {
        name: "needs no more than a header for it",
        options: { serverTiming: "x-took" },
        expected: { target, serverTiming: { header: "x-took" } },
      },
      {
        name: "keeps what is empty in it, for the schema to refuse",
        options: { serverTiming: ":@" },
        expected: { target, serverTiming: { header: "", metric: "", unit: "" } },
      },
      {
        name: "names the feed's file, and splits success at commas",
        options: { feed: "users.csv", success: "2xx, 304,x" },
        expected: {
          target,
          feed: { file: "users.csv" },
          success: { status: ["2xx", "304", "x"] },
        },
      },
      {
        name: "takes checks apart",
        options: { check: ["status=200", "body~ok"] },
        expected: {
          target,
          checks: [
            { kind: "status", anyOf: ["200"] },
            { kind: "bodyContains", text: "ok" },
          ],
        },
      },
      {
        name: "splits labels at the first equals sign",
        options: { label: ["stage=canary", "note=a=b", "__proto__=x"] },
        expected: {
          target,
          labels: Object.fromEntries([
            ["stage", "canary"],
            ["note", "a=b"],
            ["__proto__", "x"],
          ]),
        },
      },
      {
        name: "gathers the TLS flags",
        options: {
          insecure: true,
          cacert: "ca.pem",
          cert: "c.pem",
          key: "k.pem",
          serverName: "a.example",
        },
        expected: {
          target: {
            ...target,
            tls: {
              insecure: true,
              ca: "ca.pem",
              cert: "c.pem",
              key: "k.pem",
              serverName: "a.example",
            },
          },
        },
      },
      {
        name: "passes the rest of the target on",
        options: {
          method: "PUT",
          unixSocket: "/run/x.sock",
          connectTo: "127.0.0.1:1",
          client: "standard",
        },
        expected: {
          target: { ...target, method: "PUT", unixSocket: "/run/x.sock", connectTo: "127.0.0.1:1" },
          client: "standard",
        },
      },
      {
        name: "takes a body as text",
        options: { body: "a" },
        expected: { target: { ...target, body: "a" } },
      },
      {
        name: "takes a body from a file",
        options: { body: "@b.json" },
        expected: { target: { ...target, body: { file: "b.json" } } },
      },
      {
        name: "takes a random body by size",
        options: { bodySize: "10" },
        expected: { target: { ...target, body: { randomBytes: 10 } } },
      },
    ];
  for (const { name, options, expected } of rows) {
    await t.test(name, async (t) => {
      t.strictSame(await inputOf(options), expected);
    });
  }

  await t.test("takes a body from standard input", async (t) => {
    const input = await toRunSpecInput(URL_TYPED, { body: "@-" }, () => Promise.resolve("typed"));
    t.strictSame(input, { target: { ...target, body: "typed" } });
  });

  const refused: readonly { name: string; options: LoadOptions; message: RegExp }[] = [
    {
      name: "a header without a colon",
      options: { header: ["oops"] },
      message: /^--header is "oops"; it must be "Name: value"/,
    },
    {
      name: "a header without a name",
      options: { header: [": v"] },
      message: /^--header is ": v";/,
    },
    {
      name: "a space in a header's name",
      options: { header: ["a b: v"] },
      message: /^--header is "a b: v";/,
    },
    {
      name: "a header that would start another one",
      options: { header: ["a: v\r\nb: w"] },
      message: /on one line$/,
    },
    {
      name: "a label without a value",
      options: { label: ["oops"] },
      message: /^--label is "oops"; it must be key=value$/,
    },
    {
      name: "a label without a key",
      options: { label: ["=v"] },
      message: /^--label is "=v"; it must be key=value$/,
    },
  ];
  for (const { name, options, message } of refused) {
    await t.test(`refuses ${name}`, async (t) => {
      await t.rejects(inputOf(options), { name: "UsageError", message });
    });
  }
});

t.test("assertConsistent", async (t) => {
  const rows: readonly { options: LoadOptions; url?: string; message: RegExp }[] = [
    {
      options: { model: "x" },
      message: /^--model is "x"; it must be "open" or "closed" or "paced"$/,
    },
    { options: { model: "paced" }, message: /^--model is "paced"; it needs --rate/ },
    {
      options: { thinkTime: "1s", rate: "5" },
      message: /^--think-time is "1s" and --rate is 5; a closed run has no planned rate/,
    },
    {
      options: { model: "paced", rate: "5", arrivals: "poisson" },
      message: /^--model is "paced" and --arrivals is "poisson"; a paced run has one rate/,
    },
    {
      options: { model: "closed", rate: "100" },
      message: /^--model is "closed" and --rate is 100;/,
    },
    { options: { model: "open" }, message: /^--model is "open"; it needs --rate/ },
    { options: { model: "open", rate: "max" }, message: /^--model is "open"; it needs --rate/ },
    { options: { arrivals: "constant" }, message: /^--arrivals is "constant"; it needs --rate/ },
    { options: { catchUp: "sendAll" }, message: /^--catch-up is "sendAll"; it needs --rate/ },
    {
      options: { arrivals: "ramp:1..5", model: "closed" },
      message: /^--model is "closed" and --arrivals is "ramp:1\.\.5"; a closed run/,
    },
    {
      options: { arrivals: "sine:5,1,1s", rate: "max" },
      message: /^--rate is "max" and --arrivals is "sine:5,1,1s", which has rates of its own/,
    },
    { options: { maxPending: "5" }, message: /^--max-pending is 5; it needs --rate/ },
    {
      options: { body: "a", bodySize: "5" },
      message: /^--body is "a" and --body-size is 5; only one/,
    },
    {
      options: { method: "PUT", scenarios: "mix.json" },
      message: /^--method is "PUT" and --scenarios is "mix.json"; each scenario has its own/,
    },
    {
      options: { body: "a", scenarios: "mix.json" },
      message: /^--body is "a" and --scenarios is "mix.json";/,
    },
    {
      options: { bodySize: "5", scenarios: "mix.json" },
      message: /^--body-size is 5 and --scenarios is "mix.json";/,
    },
    {
      options: { unixSocket: "/a", connectTo: "b:1" },
      message: /^--unix-socket is "\/a" and --connect-to is "b:1";/,
    },
    {
      url: "https://a/",
      options: { cert: "c.pem" },
      message: /^--cert is "c.pem"; it needs --key too$/,
    },
    {
      url: "https://a/",
      options: { key: "k.pem" },
      message: /^--key is "k.pem"; it needs --cert too$/,
    },
    { options: { insecure: true }, message: /^--insecure needs an https URL; the URL is "http:/ },
    { options: { cacert: "ca.pem" }, message: /^--cacert is "ca.pem"; it needs an https URL/ },
    { options: { serverName: "a" }, message: /^--server-name is "a"; it needs an https URL/ },
    { options: { cert: "c", key: "k" }, message: /^--cert is "c"; it needs an https URL/ },
  ];
  for (const { options, message, url } of rows) {
    await t.test(`refuses ${JSON.stringify(options)}`, async (t) => {
      t.throws(
        () => {
          assertConsistent(url ?? URL_TYPED, options);
        },
        { name: "UsageError", message },
      );
    });
  }
  const fine: readonly { options: LoadOptions; url?: string }[] = [
    { options: {} },
    { options: { scenarios: "mix.json", header: ["a: b"], feed: "users.csv", check: ["body~a"] } },
    { options: { rate: "max", model: "closed", pacing: "precise" } },
    { options: { rate: "100", model: "open", arrivals: "constant", maxPending: "5" } },
    { options: { arrivals: "ramp:1..5", model: "open", catchUp: "skip:1ms", maxPending: "5" } },
    {
      url: "https://a/",
      options: { insecure: true, cert: "c", key: "k", cacert: "a", serverName: "s" },
    },
  ];
  for (const { options, url } of fine) {
    await t.test(`accepts ${JSON.stringify(options)}`, async (t) => {
      t.doesNotThrow(() => {
        assertConsistent(url ?? URL_TYPED, options);
      });
    });
  }
});
