import { STAGE_GROUP_COUNT, STAGE_ROW_LENGTH, STAGES } from "./stage-layout.js";
import type { StageName } from "./stage-layout.js";

const COLUMN_COUNT = STAGE_ROW_LENGTH - 1;

/** The requests of some groups, and what all of them together spent in each stage. */
export interface StageSums {
  readonly count: number;
  readonly sumsNs: Readonly<Record<StageName, number>>;
}

/**
 * The merge of what any number of recorders told: over workers, over time. Merging adds, so the merge of the parts is the
 * whole.
 *
 * Shape: 2112 rows of 6 doubles (101 kB), allocated with the first request. Sums are exact up to 2^53 ns, 104 days of
 * waiting; beyond that each addition rounds to 16 digits, which no mean shows.
 */
export class TotalStages {
  #rows: Float64Array | undefined;

  /** Adds what was recorded in an interval: rows as `RecordingStages.takeRows` gives them. */
  add(taken: Float64Array): void {
    if (taken.length === 0) return;
    const rows = this.#writable();
    for (let from = 0; from < taken.length; from += STAGE_ROW_LENGTH) {
      const at = (taken[from] ?? 0) * COLUMN_COUNT;
      for (let column = 0; column < COLUMN_COUNT; column++) {
        rows[at + column] = (rows[at + column] ?? 0) + (taken[from + 1 + column] ?? 0);
      }
    }
  }

  /** Adds all of another merge, which stays as it is. */
  merge(other: TotalStages): void {
    if (other.#rows === undefined) return;
    const rows = this.#writable();
    other.#rows.forEach((sum, at) => {
      rows[at] = (rows[at] ?? 0) + sum;
    });
  }

  /** @returns all that was added, in the form that {@link TotalStages.add} takes: rows of the groups in use */
  toRows(): Float64Array {
    const rows = this.#rows;
    if (rows === undefined) return new Float64Array(0);
    const taken: number[] = [];
    for (let group = 0; group < STAGE_GROUP_COUNT; group++) {
      const from = group * COLUMN_COUNT;
      if (rows[from] === 0) continue;
      taken.push(group, ...rows.subarray(from, from + COLUMN_COUNT));
    }
    return Float64Array.from(taken);
  }

  /** Forgets every request, and keeps the memory. */
  clear(): void {
    this.#rows?.fill(0);
  }

  /** @returns the sums over a group and all above it */
  from(group: number): StageSums {
    const totals = new Float64Array(COLUMN_COUNT);
    this.#rows?.subarray(group * COLUMN_COUNT).forEach((sum, at) => {
      const column = at % COLUMN_COUNT;
      totals[column] = (totals[column] ?? 0) + sum;
    });
    const entries = STAGES.map((name, index) => [name, totals[1 + index] ?? 0] as const);
    // One entry for each of the names.
    const sumsNs = Object.fromEntries(entries) as Record<StageName, number>;
    return { count: totals[0] ?? 0, sumsNs };
  }

  #writable(): Float64Array {
    this.#rows ??= new Float64Array(STAGE_GROUP_COUNT * COLUMN_COUNT);
    return this.#rows;
  }
}
