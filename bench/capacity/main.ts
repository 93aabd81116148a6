import { writeFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { runEntry, say } from "../entry.js";
import { parseCapacityOptions } from "./options.js";
import { holdsOf, renderCapacity } from "./render.js";
import { scoreOf } from "./score.js";
import { simulateSearch } from "./simulated-search.js";
import type { SimulatedSearch } from "./simulated-search.js";

const DEFAULT_OUT = fileURLToPath(new URL("../../../bench/CAPACITY.md", import.meta.url));
const SAID_EVERY = 100;

async function run(argv: readonly string[], signal: AbortSignal): Promise<void> {
  const { seedCount, out } = parseCapacityOptions(argv, DEFAULT_OUT);
  const searches: SimulatedSearch[] = [];
  for (let seed = 1; seed <= seedCount; seed++) {
    searches.push(simulateSearch(seed));
    if (seed % SAID_EVERY === 0) say(`${seed} of ${seedCount}`);
    // A signal is heard between two turns of the event loop only.
    await setImmediate();
    signal.throwIfAborted();
  }
  const text = renderCapacity(searches);
  if (out === undefined) process.stdout.write(text);
  else {
    writeFileSync(out, text);
    say(`written: ${out}`);
  }
  if (!holdsOf(scoreOf(searches))) throw new Error("oracle 23 does not hold");
}

await runEntry(run);
