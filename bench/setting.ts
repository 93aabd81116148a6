import type { Children } from "./children.js";
import type { Cores } from "./cores.js";
import type { TargetServer } from "./nginx.js";

/** What every scenario works with; all of it is opened and closed by the bench's entry. */
export interface Setting {
  readonly children: Children;
  readonly cores: Cores;
  readonly target: TargetServer;
  /** A temporary folder; a scenario makes its own folders below it. */
  readonly folder: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly signal: AbortSignal;
  /** Progress for the person who waits, on standard error. */
  readonly say: (line: string) => void;
}
