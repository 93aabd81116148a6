const PERCENTILE = /^p\((\d+(?:\.\d+)?)\)$/;

/** A percentile, and what k6 calls it. */
export interface TrendPercentile {
  /** As it is printed: `"99.9"`. */
  readonly name: string;
  readonly statistic: string;
}

/** @returns those of a trend's statistics that are percentiles; the median is one */
export function trendPercentiles(statistics: readonly string[]): readonly TrendPercentile[] {
  return statistics.flatMap((statistic) => {
    const [, percentile] = PERCENTILE.exec(statistic) ?? [];
    if (statistic === "med") return [{ name: "50", statistic }];
    // A percentile 0 is the minimum, which has a field of its own.
    return percentile === undefined || Number(percentile) === 0
      ? []
      : [{ name: String(Number(percentile)), statistic }];
  });
}
