import { basename, isAbsolute } from "node:path";
import { OWN_COMMAND } from "../peers/index.js";
import { renderSection, renderTable } from "../render.js";
import type { Row, Section, Table } from "../section.js";
import { CONNECTIONS, RATE_PER_SECOND, taskOf } from "./entrants.js";
import type { Entrant } from "./entrants.js";
import { SHAPES, targetFlagsOf } from "./shapes.js";
import type { ShapeId } from "./shapes.js";

/** Below these a round is too short, or alone, to be relied on. */
const ROUNDS_ENOUGH = 3;
const SECONDS_ENOUGH = 10;

/** All that the differential run has found. */
export interface TruthResults {
  readonly facts: readonly Row[];
  readonly rounds: number;
  readonly seconds: number;
  readonly shapes: readonly ShapeId[];
  readonly entrants: readonly Entrant[];
  readonly sections: readonly Section[];
}

const HOW_TO_READ = [
  "**True** is what the target's own log says. At a rate it is the response time: departure − planned instant, where the k-th " +
    "arrival is planned k/λ after the first one; a request that was sent ahead of that plan was begun when it arrived. So a tool " +
    "that sends late, or falls behind its own rate, has that in its truth. Closed: departure − arrival.",
  "**Told** is what the tool prints, **off** is told − true in percent of the true one. A tool that prints whole or tenths of " +
    "milliseconds can't be nearer than that. The way through kernels and loopback is in every error. For times at a rate most " +
    "tools mean the time since sending: the true service times beside the response times are in the tables of all rounds.",
  "**Faults** are the resets that the target made; **errors** what the tool counts as failed. A reset that a tool does not " +
    "report is taken for sent again: not it, but the second attempt is the arrival of the plan. Requests that a tool cut off at its end are in " +
    "the log, and have no time.",
];

/** The whole file. */
export function renderTruth(results: TruthResults): string {
  const { facts, rounds, seconds, sections, entrants } = results;
  const isShort = rounds < ROUNDS_ENOUGH || seconds < SECONDS_ENOUGH;
  const remark = isShort ? " These rounds were few or short: the figures are provisional." : "";
  return `${[
    "# What each tool says, and what the target saw",
    `Written by \`npm run bench:truth\`; edits are lost with its next run. Rounds: ${rounds}, seconds each: ${seconds}.${remark} ` +
      `Every tool at ${RATE_PER_SECOND}/s where it has a rate, over ${CONNECTIONS} connections, in interleaved rounds, each against a ` +
      "fresh target with a fresh log; figures are medians over the rounds, with the range of each error.",
    [...HOW_TO_READ, ...notesOf(entrants)].map((line) => `- ${line}`).join("\n"),
    "## Machine",
    renderTable({ headings: ["", ""], rows: facts }),
    "## Commands",
    renderTable(commandsTable(results)),
    ...sections.map(renderSection),
  ].join("\n\n")}\n`;
}

function notesOf(entrants: readonly Entrant[]): readonly string[] {
  const notes = entrants.flatMap(({ peer }) =>
    peer.note === undefined ? [] : [`${peer.name}: ${peer.note}.`],
  );
  // Who takes part twice has one note.
  return [...new Set(notes)];
}

function commandsTable({ shapes, entrants, seconds }: TruthResults): Table {
  const targets = shapes.map((id): Row => {
    const flags = ["target", "--http-port", "0", "--seed", "1", "--log", "target.csv"];
    const command = ["mesh-bench", ...flags, ...targetFlagsOf(SHAPES[id], seconds)];
    return [id, code([...command, `# ${SHAPES[id].query}`])];
  });
  const tools = entrants.map((entrant): Row => {
    const job = { ...taskOf(entrant, "<url>", seconds), folder: "." };
    return [entrant.name, code(entrant.peer.argv(job).map(shortened))];
  });
  return { headings: ["", ""], rows: [...targets, ...tools] };
}

/** Where things lie on one machine is nobody else's business. */
function shortened(word: string): string {
  if (word === OWN_COMMAND) return "mesh-bench";
  return isAbsolute(word) ? basename(word) : word;
}

function code(words: readonly string[]): string {
  return `\`${words.join(" ")}\``;
}
