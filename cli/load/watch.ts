import type { Run, RunResult } from "../../engine/index.js";
import { Interrupts } from "./interrupts.js";
import type { LoadOptions } from "./options.js";
import { paintFor } from "./paint.js";
import { RATE_KEYS_HINT, RateKeys } from "./rate-keys.js";
import { LiveView, PlainView, silentView } from "./views.js";
import type { View } from "./views.js";

/** A run that was watched to its end. */
export interface Watched {
  readonly result: RunResult;
  readonly wasInterrupted: boolean;
}

/** Shows a run until it ends, and hears the user meanwhile. */
export async function watch(run: Run, view: View): Promise<Watched> {
  const interrupts = new Interrupts(
    run,
    (text) => {
      view.say(text);
    },
    () => {
      view.close();
    },
  );
  const keys = rateKeysFor(run, view);
  try {
    // Together: a result that fails must not leave us waiting for frames that never come.
    const [result] = await Promise.all([run.result, view.follow(run)]);
    return { result, wasInterrupted: interrupts.hasCome };
  } finally {
    keys?.close();
    interrupts.close();
    view.close();
  }
}

/** @returns the view that fits what standard error is */
export function viewFor({ quiet }: LoadOptions): View {
  if (quiet === true) return silentView;
  const { stderr, env } = process;
  if (!stderr.isTTY || env["TERM"] === "dumb") return new PlainView((text) => stderr.write(text));
  return new LiveView(stderr, paintFor(stderr, env));
}

/** Keys are for a live view that has nothing else to say, whose input is a terminal too, and for a run with a plan. */
function rateKeysFor(run: Run, view: View): RateKeys | undefined {
  if (!(view instanceof LiveView) || view.hint !== undefined) return undefined;
  if (!process.stdin.isTTY) return undefined;
  if (run.status.spec.load.model === "closed") return undefined;
  view.hint = RATE_KEYS_HINT;
  return new RateKeys(process.stdin, run, (text) => {
    view.say(text);
  });
}
