import type { RequestHeadMemo } from "../../wire/index.js";
import type { DueQueue } from "./due-timer.js";
import type { Freeze } from "./freeze.js";
import type { PlannedAnswers } from "./planned-answers.js";
import type { RequestRandom } from "./random.js";
import type { RequestLog } from "./request-log.js";

/** What all connections of one target share. */
export interface TargetCore {
  readonly timers: DueQueue;
  readonly freeze: Freeze;
  readonly memo: RequestHeadMemo;
  readonly counts: { connectionCount: number; requestCount: number; refusedCount: number };
  readonly random: RequestRandom;
  readonly log: RequestLog | undefined;
  /** So many requests are read before the target dies. */
  readonly lastRequestCount: number;
  answersFor(target: string): PlannedAnswers;
  /** Ends all connections at once. */
  die(): void;
}
