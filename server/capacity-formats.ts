import { capacityChart, capacityCsv } from "../engine/index.js";
import type { CapacityReport } from "../engine/index.js";
import { parameterProblem } from "./problem.js";

/** A format in which the result of a search can be had; names are the endings of `mesh-bench capacity --output`. */
export interface CapacityFormat {
  readonly name: "json" | "csv" | "svg";
  readonly mediaType: string;
  readonly write: (report: CapacityReport) => string;
}

const JSON_FORMAT: CapacityFormat = {
  name: "json",
  mediaType: "application/json",
  write: (report) => JSON.stringify(report),
};

/** The one that is preferred first. */
export const CAPACITY_FORMATS: readonly CapacityFormat[] = [
  JSON_FORMAT,
  { name: "csv", mediaType: "text/csv", write: capacityCsv },
  { name: "svg", mediaType: "image/svg+xml", write: capacityChart },
];

/**
 * @param name - the query parameter `format`
 * @param accept - the header `Accept`, for requests without that parameter; where it leaves nothing, JSON is as good as anything
 * @throws HttpProblem 400 that names the query parameter
 * @see Source: RFC 9110, 12.5.1
 */
export function capacityFormat(
  name: string | undefined,
  accept: string | undefined,
): CapacityFormat {
  if (name === undefined) return acceptedFormat(accept ?? "*/*");
  const format = CAPACITY_FORMATS.find((each) => each.name === name);
  if (format !== undefined) return format;
  const names = CAPACITY_FORMATS.map((each) => each.name).join(" or ");
  throw parameterProblem("format", `is ${JSON.stringify(name)}; it must be ${names}`);
}

function acceptedFormat(accept: string): CapacityFormat {
  const weights = new Map(accept.split(",").map(readRange));
  const weightOf = ({ mediaType }: CapacityFormat): number =>
    weights.get(mediaType) ??
    weights.get(mediaType.replace(/\/.*/, "/*")) ??
    weights.get("*/*") ??
    0;
  const [best = JSON_FORMAT] = [...CAPACITY_FORMATS].sort((a, b) => weightOf(b) - weightOf(a));
  return best;
}

/** @returns a media range with its weight from 0 to 1 */
function readRange(text: string): readonly [string, number] {
  const [range = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith("q="));
  return [range, weight === undefined ? 1 : Number(weight.slice("q=".length)) || 0];
}
