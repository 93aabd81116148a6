import type { LatencyName } from "../../core/frame.js";
import type { LatencyStatistics } from "../../core/histogram/index.js";

/** What a format loses whose histograms have no twin of the censored values, and no mark at the top bucket. */
export function lostOfHistogram(
  name: LatencyName,
  { count, censored, saturated }: Pick<LatencyStatistics, "count" | "censored" | "saturated">,
): readonly string[] {
  const lost: string[] = [];
  if (censored > 0) {
    lost.push(
      `${censored} of ${count} ${name} times are only known to be longer: they are in it at the age that these requests had reached`,
    );
  }
  if (saturated > 0) {
    lost.push(
      `${saturated} of ${count} ${name} times are above the histogram's range: they are in its top bucket`,
    );
  }
  return lost;
}
