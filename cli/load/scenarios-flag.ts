import { readFileSync } from "node:fs";
import { UsageError, quoteTyped } from "../usage-error.js";

/**
 * @returns the list in the file of `--scenarios`, whose entries the schema judges
 * @throws UsageError when it can't be read, is no JSON or no list
 */
export function scenariosOf(path: string | undefined): readonly unknown[] | undefined {
  if (path === undefined) return undefined;
  const list = parsed(path, contentOf(path));
  if (Array.isArray(list)) return list as readonly unknown[];
  throw new UsageError(
    `--scenarios is ${quoteTyped(path)}, which holds ${kindOf(list)}; it must hold a list such as [{"url": "/cart", "weight": 3}, {"url": "/"}]`,
  );
}

function contentOf(path: string): string {
  try {
    // JSON of editors that put a mark before UTF-8 is JSON all the same.
    return readFileSync(path, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw unusable(path, "can't be read", error);
  }
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unusable(path, "is no JSON", error);
  }
}

function unusable(path: string, what: string, error: unknown): UsageError {
  const reason = error instanceof Error ? error.message : String(error);
  return new UsageError(`--scenarios is ${quoteTyped(path)}, which ${what}: ${reason}`, {
    cause: error,
  });
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
