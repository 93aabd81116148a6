import { NS_PER_MS } from "../../core/duration.js";
import type { RunResult } from "../../core/frame.js";
import { percentilesOf } from "../../core/histogram/index.js";
import type { LatencyStatistics, PercentileValue } from "../../core/histogram/index.js";
import { decodeHistogram } from "../encoding.js";
import { readEncoded } from "./encoded.js";
import type { ResultFormat } from "./format.js";

const SPECIFICATION_VERSION = "v0.0.1";

/**
 * `PerformanceTestResult` of the Service Mesh Performance specification, as JSON with the field names of its protocol buffer:
 * readers of either JSON form take them. Its latencies are response times in milliseconds; of a censored one it has the lower
 * bound, and a label that says so.
 *
 * @see Source: service-mesh-performance, `protos/service_mesh_performance.proto`
 */
export const smpFormat: ResultFormat = {
  name: "smp",
  endings: [".smp.json"],
  description: "the run as PerformanceTestResult of Service Mesh Performance, in milliseconds",
  write: (result) => {
    const figures = figuresOf(result.latency.response);
    const message = toMessage(result, figures);
    return { text: `${JSON.stringify(message, null, 2)}\n`, lost: lostOf(result, figures) };
  },
};

/** A latency that the message has a field for; a missing value has none. */
interface Figure {
  readonly name: string;
  readonly valueNs: number | null;
  readonly isLowerBound: boolean;
}

function toMessage(result: RunResult, figures: readonly Figure[]): object {
  const latenciesMs = figures.flatMap(({ name, valueNs }) =>
    valueNs === null ? [] : [[name, valueNs / NS_PER_MS] as const],
  );
  const { achievedPerSecond } = result.rate;
  return {
    smp_version: SPECIFICATION_VERSION,
    id: result.id,
    labels: { ...result.labels, ...ownLabels(result, figures) },
    start_time: result.startedAt,
    end_time: result.endedAt,
    latencies_ms: Object.fromEntries(latenciesMs),
    ...(achievedPerSecond === null ? {} : { actual_qps: achievedPerSecond }),
  };
}

/** The message has no field for them, and its figures can't be judged without. */
function ownLabels(
  { generator }: RunResult,
  figures: readonly Figure[],
): Readonly<Record<string, string>> {
  const bounds = namesOfBounds(figures);
  return {
    "mesh-bench.generator": generator.verdict,
    ...(bounds.length === 0 ? {} : { "mesh-bench.lower-bounds": bounds.join(" ") }),
  };
}

function figuresOf(response: LatencyStatistics): readonly Figure[] {
  const isCensored = response.censored > 0;
  return [
    { name: "min", valueNs: response.min, isLowerBound: false },
    { name: "average", valueNs: response.mean, isLowerBound: isCensored },
    ...[50, 90, 99].map((percentile) => ({
      name: `p${percentile}`,
      ...lowerBoundOf(percentileIn(response, percentile)),
    })),
    { name: "max", valueNs: response.max, isLowerBound: isCensored },
  ];
}

/** A percentile that the spec did not ask for is in the histogram all the same. */
function percentileIn(response: LatencyStatistics, percentile: number): PercentileValue {
  const { percentiles, encoded, censored } = response;
  const reported = percentiles[String(percentile)];
  if (reported !== undefined) return reported;
  if (encoded === undefined) return null;
  const histogram = readEncoded("latency.response.encoded", () => decodeHistogram(encoded));
  const [lowNs = null] = percentilesOf(histogram, [percentile]);
  return lowNs === null || censored === 0 ? lowNs : { low: lowNs, high: null };
}

function lowerBoundOf(value: PercentileValue): Omit<Figure, "name"> {
  if (typeof value !== "object") return { valueNs: value, isLowerBound: false };
  return { valueNs: value?.low ?? null, isLowerBound: value !== null };
}

function lostOf({ latency }: RunResult, figures: readonly Figure[]): readonly string[] {
  const bounds = namesOfBounds(figures);
  return [
    "it holds six figures of response, the achieved rate and the generator's verdict, and nothing else of the result",
    ...(bounds.length === 0
      ? []
      : [
          `${bounds.join(", ")} may be larger: some requests were given up, and it has the lower bounds`,
        ]),
    ...(latency.response.count === 0
      ? ["nothing was measured: its readers will take the missing latencies for 0"]
      : []),
  ];
}

function namesOfBounds(figures: readonly Figure[]): readonly string[] {
  return figures.filter(({ isLowerBound }) => isLowerBound).map(({ name }) => name);
}
