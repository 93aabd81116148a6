import { readFileSync } from "node:fs";
import t from "tap";
import { ab } from "../../bench/peers/ab.js";
import { autocannon } from "../../bench/peers/autocannon.js";
import { fortio } from "../../bench/peers/fortio.js";
import { h2load } from "../../bench/peers/h2load.js";
import { hey } from "../../bench/peers/hey.js";
import { PEERS } from "../../bench/peers/index.js";
import type { Job, Peer, PeerReport } from "../../bench/peers/index.js";
import { k6 } from "../../bench/peers/k6.js";
import { ours } from "../../bench/peers/ours.js";
import { parsePrintedTime } from "../../bench/peers/printed-text.js";
import { wrk, wrk2 } from "../../bench/peers/wrk.js";

// The samples are what the tools printed on one machine (fortio's shortened, ours made by
// hand after the contract, k6's after the form that its issue tracker shows);
// the expected numbers below were read off them by eye.
const SAMPLES = new URL("../../../test/fixtures/peer-output/", import.meta.url);
const sample = (name: string): string => readFileSync(new URL(name, SAMPLES), "utf8");

const JOB: Job = {
  url: "http://127.0.0.1:8080/",
  connections: 32,
  seconds: 5,
  certificateFile: "/certificates/ca.pem",
  folder: "/job",
};
const RATE_JOB: Job = { ...JOB, ratePerSecond: 1000 };

const printed = (valueNs: number, resolutionNs: number) => ({ valueNs, resolutionNs });

interface Row {
  readonly peer: Peer;
  readonly file: string;
  readonly log?: string;
  readonly expected: PeerReport;
}

const ROWS: readonly Row[] = [
  {
    peer: wrk,
    file: "wrk.txt",
    expected: {
      requestCount: 275_945,
      failedCount: 0,
      requestsPerSecond: 137_795.43,
      p50: printed(117_000, 10),
      p90: printed(226_000, 10),
      p99: printed(312_000, 10),
      max: printed(2_520_000, 10_000),
    },
  },
  {
    peer: wrk,
    file: "wrk-errors.txt",
    expected: {
      requestCount: 63_011,
      failedCount: 63_011,
      requestsPerSecond: 57_283.4,
      p50: printed(46_000, 10),
      p90: printed(92_000, 10),
      p99: printed(1_220_000, 10_000),
      max: printed(3_690_000, 10_000),
    },
  },
  {
    peer: wrk,
    file: "wrk-seconds.txt",
    expected: {
      requestCount: 8,
      failedCount: 0,
      requestsPerSecond: 2.64,
      p50: printed(1_150_000_000, 10_000_000),
      p90: printed(1_160_000_000, 10_000_000),
      p99: printed(1_160_000_000, 10_000_000),
      max: printed(1_160_000_000, 10_000_000),
    },
  },
  {
    peer: wrk2,
    file: "wrk2.txt",
    expected: {
      requestCount: 1940,
      failedCount: 0,
      requestsPerSecond: 969.59,
      p50: printed(784_000, 10),
      p90: printed(1_310_000, 10_000),
      p99: printed(1_790_000, 10_000),
      max: printed(3_950_000, 10_000),
    },
  },
  {
    peer: ab,
    file: "ab.txt",
    expected: { requestCount: 302_494, failedCount: 0, requestsPerSecond: 151_244.5 },
  },
  {
    peer: ab,
    file: "ab-errors.txt",
    expected: { requestCount: 67_794, failedCount: 67_794, requestsPerSecond: 67_770.08 },
  },
  {
    peer: h2load,
    file: "h2load.txt",
    expected: { requestCount: 273_203, failedCount: 0, requestsPerSecond: 136_601.5 },
  },
  {
    peer: h2load,
    file: "h2load-errors.txt",
    expected: { requestCount: 48_266, failedCount: 48_266, requestsPerSecond: 48_266 },
  },
  {
    peer: hey,
    file: "hey.txt",
    expected: {
      requestCount: 95_276,
      failedCount: 0,
      requestsPerSecond: 47_615.5149,
      p50: printed(600_000, 100_000),
      p90: printed(1_100_000, 100_000),
      p99: printed(2_600_000, 100_000),
      max: printed(8_800_000, 100_000),
    },
  },
  {
    peer: hey,
    file: "hey-errors.txt",
    expected: {
      requestCount: 45_021,
      failedCount: 45_021,
      requestsPerSecond: 44_917.2559,
      p50: printed(100_000, 100_000),
      p90: printed(100_000, 100_000),
      p99: printed(200_000, 100_000),
      max: printed(2_500_000, 100_000),
    },
  },
  {
    peer: hey,
    file: "hey-refused.txt",
    expected: { requestCount: 0, failedCount: 20, requestsPerSecond: 10_423.2681 },
  },
  {
    peer: autocannon,
    file: "autocannon.txt",
    expected: {
      requestCount: 165_716,
      failedCount: 0,
      // 165 716 in 2.02 s
      requestsPerSecond: 82_037.62376237624,
      p50: printed(0, 1e6),
      p90: printed(0, 1e6),
      p99: printed(1e6, 1e6),
      max: printed(20e6, 1e6),
    },
  },
  {
    peer: autocannon,
    file: "autocannon-errors.txt",
    expected: {
      requestCount: 53_983,
      failedCount: 53_983,
      // 53 983 in 1.02 s
      requestsPerSecond: 52_924.509803921566,
      p50: printed(0, 1e6),
      p90: printed(0, 1e6),
      p99: printed(0, 1e6),
      max: printed(12e6, 1e6),
    },
  },
  {
    peer: fortio,
    file: "fortio.json",
    expected: {
      requestCount: 50,
      failedCount: 6,
      requestsPerSecond: 48.90976849079528,
      p50: printed(300_000, 1000),
      p90: printed(1_369_231, 1000),
      p99: printed(1_654_638, 1000),
      max: printed(1_672_851, 1),
    },
  },
  {
    peer: k6,
    file: "k6-summary.json",
    expected: {
      requestCount: 5000,
      failedCount: 50,
      requestsPerSecond: 999.8714263,
      p50: printed(1_558_046, 1),
      p90: printed(2_253_488, 1),
      p99: printed(7_593_240, 1),
      max: printed(21_068_284, 1),
    },
  },
];

t.test("parse", async (t) => {
  for (const { peer, file, expected } of ROWS) {
    await t.test(`reads the figures of ${file}`, async (t) => {
      const text = sample(file);
      // k6 says it in a file, the others on standard output.
      const output = {
        stdout: peer === k6 ? "" : text,
        stderr: "",
        readFile: () => (peer === k6 ? text : ""),
      };
      t.strictSame(peer.parse(output, JOB), expected);
    });
  }
  for (const peer of PEERS.filter((p) => p !== ours)) {
    await t.test(`of ${peer.name} refuses an output without figures`, async (t) => {
      const output = { stdout: "{}", stderr: "", readFile: () => "" };
      t.throws(() => peer.parse(output, JOB), { message: /its (output|JSON) has no / });
    });
  }
});

t.test("h2load", async (t) => {
  t.test("takes percentiles from the third column of its log", async (t) => {
    const log = sample("h2load-requests.tsv");
    const stdout = sample("h2load-rate.txt");
    const report = h2load.parse({ stdout, stderr: "", readFile: () => log }, RATE_JOB);
    // sort -n -k3 of the sample: of 20 rows the 10th, 18th and 20th
    t.strictSame(
      [report.p50, report.p90, report.p99, report.max],
      [245_000, 334_000, 379_000, 379_000].map((valueNs) => printed(valueNs, 1000)),
    );
  });
});

t.test("ours", async (t) => {
  const parse = (stdout: string) => ours.parse({ stdout, stderr: "", readFile: () => "" }, JOB);

  t.test(
    "reads response time, both halves of the verdict, and the clocks of the bars",
    async (t) => {
      t.strictSame(parse(sample("mesh-bench.json")), {
        requestCount: 299,
        failedCount: 3,
        requestsPerSecond: 98.66,
        p50: printed(201_000, 1),
        p90: printed(700_100_000, 1),
        p99: printed(971_000_000, 1),
        own: {
          latenessNsP50: 900,
          responseNsP50: 201_000,
          responseNsP90: 700_100_000,
          responseNsP99: 971_000_000,
          serviceNsP50: 150_000,
          verdict: "suspect",
          reasonCodes: ["generatorBound"],
        },
      });
    },
  );
  t.test("has no figure for a percentile that censoring leaves unbounded", async (t) => {
    t.equal(parse(sample("mesh-bench.json")).own?.serviceNsP99, undefined);
  });
  t.test("verifies the certificate of an https target and of no other", async (t) => {
    const secure = ours.argv({ ...JOB, url: "https://127.0.0.1:8443/" });
    t.equal(secure[secure.indexOf("--cacert") + 1], "/certificates/ca.pem");
    t.notOk(ours.argv(JOB).includes("--cacert"));
    t.notOk(secure.includes("--insecure"));
  });
});

t.test("argv", async (t) => {
  await t.test("shares a global rate among hey's workers and h2load's connections", async (t) => {
    t.ok(hey.argv(RATE_JOB).join(" ").includes("-q 31.25 "));
    t.ok(h2load.argv(RATE_JOB).includes("--rps=31.25"));
  });
  await t.test("gives the others the rate as it is", async (t) => {
    t.ok(ours.argv(RATE_JOB).join(" ").includes("-r 1000 "));
    t.ok(autocannon.argv(RATE_JOB).join(" ").includes("-R 1000 "));
    t.ok(wrk2.argv(RATE_JOB).includes("-R1000"));
    t.ok(fortio.argv(RATE_JOB).join(" ").includes("-qps 1000 "));
    t.ok(k6.argv(RATE_JOB).includes("RATE=1000"));
    t.notOk(k6.argv(JOB).join(" ").includes("RATE="), "none, none");
  });
  await t.test("puts ab's count after its time, which would reset it", async (t) => {
    const argv = ab.argv(JOB);
    t.ok(argv.indexOf("-n") > argv.indexOf("-t"));
  });
});

t.test("refusal", async (t) => {
  await t.test("names the missing mode", async (t) => {
    t.equal(wrk.refusal(RATE_JOB), "no rate mode");
    t.equal(ab.refusal(RATE_JOB), "no rate mode");
    t.equal(wrk2.refusal(JOB), "no mode without a rate");
  });
  await t.test("is absent for what a tool can do", async (t) => {
    t.equal(wrk.refusal(JOB), undefined);
    t.equal(wrk2.refusal(RATE_JOB), undefined);
    t.equal(hey.refusal(RATE_JOB), undefined);
  });
});

t.test("parsePrintedTime", async (t) => {
  for (const { text, valueNs, resolutionNs } of [
    { text: "117.00us", valueNs: 117_000, resolutionNs: 10 },
    { text: "1.09ms", valueNs: 1_090_000, resolutionNs: 10_000 },
    { text: "1.20s", valueNs: 1_200_000_000, resolutionNs: 10_000_000 },
    { text: "1.50m", valueNs: 90e9, resolutionNs: 0.6e9 },
    { text: "0.0026 secs", valueNs: 2_600_000, resolutionNs: 100_000 },
  ]) {
    await t.test(`reads ${text}`, async (t) => {
      t.strictSame(parsePrintedTime(text), { valueNs, resolutionNs });
    });
  }
  await t.test("refuses a unit it does not know", async (t) => {
    t.throws(() => parsePrintedTime("3 fortnights"), { message: /"3 fortnights" is not a time/ });
  });
});
