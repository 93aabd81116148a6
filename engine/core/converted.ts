/** Other tools, and their formats, whose results can be read. */
export const FOREIGN_SOURCES = ["fortio", "hgrm", "wrk2", "k6"] as const;

/** One of them. */
export type ForeignSource = (typeof FOREIGN_SOURCES)[number];

/** Of a result that another tool has made. */
export interface Converted {
  readonly from: ForeignSource;
  /** Fields of this result that are not known, because that tool does not tell them: `requests.planned`. */
  readonly missing: readonly string[];
  /**
   * Of each histogram of `latency` that was rebuilt from the counts that the tool tells: the widest stretch of values that are
   * counted together, in ns. All of them stand at its upper end.
   */
  readonly resolutionNs: Readonly<Record<string, number>>;
}
