import { LoadError } from "../../core/errors.js";
import { carriedResult } from "../carried-result.js";
import { readText } from "../checked-json.js";
import { fortioSource } from "./fortio.js";
import { hgrmSource } from "./hgrm.js";
import { k6Source } from "./k6.js";
import { meshBenchSource } from "./mesh-bench.js";
import type {
  PercentileUnit,
  ReadResult,
  ResultSource,
  SourceName,
  SourceText,
} from "./result-source.js";
import { wrk2Source } from "./wrk2.js";

export { PERCENTILE_UNITS } from "./result-source.js";
export type {
  PercentileUnit,
  ReadResult,
  ResultSource,
  SourceName,
  SourceText,
} from "./result-source.js";

/** Kinds of files that results can be read from. The output of wrk2 has a percentile text in it, and comes before it. */
export const RESULT_SOURCES: readonly ResultSource[] = [
  meshBenchSource,
  fortioSource,
  k6Source,
  wrk2Source,
  hgrmSource,
];

/** Kinds whose values have a unit that only their user may know. */
const WITHOUT_UNIT: ReadonlySet<SourceName> = new Set(["hgrm", "wrk2"]);

/** What {@link readAnyResult} may be told of a file. */
export interface ReadOptions {
  /** What it is; default: what it looks like. */
  readonly from?: SourceName;
  /** What the values of a percentile text are. */
  readonly unit?: PercentileUnit;
}

/**
 * Reads a result of ours or of another tool from a file.
 *
 * @returns the result; of another tool's one what it does not tell is null, and named in `converted.missing`
 * @throws LoadError MB_RESULT_FILE if the file can't be read, is of no kind that is known, or not what it should be
 */
export async function readAnyResult(path: string, options: ReadOptions = {}): Promise<ReadResult> {
  const text = await readText(path, "MB_RESULT_FILE");
  const { from, unit } = options;
  const source = {
    path,
    text,
    json: carriedResult(path, text),
    ...(unit === undefined ? {} : { unit }),
  };
  const kind = RESULT_SOURCES.find((each) =>
    from === undefined ? each.matches(source) : each.name === from,
  );
  if (kind === undefined) throw unknownKind(source);
  if (unit !== undefined && !WITHOUT_UNIT.has(kind.name)) {
    throw new LoadError(
      "MB_RESULT_FILE",
      `${path} is of ${kind.name}, whose values have a unit; --unit is for percentile texts`,
    );
  }
  return kind.read(source);
}

function unknownKind({ path }: SourceText): LoadError {
  const kinds = RESULT_SOURCES.map(({ name, description }) => `${name} (${description})`);
  return new LoadError(
    "MB_RESULT_FILE",
    `${path} is no result that can be read; it must be one of ${kinds.join(", ")}`,
  );
}
