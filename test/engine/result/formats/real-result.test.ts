import { parse as parseCsv } from "csv-parse/sync";
import { HistogramLogReader } from "hdr-histogram-js";
import t from "tap";
import { parse as parseYaml } from "yaml";
import { Engine, RESULT_FORMATS, formatNamed } from "../../../../engine/index.js";
import type { FormatName } from "../../../../engine/index.js";
import { readHdrV2, sumOfCounts } from "../../../fixtures/hdr-v2-reader.js";
import { openSpec, runToEnd } from "../../../fixtures/real-run.js";
import { readXml } from "../../../fixtures/read-xml.js";
import { withTarget } from "../../../fixtures/with-target.js";

t.test("A real result", async (t) => {
  const target = await withTarget(t);
  const engine = new Engine({ workers: 1 });
  t.teardown(() => engine.close());
  // The target holds back some answers for longer than the timeout: these are censored.
  const spec = openSpec(target.url, 400, {
    duration: "400ms",
    interval: "100ms",
    timeout: "200ms",
    seriesHistograms: true,
    labels: { stage: 'a, "b"\nc' },
    scenarios: [
      { name: 'quick, "plain"\nand simple', url: "/null", weight: 9 },
      { url: "/?delay=1s", weight: 1 },
    ],
  });
  const result = await runToEnd(t, engine, spec);
  const written = (name: FormatName): string => formatNamed(name)?.write(result).text ?? "";
  t.ok(result.latency.response.censored > 0, "some values are censored");

  await t.test("can be written in every format", async (t) => {
    for (const format of RESULT_FORMATS) {
      t.ok(format.write(result).text.length > 0, format.name);
    }
  });

  await t.test("comes back whole from JSON and YAML", async (t) => {
    t.strictSame(JSON.parse(written("json")), result);
    t.strictSame(parseYaml(written("yaml")), result);
  });

  await t.test("comes back from CSV by interval and as one row", async (t) => {
    const rows = parseCsv<Record<string, string>>(written("csv"), { columns: true });
    t.strictSame(
      rows.map((row) => Number(row["response_count"])),
      result.series.map(({ latency }) => latency.response.count),
    );
    const [row = {}] = parseCsv<Record<string, string>>(written("csv-run"), { columns: true });
    t.equal(Number(row["planned_count"]), result.requests.planned);
    t.strictSame(JSON.parse(row["labels_json"] ?? ""), result.labels);
  });

  await t.test("comes back from the log of intervals, bucket by bucket", async (t) => {
    const lines = written("hlog").split("\n");
    for (const name of ["response", "service"] as const) {
      const encoded = lines
        .filter((line) => line.startsWith(`Tag=${name},`))
        .map((line) => line.split(",")[4] ?? "");
      const whole = readHdrV2(result.latency[name].encoded ?? "");
      t.strictSame([...sumOfCounts(encoded.map(readHdrV2))], [...whole.counts]);
    }
    t.ok(new HistogramLogReader(written("hlog"), 64).nextIntervalHistogram());
  });

  await t.test("has its count in the table of percentiles and in the metrics", async (t) => {
    const { count } = result.latency.response;
    t.match(written("hgrm"), new RegExp(`Total count {4}= +${count}\\]`));
    t.match(
      written("prometheus"),
      new RegExp(`^mesh_bench_latency_seconds_count\\{.*latency="response"\\} ${count}$`, "m"),
    );
  });

  await t.test("has its verdict in the test report", async (t) => {
    const [suite] = readXml(written("junit")).children;
    t.equal(suite?.attributes["errors"], result.generator.verdict === "invalid" ? "1" : "0");
  });
});
