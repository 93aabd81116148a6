import type { BundleDifference } from "../../core/bundle.js";
import { toPointerPart } from "../../core/spec/spec-issue.js";
import { decodeHistogram } from "../encoding.js";

/** More of them say nothing that these do not. */
export const DIFFERENCES_MAX = 100;

/**
 * Where two JSON values differ.
 *
 * Histograms (`encoded`) are compared by their buckets: the same ones are compressed in other ways by other versions of Node.
 *
 * @returns at most 100 differences; empty: none
 */
export function differencesOf(stored: unknown, recomputed: unknown): readonly BundleDifference[] {
  const found: BundleDifference[] = [];
  compare({ stored, recomputed, pointer: "" }, found);
  return found;
}

interface Place {
  readonly stored: unknown;
  readonly recomputed: unknown;
  readonly pointer: string;
}

function compare(place: Place, found: BundleDifference[]): void {
  const { stored, recomputed, pointer } = place;
  if (found.length >= DIFFERENCES_MAX || Object.is(stored, recomputed)) return;
  if (
    isBranch(stored) &&
    isBranch(recomputed) &&
    Array.isArray(stored) === Array.isArray(recomputed)
  ) {
    for (const key of new Set([...Object.keys(stored), ...Object.keys(recomputed)])) {
      compare(
        {
          stored: stored[key],
          recomputed: recomputed[key],
          pointer: `${pointer}/${toPointerPart(key)}`,
        },
        found,
      );
    }
    return;
  }
  if (pointer.endsWith("/encoded") && isSameHistogram(stored, recomputed)) return;
  found.push({ pointer, stored: stored ?? null, recomputed: recomputed ?? null });
}

function isBranch(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isSameHistogram(stored: unknown, recomputed: unknown): boolean {
  if (typeof stored !== "string" || typeof recomputed !== "string") return false;
  try {
    const own = decodeHistogram(stored);
    const other = decodeHistogram(recomputed);
    if (own.count !== other.count || own.lowestIndex !== other.lowestIndex) return false;
    for (let index = own.lowestIndex; index <= own.highestIndex; index++) {
      if (own.countAt(index) !== other.countAt(index)) return false;
    }
    return true;
  } catch {
    // What is no histogram is equal to none.
    return false;
  }
}
