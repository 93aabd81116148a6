import {
  accessSync,
  constants,
  existsSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { UsageError, quoteTyped } from "../usage-error.js";

/**
 * Refuses a file that could not be written at the end of a run; leaves nothing behind.
 *
 * @param flag - the flag that names the file
 * @throws UsageError
 */
export function assertWritable(flag: string, path: string): void {
  if (isPipeOrDevice(path)) return;
  if (!isWritableFolder(dirname(path))) {
    throw new UsageError(
      `${flag} is ${quoteTyped(path)}; it must be a file in a folder that exists and can be written to`,
    );
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    throw new UsageError(`${flag} is ${quoteTyped(path)}; it must be a file, and this is a folder`);
  }
}

function isPipeOrDevice(path: string): boolean {
  if (!existsSync(path)) return false;
  const existing = statSync(path);
  return !existing.isFile() && !existing.isDirectory();
}

function isWritableFolder(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return statSync(folder).isDirectory();
  } catch {
    // Missing, not a folder or not allowed: one answer for the user, who sees the path.
    return false;
  }
}

/**
 * Writes a file whole or not at all: readers see the old one until the new one is complete.
 *
 * A pipe or a device can't be replaced, so it is written to directly.
 */
export function writeWhole(path: string, text: string): void {
  if (isPipeOrDevice(path)) {
    writeFileSync(path, text);
    return;
  }
  const temporary = join(dirname(path), `.${basename(path)}.${String(process.pid)}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: "wx" });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
