import type { BundleDifference, BundleVerification } from "../../engine/core/index.js";
import { segment } from "../load/line.js";
import type { Line } from "../load/line.js";
import { entry } from "../load/summary-layout.js";
import { printable } from "../printable.js";

/** Differences that are told one by one. */
const SHOWN_MAX = 10;
const MORE = "- and more: --json - tells them";
const TITLES = {
  figures: "Figures",
  books: "Books",
  schedule: "Schedule",
  analysis: "Analysis",
} as const;

/** What came out of a bundle, for people. */
export function verificationLines(
  { id, verified, checks, differences }: BundleVerification,
  columns: number,
): readonly Line[] {
  return [
    [
      segment(verified ? "verified" : "not verified", verified ? "good" : "bad"),
      segment(` · ${id}`, "quiet"),
    ],
    [],
    ...checks.flatMap(({ name, passed, finding }) =>
      entry(TITLES[name], printable(finding), columns, passed ? "plain" : "bad"),
    ),
    ...differences
      .slice(1, SHOWN_MAX)
      .flatMap((difference) => entry("", differenceText(difference), columns)),
    ...(differences.length > SHOWN_MAX ? entry("", MORE, columns) : []),
  ];
}

function differenceText({ pointer, stored, recomputed }: BundleDifference): string {
  return printable(
    `- ${pointer}: ${JSON.stringify(stored)} is stored, ${JSON.stringify(recomputed)} comes out`,
  );
}
