import {
  PERCENTILE_UNITS,
  RESULT_FORMATS,
  RESULT_SOURCES,
  formatForPath,
  formatNamed,
  readAnyResult,
} from "../../engine/index.js";
import type {
  AnyResult,
  PercentileUnit,
  ReadOptions,
  ResultFormat,
  RunResult,
  SourceName,
} from "../../engine/index.js";
import { assertWritable, writeWhole } from "../load/result-file.js";
import { say } from "../load/say.js";
import { UsageError, quoteTyped } from "../usage-error.js";

/** What `mesh-bench convert` may be told. */
export interface ConvertOptions {
  readonly from?: string;
  readonly to?: string;
  readonly output?: string;
  readonly unit?: string;
  readonly quiet?: boolean;
}

/**
 * Reads a result, of whatever tool, and writes it in a format. What was lost on the way is said on standard error.
 *
 * @throws UsageError or LoadError when the flags contradict each other, or the file is not what it should be
 */
export async function runConvert(path: string, options: ConvertOptions): Promise<void> {
  const { output, quiet } = options;
  const format = formatOf(options);
  if (output !== undefined) assertWritable("--output", output);
  const { result, lost } = await readAnyResult(path, toReadOptions(options));
  assertHoldsUnknown(format, result, path);
  // Those formats ask for null; all others get only results of ours, in which everything is known.
  const written = format.write(result as RunResult);
  if (output === undefined) process.stdout.write(written.text);
  else writeWhole(output, written.text);
  if (quiet === true) return;
  for (const sentence of lost) say(`${path}: ${sentence}`);
  sayMissing(path, result);
  for (const sentence of written.lost) say(`${output ?? format.name}: ${sentence}`);
}

function formatOf({ to, output }: ConvertOptions): ResultFormat {
  const names = namesOf(RESULT_FORMATS);
  if (to !== undefined) {
    const format = formatNamed(to);
    if (format !== undefined) return format;
    throw new UsageError(`--to is ${quoteTyped(to)}; it must be one of ${names}`);
  }
  if (output === undefined) throw new UsageError(`--to is missing; it must be one of ${names}`);
  const format = formatForPath(output);
  if (format !== undefined) return format;
  const endings = RESULT_FORMATS.flatMap((each) => each.endings).join(", ");
  throw new UsageError(
    `--output is ${quoteTyped(output)}; without --to its ending must be one of ${endings}`,
  );
}

function toReadOptions({ from, unit }: ConvertOptions): ReadOptions {
  return {
    ...(from === undefined ? {} : { from: sourceNamed(from) }),
    ...(unit === undefined ? {} : { unit: unitNamed(unit) }),
  };
}

function sourceNamed(typed: string): SourceName {
  const source = RESULT_SOURCES.find(({ name }) => name === typed);
  if (source !== undefined) return source.name;
  throw new UsageError(
    `--from is ${quoteTyped(typed)}; it must be one of ${namesOf(RESULT_SOURCES)}`,
  );
}

function namesOf(named: readonly { readonly name: string }[]): string {
  return named.map(({ name }) => name).join(", ");
}

function unitNamed(typed: string): PercentileUnit {
  const unit = PERCENTILE_UNITS.find((each) => each === typed);
  if (unit !== undefined) return unit;
  throw new UsageError(
    `--unit is ${quoteTyped(typed)}; it must be one of ${PERCENTILE_UNITS.join(", ")}`,
  );
}

function assertHoldsUnknown(format: ResultFormat, { converted }: AnyResult, path: string): void {
  if (converted === undefined || format.holdsUnknown === true) return;
  const able = RESULT_FORMATS.filter(({ holdsUnknown }) => holdsUnknown === true);
  throw new UsageError(
    `--to is ${format.name}, which can't say that a number is not known, and ${path} is of ${converted.from}, which does not tell all of them; ${namesOf(able)} can`,
  );
}

function sayMissing(path: string, { converted }: AnyResult): void {
  if (converted === undefined || converted.missing.length === 0) return;
  say(
    `${path}: ${converted.from} does not tell ${converted.missing.length} fields of a result: they are not known, and --to json names them in converted.missing`,
  );
}
