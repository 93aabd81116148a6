import t from "tap";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import type { VirtualRunOptions } from "../fixtures/virtual-run.js";
import type { VirtualServer } from "../fixtures/virtual-server.js";
import { UPSTREAM_INVALID, UPSTREAM_MISSING } from "../../wire/index.js";
import { decodeHistogram } from "../../engine/result/encoding.js";

/** A proxy adds 300 µs to what its upstream took: 1, 2 or 3 ms. */
const UPSTREAM_NS = [1e6, 2e6, 3e6];
const OVERHEAD_NS = 300_000;

const proxy: VirtualServer = ({ atNs, sequence }) => {
  const upstreamNs = UPSTREAM_NS[sequence % 3] ?? 0;
  return { kind: "answer", atNs: atNs + upstreamNs + OVERHEAD_NS, upstreamNs };
};

function run(server: VirtualServer, spec: Partial<VirtualRunOptions["spec"]> = {}) {
  const serverTiming = { header: "x-envoy-upstream-service-time" };
  return virtualRun({
    spec: {
      load: constantLoad(300),
      duration: "1s",
      connections: 20,
      percentiles: [50, 99],
      serverTiming,
      ...spec,
    },
    server,
  });
}

t.test("a proxy's own part is what is left of each request without its upstream", async (t) => {
  for (const workers of [1, 3]) {
    const { result } = run(proxy, { workers });
    const { header, overhead, upstream, ...counts } = result.serverTiming!;
    t.equal(header, "x-envoy-upstream-service-time");
    t.same(counts, { missingCount: 0, invalidCount: 0, negativeCount: 0 });
    t.match(upstream, { count: 300, min: 1e6, mean: 2e6, max: 3e6 });
    t.match(overhead, { count: 300, min: OVERHEAD_NS, mean: OVERHEAD_NS, max: OVERHEAD_NS });
    t.equal(overhead.stdDev, 0, "though response times differ by 2 ms");
    const decoded = decodeHistogram(overhead.encoded ?? "");
    t.equal(decoded.count, 300);
    t.equal(decodeHistogram(upstream.encoded ?? "").count, 300);
  }
});

t.test("an upstream that says it took longer than the request leaves nothing", async (t) => {
  // As whole milliseconds do: rounded up, they may be more than the whole request.
  const { result } = run(({ atNs, sequence }) => ({
    kind: "answer",
    atNs: atNs + 600_000,
    upstreamNs: sequence % 4 === 0 ? 1e6 : 0,
  }));
  const { overhead, negativeCount } = result.serverTiming!;
  t.equal(negativeCount, 75);
  t.match(overhead, { count: 300, min: 0, max: 600_000, mean: 450_000 });
});

t.test("responses that do not say, or say nonsense, are counted and left out", async (t) => {
  const { result } = run(({ atNs, sequence }) => ({
    kind: "answer",
    atNs: atNs + 2e6,
    status: sequence % 2 === 0 ? 200 : 503,
    upstreamNs: [1e6, UPSTREAM_MISSING, UPSTREAM_INVALID][sequence % 3] ?? 0,
  }));
  const { overhead, upstream, missingCount, invalidCount } = result.serverTiming!;
  t.equal(result.requests.failed, 150, "any complete response, whatever its status");
  t.same([upstream.count, overhead.count, missingCount, invalidCount], [100, 100, 100, 100]);
  t.match(overhead, { min: 1e6, max: 1e6 });
});

t.test("only requests of the window are in it", async (t) => {
  const { result } = run(proxy, { warmup: "500ms" });
  t.equal(result.serverTiming!.upstream.count, 300);
});

t.test("requests without a complete response have no upstream", async (t) => {
  const { result } = run(
    (arrival) => (arrival.sequence % 10 === 0 ? { kind: "never" } : proxy(arrival)),
    { timeout: "100ms" },
  );
  t.equal(result.requests.timedOut, 30);
  t.equal(result.serverTiming!.upstream.count, 270);
  t.equal(result.serverTiming!.missingCount, 0);
});

t.test("a run that does not ask has no such block", async (t) => {
  const { result } = virtualRun({
    spec: { load: constantLoad(100), duration: "1s", connections: 4 },
    server: ({ atNs }) => ({ kind: "answer", atNs: atNs + 1e6 }),
  });
  t.notOk("serverTiming" in result);
});
