import type { FeedTable } from "../../wire/index.js";
import { parseCsvFeed, parseNdjsonFeed } from "./feed-text.js";
import { fileError, readNamedFile } from "./named-file.js";

const POINTER = "/feed/file";

/**
 * Reads the rows that requests take their values from: NDJSON if the first character is a brace, else CSV.
 *
 * @throws LoadError MB_SPEC_FILE that says what is wrong with which line
 */
export function readFeed(path: string): FeedTable {
  const text = readNamedFile(path, POINTER).toString("utf8");
  try {
    return /^\uFEFF?\s*\{/.test(text) ? parseNdjsonFeed(text) : parseCsvFeed(text);
  } catch (error) {
    throw fileError(POINTER, path, "can't be read as a feed", error);
  }
}
