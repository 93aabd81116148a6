import { RandomSource, drawNormal, exponential } from "../../engine/core/index.js";
import type { RunId } from "../../engine/core/index.js";
import type { ComparedRun } from "../../engine/decide/comparison/comparison.js";
import { RUNS_PER_QUAD, orderOfQuad, sidesOf } from "../../engine/decide/comparison/quad-place.js";
import type { Side } from "../../engine/decide/comparison/side.js";

/** What the runs of all virtual experiments report. */
export const PERCENTILES = [50, 75, 90, 95, 99] as const;
const BASE_NS = 1e6;
/** Half of a percentile's noise is the run's own, and in all of its percentiles. */
const COMMON_SHARE = 0.5;

/** How far the machine is from where it was, as a logarithm, when a run is made. */
export type Drift = (runIndex: number, runCount: number) => number;

/** How the runs of a virtual machine scatter. */
export interface VirtualMachine {
  /** The deviation of a percentile between runs of the same target, as a part of it: 0.03 for 3 %. */
  readonly runCv: number;
  /** Of a run's noise with that of the run before it: 0 to 1. */
  readonly correlation: number;
  readonly drift: Drift;
}

/** Two targets on a virtual machine, and how they are measured. */
export interface VirtualExperiment {
  readonly machine: VirtualMachine;
  readonly quadCount: number;
  /** How many times as long `b` takes: 1 for no difference. */
  readonly ratio: number;
  /** The sides of a quad's four runs; drawn as in a real comparison by default. */
  readonly sidesOfQuad?: (seed: number, quadIndex: number) => readonly Side[];
}

/** Ways of a machine not to stay what it is. */
export const DRIFTS = {
  none: () => 0,
  /** 1 % slower from run to run. */
  line: (runIndex) => 0.01 * runIndex,
  /** 20 % slower at first, and settling. */
  settling: (runIndex) => 0.2 * exponential(-runIndex / 8),
  /** Something that happens every fourth run, and costs 5 %. */
  everyFourth: (runIndex) => (runIndex % RUNS_PER_QUAD === 1 ? 0.05 : 0),
} as const satisfies Readonly<Record<string, Drift>>;

/** @returns the runs of an experiment; the same for the same seed */
export function virtualRuns(experiment: VirtualExperiment, seed: number): readonly ComparedRun[] {
  const { machine, quadCount, ratio, sidesOfQuad = drawnSides } = experiment;
  const random = new RandomSource(seed);
  const noises = [undefined, ...PERCENTILES].map(() => new CorrelatedNoise(random, machine));
  const [common, ...own] = noises;
  const runCount = RUNS_PER_QUAD * quadCount;
  const runs: ComparedRun[] = [];
  for (let quadIndex = 0; quadIndex < quadCount; quadIndex++) {
    sidesOfQuad(seed, quadIndex).forEach((side, positionIndex) => {
      const drift = machine.drift(runs.length, runCount);
      const shared = Math.sqrt(COMMON_SHARE) * (common?.next() ?? 0);
      const times = own.map((noise) => {
        const scatter = shared + Math.sqrt(1 - COMMON_SHARE) * noise.next();
        return BASE_NS * (side === "b" ? ratio : 1) * exponential(drift + scatter);
      });
      runs.push(virtualRun(times, { seed, quadIndex, positionIndex, side }));
    });
  }
  return runs;
}

function drawnSides(seed: number, quadIndex: number): readonly Side[] {
  return sidesOf(orderOfQuad(seed, quadIndex));
}

/** Normal values, each with a part of the one before it. */
class CorrelatedNoise {
  readonly #random: RandomSource;
  readonly #machine: VirtualMachine;
  #value: number;

  constructor(random: RandomSource, machine: VirtualMachine) {
    this.#random = random;
    this.#machine = machine;
    this.#value = drawNormal(random);
  }

  next(): number {
    const { correlation, runCv } = this.#machine;
    const fresh = Math.sqrt(1 - correlation ** 2) * drawNormal(this.#random);
    this.#value = correlation * this.#value + fresh;
    return runCv * this.#value;
  }
}

interface Placed {
  readonly seed: number;
  readonly quadIndex: number;
  readonly positionIndex: number;
  readonly side: Side;
}

function virtualRun(timesNs: readonly number[], { side, ...at }: Placed): ComparedRun {
  return {
    side,
    // Nothing reads it as an id: it only tells runs apart.
    id: `virtual-${at.seed}-${at.quadIndex}-${at.positionIndex}` as RunId,
    place: { comparisonId: "virtual", ...at },
    seed: at.seed,
    startedAt: "2026-01-02T03:04:05.000Z",
    state: "completed",
    generatorVerdict: "valid",
    planned: 1000,
    unsuccessful: 0,
    achievedPerSecond: 1000,
    percentiles: Object.fromEntries(
      PERCENTILES.map((percentile, index) => [String(percentile), timesNs[index] ?? null]),
    ),
  };
}
