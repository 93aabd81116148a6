import type { RunResult } from "../../core/frame.js";

/** What a format is called: on the command line, in requests, in messages. */
export type FormatName =
  | "json"
  | "yaml"
  | "csv"
  | "csv-run"
  | "hgrm"
  | "hlog"
  | "prometheus"
  | "smp"
  | "junit"
  | "fortio"
  | "html";

/** A result in a format. */
export interface WrittenFormat {
  readonly text: string;
  /** What the result holds and the format can't, one sentence each; for people, on standard error. */
  readonly lost: readonly string[];
}

/** A format that results can be written in. */
export interface ResultFormat {
  readonly name: FormatName;
  /** Endings of files in this format, with the dot: `.hgrm`. Of several that fit a file the longest one counts. */
  readonly endings: readonly string[];
  /** What it is, in a line. */
  readonly description: string;
  /** A field of the spec that must have been true, so that the result has what the format is made of. */
  readonly needs?: "seriesHistograms";
  /** It can say that a number is not known, as those of other tools' results often are not. */
  readonly holdsUnknown?: true;
  /** @throws LoadError MB_RESULT_FORMAT if the result lacks what the format is made of */
  write(result: RunResult): WrittenFormat;
}
