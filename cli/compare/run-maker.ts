import type { ComparedView, Engine, PlannedRun, RunResult } from "../../engine/index.js";
import { RUNS_PER_QUAD, quadLimitOf } from "../../engine/index.js";
import type { Interruption } from "../interruption.js";
import { silentView } from "../load/views.js";
import type { View } from "../load/views.js";
import { watch } from "../load/watch.js";
import { keepResult } from "./keep-results.js";
import type { Specs } from "./read-specs.js";
import { runLine } from "./run-line.js";

/** How the runs of a comparison are made. */
export interface MakerOptions {
  readonly quads: number;
  readonly view: ComparedView;
  /** Where every result is kept. */
  readonly keep: string | undefined;
  /** After it has come no run is begun. */
  readonly interruption: Interruption;
  /** Says something on standard error. */
  readonly tell: (line: string) => void;
}

/** Makes the runs of a comparison one after the other, and says of each what came of it. */
export class RunMaker {
  readonly #engine: Engine;
  readonly #specs: Specs;
  readonly #options: MakerOptions;
  readonly #view: View;
  #madeCount = 0;
  /** Runs that are to be made, as far as is known. */
  #plannedCount: number;
  #quadCount: number;
  /** Why a run could not be done. */
  failure: string | undefined;

  constructor(engine: Engine, specs: Specs, options: MakerOptions) {
    this.#engine = engine;
    this.#specs = specs;
    this.#options = options;
    this.#view = { ...silentView, say: options.tell };
    this.#quadCount = options.quads;
    this.#plannedCount = RUNS_PER_QUAD * options.quads;
  }

  /**
   * @returns undefined when no more runs are wanted
   * @throws UsageError or LoadError when the run can't be started
   */
  async make(planned: PlannedRun): Promise<RunResult | undefined> {
    const { keep, tell, view, interruption } = this.#options;
    if (interruption.hasCome) return undefined;
    const run = await this.#specs.inFlagWords(() => this.#engine.start(planned.spec));
    const { result } = await watch(run, this.#view);
    this.#madeCount++;
    if (result.generator.verdict === "invalid") this.#planInstead(planned);
    const count = `${this.#madeCount}/${this.#plannedCount}`;
    if (result.state === "failed") this.failure = failureOf(planned, result);
    else tell(runLine(planned, result, { view, count }));
    if (keep !== undefined) keepResult(keep, planned, result);
    return result;
  }

  /** The rest of the quad is not made, and another one is, as long as there may be. */
  #planInstead({ positionIndex }: PlannedRun): void {
    this.#plannedCount -= RUNS_PER_QUAD - 1 - positionIndex;
    if (this.#quadCount >= quadLimitOf(this.#options.quads)) return;
    this.#quadCount++;
    this.#plannedCount += RUNS_PER_QUAD;
  }
}

function failureOf({ side }: PlannedRun, { spec, reason = "it failed" }: RunResult): string {
  return `${side.toUpperCase()}, ${spec.target.url}, could not be measured: ${reason}`;
}
