import t from "tap";
import type { RunResult } from "../../../../engine/index.js";
import { smpFormat } from "../../../../engine/result/formats/smp.js";
import { OPEN_RESULT } from "../../../fixtures/load-results.js";
import {
  CENSORED_INTERVALS,
  INTERVALS,
  NOTHING_MEASURED,
  measuredResult,
} from "../../../fixtures/measured-result.js";

interface Message {
  readonly labels: Readonly<Record<string, string>>;
  readonly latencies_ms: Readonly<Record<string, number>>;
}

function messageOf(result: RunResult): Message {
  return JSON.parse(smpFormat.write(result).text) as Message;
}

t.test("smpFormat", async (t) => {
  await t.test("has the message's fields, latencies in milliseconds", async (t) => {
    const labels = { stage: "canary" };
    t.strictSame(messageOf({ ...OPEN_RESULT, labels }), {
      smp_version: "v0.0.1",
      id: "20260102-030405-abc123",
      labels: { stage: "canary", "mesh-bench.generator": "valid" },
      start_time: "2026-01-02T03:04:05.000Z",
      end_time: "2026-01-02T03:04:15.020Z",
      latencies_ms: {
        min: 0.0456,
        average: 0.12,
        p50: 0.101,
        p90: 0.202,
        p99: 1.23,
        max: 5.21,
      },
      actual_qps: 996.7,
    });
  });

  await t.test("has percentiles that the run did not report", async (t) => {
    const all = measuredResult(INTERVALS);
    const { "50": p50, "90": p90, "99": p99, ...others } = all.latency.response.percentiles;
    const response = { ...all.latency.response, percentiles: others };
    const message = messageOf({ ...all, latency: { ...all.latency, response } });
    t.match(message.latencies_ms, {
      p50: Number(p50) / 1e6,
      p90: Number(p90) / 1e6,
      p99: Number(p99) / 1e6,
    });
    t.notOk("mesh-bench.lower-bounds" in message.labels);
  });

  await t.test("takes those for lower bounds where anything is censored", async (t) => {
    const all = measuredResult(CENSORED_INTERVALS);
    const response = { ...all.latency.response, percentiles: {} };
    const { labels } = messageOf({ ...all, latency: { ...all.latency, response } });
    t.equal(labels["mesh-bench.lower-bounds"], "average p50 p90 p99 max");
  });

  await t.test("has the lower bound of what is censored, and says so", async (t) => {
    const result = measuredResult(CENSORED_INTERVALS);
    const response = {
      ...result.latency.response,
      percentiles: { "50": 1e6, "90": { low: 2e6, high: 3e6 }, "99": { low: 4e6, high: null } },
    };
    const censored = { ...result, latency: { ...result.latency, response } };
    const message = messageOf(censored);
    t.match(message.latencies_ms, { p50: 1, p90: 2, p99: 4, max: 2000 });
    t.equal(message.labels["mesh-bench.lower-bounds"], "average p90 p99 max");
    t.match(
      smpFormat.write(censored).lost.join("\n"),
      "average, p90, p99, max may be larger: some requests were given up",
    );
  });

  await t.test("has no latencies where nothing was measured, and says so", async (t) => {
    const message = messageOf(NOTHING_MEASURED);
    t.strictSame(message.latencies_ms, {});
    t.notOk("actual_qps" in message);
    t.match(smpFormat.write(NOTHING_MEASURED).lost.join("\n"), "nothing was measured");
  });
});
