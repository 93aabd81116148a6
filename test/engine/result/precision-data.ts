import { drawExponential } from "../../../engine/core/index.js";
import type { RandomSource } from "../../../engine/core/index.js";
import { Accumulator } from "../../../engine/run/accumulator.js";
import { BatchCollector } from "../../../engine/run/batches.js";
import type { PrecisionSource } from "../../../engine/run/run-facts.js";
import { TICK_NS } from "../../../engine/run/worker-plans.js";
import { deltaOf } from "../run/delta-data.js";
import type { Ended } from "../run/delta-data.js";

/** A run whose requests end as a test says, tick by tick. */
export class PrecisionData implements PrecisionSource {
  readonly recorded = new Accumulator();
  readonly batches = new BatchCollector(0);
  #tickCount = 0;

  add(ended: Ended): void {
    this.#tickCount++;
    const delta = deltaOf(this.#tickCount * TICK_NS, ended);
    this.recorded.add(delta);
    this.batches.add(delta, Infinity);
  }
}

/** @returns a run of so many ticks, with so many successes in each */
export function runOf(
  tickCount: number,
  countPerTick: number,
  nextNs: (tick: number) => number,
): PrecisionData {
  const data = new PrecisionData();
  for (let tick = 0; tick < tickCount; tick++) {
    data.add({ responseSuccess: Array.from({ length: countPerTick }, () => nextNs(tick)) });
  }
  return data;
}

/**
 * Response times of one hand that works on Poisson arrivals, one after the other, in the steady state from the first one on:
 * they are exponential with a mean of 1 ÷ (1 − load) service times, and each knows much of the one before it.
 *
 * @param serviceNs - mean service time, exponential
 * @see D. V. Lindley, "The theory of queues with a single server" (1952)
 */
export function queueNs(random: RandomSource, load: number, serviceNs: number): () => number {
  let waitNs = 0;
  if (random.nextUniform() < load) waitNs = (serviceNs * drawExponential(random)) / (1 - load);
  return () => {
    const responseNs = waitNs + serviceNs * drawExponential(random);
    waitNs = Math.max(0, responseNs - (serviceNs * drawExponential(random)) / load);
    return responseNs;
  };
}
