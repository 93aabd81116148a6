import t from "tap";
import { inFlagWords } from "../../cli/load/flag-issues.js";
import type { LoadOptions } from "../../cli/load/options.js";
import { LoadError } from "../../engine/core/index.js";

const URL_TYPED = "http://127.0.0.1:8081/";

t.test("inFlagWords", async (t) => {
  const rows: readonly {
    pointer: string;
    message: string;
    options: LoadOptions;
    expected: string;
  }[] = [
    {
      pointer: "/load/arrivals/ratePerSecond",
      message: "load.arrivals.ratePerSecond is -1; it must be a number above 0",
      options: { rate: "-1" },
      expected: '--rate is -1; it must be a number above 0, or "max"',
    },
    {
      pointer: "/duration",
      message: 'duration is "abc"; it must be a duration with a unit',
      options: { duration: "abc" },
      expected: '--duration is "abc"; it must be a duration with a unit',
    },
    {
      pointer: "/percentiles/1",
      message: "percentiles.1 is 101; it must be a number above 0 and up to 100",
      options: { percentiles: "50, 101" },
      expected: "--percentiles contains 101; it must be a number above 0 and up to 100",
    },
    {
      pointer: "/target/url",
      message: 'target.url is "x"; it must be a URL',
      options: {},
      expected: `url is "${URL_TYPED}"; it must be a URL`,
    },
    {
      pointer: "/target/body/file",
      message: 'target.body.file is "missing", which can\'t be read: no such file',
      options: { body: "@missing" },
      expected: '--body is "@missing", which can\'t be read: no such file',
    },
    {
      pointer: "/target/headers/Content-Length",
      message: "target.headers.Content-Length can't be given; it follows from the body",
      options: { header: ["Accept: a", "content-length: 5"] },
      expected: '--header is "content-length: 5"; it can\'t be given; it follows from the body',
    },
    {
      pointer: "/slo/1",
      message: 'slo.1 is "p99 < 10"; it must be an objective',
      options: { slo: ["failed < 1%", "p99 < 10"] },
      expected: '--slo is "p99 < 10"; it must be an objective',
    },
    {
      pointer: "/slo",
      message: "slo is [5]; it must be a list of at most 32 objectives",
      options: { slo: ["failed < 1%"] },
      expected: "--slo: slo is [5]; it must be a list of at most 32 objectives",
    },
    {
      pointer: "/scenarios/0/weight",
      message: "scenarios.0.weight is 0; it must be a number above 0",
      options: { scenarios: "mix.json" },
      expected: '--scenarios is "mix.json": scenarios.0.weight is 0; it must be a number above 0',
    },
    {
      pointer: "/scenarios/1/body/file",
      message: 'scenarios.1.body.file is "missing", which can\'t be read: no such file',
      options: { scenarios: "mix.json" },
      expected:
        '--scenarios is "mix.json": scenarios.1.body.file is "missing", which can\'t be read: no such file',
    },
    {
      pointer: "/feed/file",
      message: 'feed.file is "missing", which can\'t be read: no such file',
      options: { feed: "missing" },
      expected: '--feed is "missing", which can\'t be read: no such file',
    },
    {
      pointer: "/feed",
      message: "feed is given, but no request uses a value of it; it has {{a}}",
      options: { feed: "a.csv" },
      expected: '--feed is "a.csv"; it is given, but no request uses a value of it; it has {{a}}',
    },
    {
      pointer: "/success/status/1",
      message: 'success.status.1 is "20x"; it must be a code',
      options: { success: "2xx, 20x" },
      expected: '--success contains "20x"; it must be a code',
    },
    {
      pointer: "/checks/1/name",
      message: 'checks.1.name is "a b"; it must be a header name',
      options: { check: ["body~a", "header:a b"] },
      expected: '--check is "header:a b": name is "a b"; it must be a header name',
    },
    {
      pointer: "/checks",
      message: "checks is […]; it must be a list of at most 64 checks",
      options: { check: ["body~a"] },
      expected: "--check: checks is […]; it must be a list of at most 64 checks",
    },
    {
      pointer: "/target/url",
      message: 'target.url: placeholder "{{x}}" is not known; it must be {{seq}}',
      options: {},
      expected: `url is "${URL_TYPED}": placeholder "{{x}}" is not known; it must be {{seq}}`,
    },
    {
      pointer: "/protocol",
      message: 'protocol is "x"; it must be "http1"',
      options: {},
      expected: 'protocol is "x"; it must be "http1"',
    },
  ];
  for (const { pointer, message, options, expected } of rows) {
    await t.test(`says of ${pointer}: ${expected}`, async (t) => {
      const error = new LoadError("MB_SPEC_INVALID", message, { issues: [{ pointer, message }] });
      t.equal(inFlagWords(error, URL_TYPED, options), expected);
    });
  }
  await t.test("says everything that is wrong on one line", async (t) => {
    const issues = [
      { pointer: "/connections", message: "connections is 0; it must be 1 or more" },
      { pointer: "/workers", message: "workers is 0; it must be 1 or more" },
    ];
    const error = new LoadError("MB_SPEC_INVALID", "two fields", { issues });
    t.equal(
      inFlagWords(error, URL_TYPED, { connections: "0", workers: "0" }),
      "--connections is 0; it must be 1 or more; also, --workers is 0; it must be 1 or more",
    );
  });
});
