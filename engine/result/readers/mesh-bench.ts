import type { AnyResult, ConvertedResult } from "../../core/any-result.js";
import { LATENCY_NAMES } from "../../core/frame.js";
import { HIGHEST_TRACKABLE_NS, bucketIndexOf } from "../../core/histogram/index.js";
import type { TotalHistogram } from "../../core/histogram/index.js";
import { firstFault, noResult } from "../checked-json.js";
import { decodeHistogram } from "../encoding.js";
import { parseRunResult } from "../read-result.js";
import { convertedResultSchema } from "../schema/converted-schema.js";
import type { ReadResult, ResultSource, SourceText } from "./result-source.js";

const OF = "a run";
const SCHEMA_START = "mesh-bench/";

/** Results of ours, and those that were converted before. */
export const meshBenchSource: ResultSource = {
  name: "json",
  description: "a result of mesh-bench: JSON, YAML, a report or a bundle",
  matches: ({ json }) =>
    typeof json === "object" &&
    json !== null &&
    "schema" in json &&
    typeof json.schema === "string" &&
    json.schema.startsWith(SCHEMA_START),
  read: readMeshBench,
};

function readMeshBench({ path, json }: SourceText): ReadResult {
  const result = isConverted(json) ? parseConverted(path, json) : parseRunResult(path, json);
  const fault = histogramFault(result);
  if (fault !== undefined) throw noResult(path, OF, fault);
  return { result, lost: [] };
}

function isConverted(json: unknown): boolean {
  return typeof json === "object" && json !== null && "converted" in json;
}

function parseConverted(path: string, json: unknown): ConvertedResult {
  const fault = firstFault(convertedResultSchema, json);
  if (fault !== undefined) throw noResult(path, OF, fault);
  // It has been compared with the schema.
  return json as ConvertedResult;
}

/** A histogram that is not the one of the statistics beside it was taken from somewhere else, or has another unit. */
function histogramFault({ latency }: AnyResult): string | undefined {
  for (const name of LATENCY_NAMES) {
    const { encoded, count, max } = latency[name];
    // That of `outcome` has only its finite part.
    if (encoded === undefined || count === null || name === "outcome") continue;
    const field = `latency.${name}.encoded`;
    const histogram = decoded(encoded);
    if (typeof histogram === "string") return `${field} can't be read: ${histogram}`;
    if (histogram.count !== count) {
      return `${field} holds ${histogram.count} values, and latency.${name}.count is ${count}; they must be equal`;
    }
    if (max !== null && !isIn(histogram, max)) {
      return `${field} goes up to ${histogram.maxNs} ns, and latency.${name}.max is ${max}; they must be the same value in ns`;
    }
  }
  return undefined;
}

function decoded(encoded: string): TotalHistogram | string {
  try {
    return decodeHistogram(encoded);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Values above the range are counted in the top bucket. */
function isIn(histogram: TotalHistogram, maxNs: number): boolean {
  return (
    histogram.highestIndex === bucketIndexOf(Math.min(Math.floor(maxNs), HIGHEST_TRACKABLE_NS))
  );
}
