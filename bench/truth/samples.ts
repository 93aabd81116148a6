import { rmSync } from "node:fs";
import { join } from "node:path";
import { readTargetLog } from "../../engine/index.js";
import type { PeerReport } from "../peers/index.js";
import { reasonOf } from "../reason.js";
import { rotated } from "../rounds.js";
import { runTool } from "../tool-run.js";
import type { ToolSetting } from "../tool-run.js";
import { taskOf } from "./entrants.js";
import type { Entrant } from "./entrants.js";
import { startLoggedTarget } from "./logged-target.js";
import { targetFlagsOf } from "./shapes.js";
import type { Shape } from "./shapes.js";
import { trueFiguresOf } from "./true-figures.js";
import type { TrueFigures } from "./true-figures.js";

/** What the differential run works with. */
export interface TruthSetting extends ToolSetting {
  readonly rounds: number;
  readonly seconds: number;
  readonly say: (line: string) => void;
}

/** One tool in one round of one shape. */
export interface TruthSample {
  readonly entrant: Entrant;
  /** From 1. */
  readonly round: number;
  /** The place in the order of its round, from 1. */
  readonly place: number;
  readonly outcome: TruthOutcome;
}

export type TruthOutcome =
  | { readonly kind: "measured"; readonly report: PeerReport; readonly truth: TrueFigures }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Every entrant once per round, the order moved on by one each round, each with a fresh target and a fresh log.
 *
 * @throws Error only when the signal has aborted
 */
export async function sampleShape(
  setting: TruthSetting,
  shape: Shape,
  entrants: readonly Entrant[],
): Promise<readonly TruthSample[]> {
  const samples: TruthSample[] = [];
  for (let round = 0; round < setting.rounds; round++) {
    for (const [index, entrant] of rotated(entrants, round).entries()) {
      const outcome = await sampleOnce(setting, shape, entrant);
      samples.push({ entrant, round: round + 1, place: index + 1, outcome });
      setting.say(`  round ${round + 1}: ${entrant.name} ${summary(outcome)}`);
    }
  }
  return samples;
}

async function sampleOnce(
  setting: TruthSetting,
  shape: Shape,
  entrant: Entrant,
): Promise<TruthOutcome> {
  const { seconds } = setting;
  const logPath = join(setting.folder, "target.csv");
  try {
    const target = await startLoggedTarget(setting, logPath, targetFlagsOf(shape, seconds));
    const task = taskOf(entrant, `${target.url}${shape.query}`, seconds);
    const outcome = await runTool(setting, entrant.peer, task).finally(() => target.close());
    if (outcome.kind === "failed") return outcome;
    const log = await readTargetLog(logPath);
    const { report } = outcome;
    const truth = trueFiguresOf(log, {
      ratePerSecond: entrant.ratePerSecond,
      reportedErrorCount: report.failedCount,
    });
    return { kind: "measured", report, truth };
  } catch (error) {
    if (setting.signal.aborted) throw error;
    return { kind: "failed", reason: reasonOf(error) };
  } finally {
    rmSync(logPath, { force: true });
  }
}

function summary(outcome: TruthOutcome): string {
  return outcome.kind === "failed"
    ? `failed: ${outcome.reason}`
    : `${outcome.truth.requestCount} requests in the log`;
}
