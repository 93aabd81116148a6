import type { Peer, PeerReport } from "../peers/index.js";
import { reasonOf } from "../reason.js";
import { rotated } from "../rounds.js";
import type { Setting } from "../setting.js";
import { runTool } from "../tool-run.js";
import type { Task } from "../tool-run.js";

export type { Task } from "../tool-run.js";

/** One tool in one round. */
export interface Sample {
  readonly peerName: string;
  /** From 1. */
  readonly round: number;
  /** The place in the order of its round, from 1. */
  readonly place: number;
  readonly outcome: Outcome;
}

type Outcome =
  | { readonly kind: "measured"; readonly report: PeerReport; readonly cost: Cost }
  | { readonly kind: "failed"; readonly reason: string };

export interface Cost {
  /** As the target counted; undefined where the target keeps no count. */
  readonly targetRequestCount: number | undefined;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

export interface Contest {
  readonly peers: readonly Peer[];
  readonly task: Task;
  /** The target's own count of requests, where it keeps one. */
  readonly readRequestCount?: () => Promise<number>;
  /** Done when the tool has been started, as the stall of the stalled target. */
  readonly onStart?: () => Promise<void>;
}

async function measureOnce(setting: Setting, contest: Contest, peer: Peer): Promise<Outcome> {
  try {
    const before = (await contest.readRequestCount?.()) ?? 0;
    const running = runTool(setting, peer, contest.task);
    const [outcome] = await bothSettled(running, contest.onStart?.());
    // The closing question is itself a request that the target counts.
    const after = await contest.readRequestCount?.();
    if (outcome.kind === "failed") return outcome;
    const { report, cpuSeconds, peakBytes } = outcome;
    const targetRequestCount = after === undefined ? undefined : after - before - 1;
    return { kind: "measured", report, cost: { cpuSeconds, peakBytes, targetRequestCount } };
  } catch (error) {
    if (setting.signal.aborted) throw error;
    return { kind: "failed", reason: reasonOf(error) };
  }
}

/**
 * Every tool once per round, the order moved on by one each round. A tool that fails keeps its row, with the reason.
 */
export async function measureRounds(
  setting: Setting,
  contest: Contest,
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
  for (let round = 0; round < setting.rounds; round++) {
    for (const [index, peer] of rotated(contest.peers, round).entries()) {
      const outcome = await measureOnce(setting, contest, peer);
      samples.push({ peerName: peer.name, round: round + 1, place: index + 1, outcome });
      setting.say(`  round ${round + 1}: ${peer.name} ${summary(outcome)}`);
    }
  }
  return samples;
}

/** Waits for both even when one fails: the generator must have ended before the next one starts. */
async function bothSettled<A, B>(first: Promise<A>, second: B | Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return Promise.all([first, second]);
}

function summary(outcome: Outcome): string {
  return outcome.kind === "failed"
    ? `failed: ${outcome.reason}`
    : `${Math.round(outcome.report.requestsPerSecond)} requests/s`;
}

/** One figure per round of one tool, undefined where the round has none. */
export function perRound(
  samples: readonly Sample[],
  peerName: string,
  pick: (report: PeerReport, cost: Cost) => number | undefined,
): readonly (number | undefined)[] {
  return samples
    .filter((sample) => sample.peerName === peerName)
    .sort((a, b) => a.round - b.round)
    .map(({ outcome }) =>
      outcome.kind === "measured" ? pick(outcome.report, outcome.cost) : undefined,
    );
}

export function present(values: readonly (number | undefined)[]): readonly number[] {
  return values.filter((value) => value !== undefined);
}

/** µs of CPU per request that the target counted; the tool's own count where the target keeps none. */
export function cpuUsPerRequest(report: PeerReport, cost: Cost): number | undefined {
  const requestCount = cost.targetRequestCount ?? report.requestCount;
  return requestCount > 0 ? (cost.cpuSeconds * 1e6) / requestCount : undefined;
}
