import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { allFigures } from "./bars.js";
import { Children } from "./children.js";
import { divideCores } from "./cores.js";
import type { Cores } from "./cores.js";
import { estimateSeconds } from "./estimate.js";
import { machineFacts } from "./machine.js";
import { nginxVersion, startNginx } from "./nginx.js";
import { assertCommands, runEntry, say } from "./entry.js";
import { parseBenchOptions } from "./options.js";
import type { BenchOptions, ScenarioId } from "./options.js";
import { PEERS } from "./peers/index.js";
import { reasonOf } from "./reason.js";
import { renderBars, renderResults, renderTable } from "./render.js";
import type { Results } from "./render.js";
import { SCENARIOS } from "./scenarios/index.js";
import type { Section } from "./section.js";
import type { Setting } from "./setting.js";

const DEFAULT_OUT = fileURLToPath(new URL("../../bench/RESULTS.md", import.meta.url));
const NEEDED_COMMANDS = ["bash", "nginx", "taskset"];

/** A scenario that can't be done keeps its place in the results with its reason: the others still count. */
async function runScenario(id: ScenarioId, setting: Setting): Promise<Section> {
  say(`${id}:`);
  try {
    return await SCENARIOS[id](setting);
  } catch (error) {
    if (setting.signal.aborted) throw error;
    const reason = reasonOf(error);
    say(`  not measured: ${reason}`);
    const empty = { headings: ["not measured"], rows: [] };
    return {
      title: id,
      notes: [`Not measured: ${reason}.`],
      medians: empty,
      rounds: empty,
      figures: {},
    };
  }
}

interface Plan {
  readonly options: BenchOptions;
  readonly cores: Cores;
  readonly facts: Results["facts"];
}

async function measure({ options, cores, facts }: Plan, signal: AbortSignal): Promise<Results> {
  const children = new Children();
  const folder = mkdtempSync(join(tmpdir(), "mesh-bench-"));
  const { rounds, seconds } = options;
  try {
    const target = await startNginx(children, folder, cores.target);
    const setting = { children, cores, target, folder, rounds, seconds, signal, say };
    const sections: Section[] = [];
    for (const id of options.scenarios) sections.push(await runScenario(id, setting));
    return { facts, rounds, seconds, sections };
  } finally {
    await children.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function report(results: Results, out: string | undefined): void {
  for (const { title, medians } of results.sections) {
    process.stdout.write(`\n${title}\n\n${renderTable(medians)}\n`);
  }
  const figures = allFigures(results.sections.map((section) => section.figures));
  process.stdout.write(`\nBars\n\n${renderBars(figures)}\n`);
  if (out === undefined) {
    say("a part of the scenarios, and no --out: printed only, no file written");
    return;
  }
  writeFileSync(out, renderResults(results));
  say(`written: ${out}`);
}

async function run(argv: readonly string[], signal: AbortSignal): Promise<void> {
  const options = parseBenchOptions(argv, DEFAULT_OUT);
  assertCommands(NEEDED_COMMANDS);
  // The load average is read before anything of the bench itself runs.
  const cores = divideCores();
  const facts = machineFacts(cores, ["nginx", nginxVersion()]);
  const toolCount = PEERS.filter((peer) => peer.version() !== undefined).length;
  const minutes = Math.ceil(estimateSeconds(options, toolCount) / 60);
  say(`${toolCount} tools, ${options.rounds} rounds of ${options.seconds} s: about ${minutes} min`);
  report(await measure({ options, cores, facts }, signal), options.out);
}

// Debian keeps nginx where the PATH of most users does not look.
process.env["PATH"] = `${process.env["PATH"] ?? ""}:/usr/sbin`;
await runEntry(run);
