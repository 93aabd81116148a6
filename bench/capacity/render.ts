import { renderTable } from "../render.js";
import type { Row, Table } from "../section.js";
import { leastCountOf, scoreOf } from "./score.js";
import type { Score } from "./score.js";
import { SCATTERS, SEARCH_OPTIONS } from "./simulated-search.js";
import type { SimulatedSearch } from "./simulated-search.js";
import { BOUND_SECONDS, TARGET_KINDS } from "./simulated-target.js";

/** Of the intervals, that hold the knee; and of searches, that end narrow enough. */
const CONTAINS_PROBABILITY = 0.95;
const NARROW_SHARE = 0.9;

const HOW_TO_READ = [
  "Each search has a simulated target whose knee, the highest rate at which `p99 < " +
    `${BOUND_SECONDS}s\` holds, is known exactly. \`queue\`: Poisson arrivals at one server of exponential service times; its p99 is ` +
    "ln 100 ÷ (μ − λ). `wall`: a capacity above which the backlog grows, while the p99 of a probe is still far below the objective. " +
    "`noise`: a delay that rises with the third power of the rate, under noise whose neighbours are alike.",
  "**Scatter**: the knee of each single probe differs from the true one, normally distributed with this standard deviation.",
  "The generator of every fourth search is limited somewhat above the knee. **Limited**: answers of which an end, or the " +
    "confirmation, is such a rate; there must be none.",
  "Probes are simulated request by request and go through the engine's own histograms, batches, confidence intervals and tests.",
  "**Time** is what the search would have taken, warm-ups included: the median, and what 95 % stay below.",
];

/** @returns whether all that the oracle asks for holds */
export function holdsOf(score: Score): boolean {
  return (
    score.containsCount >= leastCountOf(score.searchCount, CONTAINS_PROBABILITY) &&
    score.narrowCount >= NARROW_SHARE * score.searchCount &&
    score.restsOnLimitedCount === 0
  );
}

/** The whole file. */
export function renderCapacity(searches: readonly SimulatedSearch[]): string {
  const { fromPerSecond, toPerSecond, precisionPercent, probeSeconds, probeSecondsMax } =
    SEARCH_OPTIONS;
  return `${[
    "# Capacity searches of known knees",
    `Written by \`npm run bench:capacity\`; edits are lost with its next run. ${searches.length} searches from ${fromPerSecond}/s to ` +
      `${toPerSecond}/s, each with its own seed, precision ${precisionPercent} %, probes of ${probeSeconds} s to ${probeSecondsMax} s; Node ${process.version}. Time is virtual: the figures are the same on any machine.`,
    HOW_TO_READ.map((line) => `- ${line}`).join("\n"),
    "## Oracle 23",
    renderTable(oracleTable(scoreOf(searches))),
    "## By target and scatter",
    renderTable(groupsTable(searches)),
  ].join("\n\n")}\n`;
}

function oracleTable(score: Score): Table {
  const least = leastCountOf(score.searchCount, CONTAINS_PROBABILITY);
  return {
    headings: ["what", "asked for", "found", ""],
    rows: [
      barRow("the interval holds the knee", least, score.containsCount),
      barRow("it is at most 5 % wide", NARROW_SHARE * score.searchCount, score.narrowCount),
      barRow("the confirmation passed", NARROW_SHARE * score.searchCount, score.confirmedCount),
      [
        "answers that rest on a limited probe",
        "0",
        String(score.restsOnLimitedCount),
        score.restsOnLimitedCount === 0 ? "met" : "**missed**",
      ],
    ],
  };
}

function barRow(what: string, least: number, found: number): Row {
  return [what, `≥ ${Math.ceil(least)}`, String(found), found >= least ? "met" : "**missed**"];
}

function groupsTable(searches: readonly SimulatedSearch[]): Table {
  const rows = TARGET_KINDS.flatMap((kind) =>
    SCATTERS.map((scatter) => {
      const group = searches.filter(
        ({ target }) => target.kind === kind && target.scatter === scatter,
      );
      return groupRow(`${kind}, ${100 * scatter} %`, scoreOf(group));
    }),
  );
  return {
    headings: [
      "target, scatter",
      "searches",
      "hold the knee",
      "≤ 5 % wide",
      "confirmed",
      "limited",
      "probes",
      "time, min",
      "95 % below, min",
    ],
    rows: [...rows, groupRow("all", scoreOf(searches))],
  };
}

function groupRow(name: string, score: Score): Row {
  const share = (count: number): string => `${((100 * count) / score.searchCount).toFixed(1)} %`;
  return [
    name,
    String(score.searchCount),
    share(score.containsCount),
    share(score.narrowCount),
    share(score.confirmedCount),
    String(score.restsOnLimitedCount),
    String(score.probesMedian),
    (score.secondsMedian / 60).toFixed(1),
    (score.secondsP95 / 60).toFixed(1),
  ];
}
