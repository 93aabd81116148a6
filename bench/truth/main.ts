import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Children } from "../children.js";
import { divideCores } from "../cores.js";
import { assertCommands, runEntry, say } from "../entry.js";
import { machineFacts } from "../machine.js";
import { renderTable } from "../render.js";
import type { Section } from "../section.js";
import { fieldOf } from "./entrants.js";
import type { Field } from "./entrants.js";
import { parseTruthOptions } from "./options.js";
import { renderTruth } from "./render.js";
import { sampleShape } from "./samples.js";
import type { TruthSetting } from "./samples.js";
import { SHAPES } from "./shapes.js";
import type { ShapeId } from "./shapes.js";
import { footnotes, mediansTable, roundsTable } from "./tables.js";

const DEFAULT_OUT = fileURLToPath(new URL("../../../bench/TRUTH.md", import.meta.url));
const NEEDED_COMMANDS = ["bash", "taskset"];
/** Start-up of target and tool, and the end of both. */
const OVERHEAD_SECONDS = 2;

async function sectionOf(setting: TruthSetting, id: ShapeId, field: Field): Promise<Section> {
  setting.say(`${id}:`);
  const samples = await sampleShape(setting, SHAPES[id], field.entering);
  return {
    title: SHAPES[id].title,
    notes: footnotes(field),
    medians: mediansTable(samples, field),
    rounds: roundsTable(samples),
    figures: {},
  };
}

async function measure(
  setting: TruthSetting,
  shapes: readonly ShapeId[],
  field: Field,
): Promise<readonly Section[]> {
  const sections: Section[] = [];
  for (const id of shapes) sections.push(await sectionOf(setting, id, field));
  return sections;
}

function report(sections: readonly Section[], text: string, out: string | undefined): void {
  for (const { title, medians } of sections) {
    process.stdout.write(`\n${title}\n\n${renderTable(medians)}\n`);
  }
  if (out === undefined) {
    say("a part of the shapes, and no --out: printed only, no file written");
    return;
  }
  writeFileSync(out, text);
  say(`written: ${out}`);
}

async function run(argv: readonly string[], signal: AbortSignal): Promise<void> {
  const { rounds, seconds, names: shapes, out } = parseTruthOptions(argv, DEFAULT_OUT);
  assertCommands(NEEDED_COMMANDS);
  // The load average is read before anything of the bench itself runs.
  const cores = divideCores();
  const facts = machineFacts(cores, ["target", "mesh-bench target"]);
  const field = fieldOf();
  const runCount = shapes.length * rounds * field.entering.length;
  const minutes = Math.ceil((runCount * (seconds + OVERHEAD_SECONDS)) / 60);
  say(`${field.entering.length} tools, ${rounds} rounds of ${seconds} s: about ${minutes} min`);
  const children = new Children();
  const folder = mkdtempSync(join(tmpdir(), "mesh-bench-truth-"));
  try {
    const setting = { children, cores, folder, rounds, seconds, signal, say };
    const sections = await measure(setting, shapes, field);
    const results = { facts, rounds, seconds, shapes, entrants: field.entering, sections };
    report(sections, renderTruth(results), out);
  } finally {
    await children.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

await runEntry(run);
