import { readdirSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { UsageError, quoteTyped } from "../usage-error.js";

/**
 * The files that are meant by files and folders: of a folder every `.json` in it, in the order of their names.
 *
 * @throws UsageError for a folder without one; what is no file shows when it is read
 */
export function resultFilesOf(flag: string, paths: readonly string[]): readonly string[] {
  return paths.flatMap((path) => {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return [path];
    const files = readdirSync(path)
      .filter((name) => extname(name) === ".json")
      .sort();
    if (files.length > 0) return files.map((name) => join(path, name));
    throw new UsageError(
      `${flag} is ${quoteTyped(path)}; it must be results, or a folder with some: no .json is in it`,
    );
  });
}
