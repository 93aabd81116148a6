import { splitAtLimit } from "../../core/histogram/index.js";
import type { SloView } from "../../core/spec/slo.js";
import type { Accumulator } from "../../run/accumulator.js";
import { censoredTwinOf, infinityCountOf } from "../../run/stretch.js";
import type { Tally } from "./verdict.js";

/**
 * How the requests of a stretch compare with a limit, in one of their latencies.
 *
 * A request without an end is known only by its age: beyond the limit if that is, else undecided. In `outcome` what has
 * failed, timed out or was skipped is beyond every limit; only an unfinished request might yet have succeeded in time.
 *
 * @param limitNs - whole nanoseconds; a value that is equal to it is within
 */
export function tallyOf(recorded: Accumulator, view: SloView, limitNs: number): Tally {
  return view === "outcome"
    ? outcomeTally(recorded, limitNs)
    : censoredTally(recorded, view, limitNs);
}

function outcomeTally(recorded: Accumulator, limitNs: number): Tally {
  const successes = recorded.histogram("responseSuccess");
  const { within, beyond } = splitAtLimit(successes, limitNs);
  const infinityCount = infinityCountOf(recorded);
  const unfinishedCount = recorded.counter("unfinished");
  const oldCount = splitAtLimit(recorded.histogram("responseCensored"), limitNs).beyond;
  // Ages are kept of all that was given up, timed out or not: at least so many of the old ones are unfinished.
  const oldUnfinishedCount = Math.max(0, oldCount - recorded.counter("timedOut"));
  return {
    // All that was planned: of a worker that was lost some requests have no end in the books.
    count: recorded.counter("planned"),
    within,
    beyond: beyond + infinityCount - unfinishedCount + oldUnfinishedCount,
  };
}

function censoredTally(
  recorded: Accumulator,
  view: Exclude<SloView, "outcome">,
  limitNs: number,
): Tally {
  const all = recorded.histogram(view);
  const { within, beyond } = splitAtLimit(all, limitNs);
  const censored = censoredTwinOf(recorded, view);
  const youngCount = censored.count - splitAtLimit(censored, limitNs).beyond;
  return { count: all.count, within: Math.max(0, within - youngCount), beyond };
}
