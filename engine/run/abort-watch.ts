import { assertNever } from "../core/errors.js";
import { ERROR_INDEX } from "../core/recording.js";
import { abortConditionsOf } from "../core/spec/abort.js";
import type { AbortCondition } from "../core/spec/abort.js";
import type { ResolvedSpec } from "../core/spec/run-spec.js";
import type { Accumulator } from "./accumulator.js";
import type { Objective } from "./objectives.js";
import type { FailedWindow, Reporter } from "./run-facts.js";
import type { KnownTicks, WindowBooks } from "./window-books.js";

/** What a watch sees of a run. */
export interface AbortableRun {
  readonly total: Accumulator;
  readonly windows: WindowBooks;
  /** How far what is in the windows is known by now. */
  readonly knownTicks: KnownTicks;
}

/** A condition that was met. */
export interface MetCondition {
  /** As in the spec. */
  readonly condition: string;
  /** What met it, in a sentence. */
  readonly reason: string;
}

type Look = () => string | undefined;

/** Looks whether a run has met one of the conditions that are to end it. */
export class AbortWatch {
  readonly #looks: readonly (readonly [condition: string, look: Look])[];

  constructor(
    conditions: readonly AbortCondition[],
    run: AbortableRun,
    reporter: Pick<Reporter, "watchWindows">,
  ) {
    this.#looks = conditions.map((condition) => [
      condition.expression,
      lookFor(condition, run, reporter),
    ]);
  }

  /** @returns the first condition of the spec that is met by now; undefined when none is */
  find(): MetCondition | undefined {
    for (const [condition, look] of this.#looks) {
      const found = look();
      if (found !== undefined) return { condition, reason: `aborted on ${condition}: ${found}` };
    }
    return undefined;
  }
}

/** @returns what ends a run that meets a condition of its spec; undefined where there is none */
export function createAbortWatch(
  spec: ResolvedSpec,
  run: AbortableRun,
  reporter: Pick<Reporter, "watchWindows">,
): AbortWatch | undefined {
  const conditions = abortConditionsOf(spec);
  return conditions.length === 0 ? undefined : new AbortWatch(conditions, run, reporter);
}

function lookFor(
  condition: AbortCondition,
  run: AbortableRun,
  reporter: Pick<Reporter, "watchWindows">,
): Look {
  switch (condition.kind) {
    case "status":
      return () => findStatus(condition, run.total);
    case "error":
      return () =>
        (run.total.errors[ERROR_INDEX[condition.error]] ?? 0) > 0
          ? "there was an error of this kind"
          : undefined;
    case "errors":
      return lookForFailure(
        run,
        reporter,
        ({ origin, slo }) => origin === "abortOn" && slo.expression === condition.expression,
      );
    case "slo":
      return lookForFailure(run, reporter, ({ origin }) => origin === "slo");
    default:
      return assertNever(condition);
  }
}

function findStatus(
  { statuses: { from, to } }: Extract<AbortCondition, { readonly kind: "status" }>,
  { statuses }: Accumulator,
): string | undefined {
  for (const [status, count] of statuses) {
    if (status >= from && status <= to && count > 0) return `a response had the status ${status}`;
  }
  return undefined;
}

/** A window of any of these objectives fails. */
function lookForFailure(
  run: AbortableRun,
  reporter: Pick<Reporter, "watchWindows">,
  isMeant: (objective: Objective) => boolean,
): Look {
  const watched = run.windows.ticks
    .filter(({ objective }) => isMeant(objective))
    .map((ticks) => [ticks.objective, reporter.watchWindows(ticks)] as const);
  return () => {
    for (const [objective, finder] of watched) {
      const failed = finder.findFailed(run.knownTicks);
      if (failed !== undefined) return failureText(objective, failed);
    }
    return undefined;
  };
}

/** A condition that is a ratio itself has been named already. */
function failureText({ origin, slo }: Objective, { fromSeconds, toSeconds }: FailedWindow): string {
  const what = origin === "slo" ? `${slo.expression} failed ` : "";
  return `${what}from ${fromSeconds.toFixed(1)}s to ${toSeconds.toFixed(1)}s`;
}
