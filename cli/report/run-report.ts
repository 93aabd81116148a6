import { formatForPath, readRunResult, renderReport } from "../../engine/index.js";
import { assertWritable, writeWhole } from "../load/result-file.js";
import { UsageError, quoteTyped } from "../usage-error.js";

/** What `mesh-bench report` may be told. */
export interface ReportOptions {
  /** A file, or `-` for standard output. */
  readonly output?: string;
}

const JSON_ENDING = /\.json$/;

/**
 * Makes a page of a result, and says on standard output where it is.
 *
 * @throws UsageError or LoadError when one of the files is not what it should be
 */
export async function runReport(resultPath: string, { output }: ReportOptions): Promise<void> {
  if (output === "-") {
    process.stdout.write(renderReport(await readRunResult(resultPath)));
    return;
  }
  if (output !== undefined) assertPage(output);
  const path = output ?? pagePathOf(resultPath);
  // A result that is not there is the likelier mistake than a folder that can't be written to.
  const result = await readRunResult(resultPath);
  assertWritable("--output", path);
  writeWhole(path, renderReport(result));
  process.stdout.write(`${path}\n`);
}

function assertPage(path: string): void {
  if (formatForPath(path)?.name === "html") return;
  throw new UsageError(
    `--output is ${quoteTyped(path)}; its ending must be .html or .htm, or it must be - for standard output`,
  );
}

function pagePathOf(resultPath: string): string {
  if (formatForPath(resultPath)?.name === "html") return resultPath;
  return `${resultPath.replace(JSON_ENDING, "")}.html`;
}
