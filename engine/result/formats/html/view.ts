import type { Verdict } from "../../../core/frame.js";
import type { StageName } from "../../../core/stages/index.js";
import type { Chart } from "../../chart/chart.js";

/** Whether something is as it should be. */
export type ViewTone = "plain" | "good" | "warn" | "bad";

/** The head of a column. */
export interface Head {
  readonly text: string;
  /** Shown on pointing at it. */
  readonly meaning?: string;
  /** Columns of words begin at the left, those of numbers end at the right. */
  readonly isWords?: boolean;
}

/** A row of a table. */
export interface Row {
  readonly name: string;
  readonly cells: readonly string[];
  readonly tone?: ViewTone;
}

/** A table of texts. */
export interface Table {
  readonly kind: "table";
  /** What is in it, for those who can't see where it stands. */
  readonly label: string;
  /** The first one is that of the rows' names; none: the names say all. */
  readonly heads: readonly Head[];
  readonly rows: readonly Row[];
}

/** A bar that is divided into the parts of a mean response time. */
export interface Bar {
  readonly name: string;
  /** What it says, for those who can't see it. */
  readonly label: string;
  readonly parts: readonly {
    readonly stage: StageName;
    /** 0 to 1. */
    readonly share: number;
  }[];
}

/** What a section is made of. */
export type Part =
  | Table
  | { readonly kind: "chart"; readonly chart: Chart }
  | {
      readonly kind: "bars";
      readonly bars: readonly Bar[];
      readonly stages: readonly { readonly stage: StageName; readonly title: string }[];
    }
  | { readonly kind: "note"; readonly text: string }
  | { readonly kind: "code"; readonly text: string }
  /** Shown when it is asked for, and not printed. */
  | { readonly kind: "more"; readonly summary: string; readonly table: Table };

/** A section of the report. */
export interface Section {
  /** For addresses: `#latency`. */
  readonly id: string;
  readonly title: string;
  readonly width: "full" | "half" | "third";
  readonly parts: readonly Part[];
}

/** One big number. */
export interface TileView {
  readonly title: string;
  readonly value: string;
  readonly note: string;
  readonly tone: ViewTone;
}

/** Everything that the page shows, as texts. */
export interface ReportView {
  readonly title: string;
  readonly how: string;
  readonly chips: readonly { readonly text: string; readonly tone: ViewTone }[];
  readonly labels: readonly string[];
  /** Why the run ended as it did. */
  readonly reason: string | null;
  readonly verdict: {
    readonly name: Verdict;
    readonly mark: string;
    readonly lines: readonly string[];
  };
  readonly tiles: readonly TileView[];
  readonly sections: readonly Section[];
  readonly version: string;
}
