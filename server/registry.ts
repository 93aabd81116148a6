import type { FastifyRequest } from "fastify";

import { HttpProblem } from "./problem.js";

/** How much the server remembers of runs and of searches that have ended, of each kind. */
export interface RegistryLimits {
  /** Ended ones at most. */
  readonly endedRuns: number;
  /**
   * Points of their series at most, over all of them: what a long run with short intervals mostly consists of. A point that
   * keeps its histograms counts as 5, a bundle as 1000 and each interval in it as 6, a probe of a search as 1.
   */
  readonly seriesPoints: number;
}

/** About 100 MB at worst. */
export const DEFAULT_LIMITS: RegistryLimits = { endedRuns: 1000, seriesPoints: 50_000 };

/** What a registry must know of what it keeps. */
export interface Kept {
  readonly id: string;
  readonly hasEnded: boolean;
  /** Resolves when it has ended, and what it needed for that has been let go. */
  readonly ended: Promise<void>;
  /** What is kept of it, in points of a series; 0 while it is live. */
  readonly seriesPoints: number;
}

/** The server's runs, or its searches, in memory: every live one, and the newest ended ones within the limits. */
export class Registry<Item extends Kept> {
  /** What an item is called in messages. */
  readonly noun: string;
  readonly #limits: RegistryLimits;
  /** In the order of their start. */
  readonly #items = new Map<string, Item>();

  constructor(noun: string, limits: RegistryLimits = DEFAULT_LIMITS) {
    this.noun = noun;
    this.#limits = limits;
  }

  /** Takes what has just been started. */
  add(item: Item): Item {
    this.#items.set(item.id, item);
    void item.ended.then(() => {
      this.#forget();
    });
    return item;
  }

  find(id: string): Item | undefined {
    return this.#items.get(id);
  }

  /** @returns the items, newest first */
  newestFirst(): readonly Item[] {
    return [...this.#items.values()].reverse();
  }

  /** Lets the oldest ended items go, until the others are within the limits; the newest one always stays. */
  #forget(): void {
    const ended = [...this.#items.values()].filter((item) => item.hasEnded);
    let pointCount = ended.reduce((sum, item) => sum + item.seriesPoints, 0);
    let itemCount = ended.length;
    for (const item of ended.slice(0, -1)) {
      if (itemCount <= this.#limits.endedRuns && pointCount <= this.#limits.seriesPoints) return;
      this.#items.delete(item.id);
      itemCount--;
      pointCount -= item.seriesPoints;
    }
  }
}

/** @returns what the `id` of a request's path names; @throws HttpProblem 404 */
export function itemOf<Item extends Kept>(
  registry: Registry<Item>,
  request: Pick<FastifyRequest, "params">,
): Item {
  const { id } = request.params as { readonly id: string };
  const item = registry.find(id);
  if (item !== undefined) return item;
  throw new HttpProblem(404, `there is no ${registry.noun} ${JSON.stringify(id)}`);
}
