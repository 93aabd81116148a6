import type { AnyResult } from "../../core/any-result.js";
import type { ForeignSource } from "../../core/converted.js";
import { NS_PER_MS } from "../../core/duration.js";

/** A kind of file that results can be read from. `json` is our own. */
export type SourceName = "json" | ForeignSource;

/** Units that the values of a percentile text can have. */
export const PERCENTILE_UNITS = ["ns", "us", "ms"] as const;

/** One of them. */
export type PercentileUnit = (typeof PERCENTILE_UNITS)[number];

/** What a value of each unit is in ns. */
export const NS_PER_UNIT: Readonly<Record<PercentileUnit, number>> = {
  ns: 1,
  us: 1e3,
  ms: NS_PER_MS,
};

/** A file that is to be read. */
export interface SourceText {
  /** For messages. */
  readonly path: string;
  readonly text: string;
  /** What the text is as JSON, or carries as that; undefined where it is nothing of the kind. */
  readonly json: unknown;
  /** What the user says that the values of a percentile text are. */
  readonly unit?: PercentileUnit;
}

/** A result that was read, of whatever tool. */
export interface ReadResult {
  readonly result: AnyResult;
  /** What the file holds and a result of ours can't, one sentence each; for people. */
  readonly lost: readonly string[];
}

/** A kind of file that results can be read from. */
export interface ResultSource {
  readonly name: SourceName;
  /** What it is, in a few words. */
  readonly description: string;
  /** @returns whether a file looks like one of this kind; a bad one does as well */
  matches(source: SourceText): boolean;
  /** @throws LoadError MB_RESULT_FILE if it is none, or a bad one */
  read(source: SourceText): ReadResult;
}
