const BLOCKS = "▁▂▃▄▅▆▇█";

/**
 * Counts as a row of bars, one character each.
 *
 * @returns an empty count is a blank, the smallest other one still shows
 */
export function bars(counts: readonly number[]): string {
  const highest = Math.max(1, ...counts);
  return counts
    .map((count) => (count === 0 ? " " : BLOCKS.charAt(Math.ceil((count / highest) * 8) - 1)))
    .join("");
}

/**
 * A bar that fills up.
 *
 * @param share - 0 to 1
 * @returns the full and the empty part, together `columns` wide
 */
export function progressBar(
  share: number,
  columns: number,
): readonly [full: string, empty: string] {
  const fullCount = Math.round(Math.min(1, Math.max(0, share)) * columns);
  return ["━".repeat(fullCount), "─".repeat(columns - fullCount)];
}
