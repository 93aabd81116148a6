import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** What the kernel tells in files, below a root folder: `/`, or one that a test has filled. */
export class KernelFiles {
  readonly #root: string;

  constructor(root = "/") {
    this.#root = root;
  }

  /** @returns a file's text; undefined when it is not there or not ours to read: another kernel, another container */
  text(path: string): string | undefined {
    try {
      return readFileSync(join(this.#root, path), "utf8");
    } catch {
      // Whoever asked reports the fact as unknown.
      return undefined;
    }
  }

  /** @returns a number that stands behind a key at the start of a line, as in `nr_periods 12`; null when there is none */
  numberIn(path: string, key: string): number | null {
    const text = this.text(path) ?? "";
    const line = text.split("\n").find((each) => each.startsWith(`${key} `));
    return line === undefined ? null : wholeNumber(line.slice(key.length + 1));
  }

  /** @returns how many entries a folder has; null when it can't be read */
  entryCount(path: string): number | null {
    try {
      return readdirSync(join(this.#root, path)).length;
    } catch {
      // As for texts.
      return null;
    }
  }
}

/** @returns the number that a text is; null when it is none */
export function wholeNumber(text: string | undefined): number | null {
  const trimmed = text?.trim() ?? "";
  return /^-?\d+$/.test(trimmed) ? Number(trimmed) : null;
}
