import {
  chosenPercentiles,
  littleSupport,
  percentText,
  percentileName,
  percentileText,
  plural,
  sumOf,
} from "../../engine/core/index.js";
import type { RunResult, ScenarioReport } from "../../engine/core/index.js";
import { printable } from "../printable.js";
import { segment, unbroken, wrap } from "./line.js";
import type { Line } from "./line.js";
import { countsText, joinParts, tableHead, tableLine } from "./summary-layout.js";

const INDENT = "    ";
/** With the two columns of each, a row has four. */
const PERCENTILES_MOST = 2;
/** Names up to this length stand in the row itself. */
const NAME_COLUMNS = 20;

/**
 * What became of each scenario: response and service side by side, and below them its part of the mix, its requests and what
 * they were answered.
 *
 * @param columns - where long texts are broken; the table needs 79
 * @returns nothing when the run has no scenarios
 */
export function scenarioTable({ scenarios, spec }: RunResult, columns: number): readonly Line[] {
  if (scenarios === undefined) return [];
  const names = chosenPercentiles(spec.percentiles, PERCENTILES_MOST);
  const weights = scenarios.reduce((sum, { weight }) => sum + weight, 0);
  const heads = ["response", "service"].flatMap((of) => names.map((name) => `${of} p${name}`));
  return [
    ...tableHead("Scenarios", heads),
    ...scenarios.flatMap((scenario) => [
      ...latencyRow(scenario, names, columns),
      ...detailLines(scenario, { names, weights, columns }),
    ]),
  ];
}

function latencyRow(
  { name, latency }: ScenarioReport,
  names: readonly string[],
  columns: number,
): readonly Line[] {
  const values = [latency.response, latency.service].flatMap(({ percentiles }) =>
    names.map((percentile) => percentileText(percentiles[percentile])),
  );
  const title = printable(name);
  if (title.length <= NAME_COLUMNS) return [tableLine(title, values)];
  const lines = wrap(title, columns - INDENT.length);
  return [
    ...lines.map((line, index) => [segment(`${index === 0 ? "  " : INDENT}${line}`, "quiet")]),
    tableLine("", values),
  ];
}

/** The table as a whole, as far as one scenario's lines depend on it. */
interface Table {
  readonly names: readonly string[];
  readonly weights: number;
  readonly columns: number;
}

function detailLines(scenario: ScenarioReport, table: Table): readonly Line[] {
  const { columns } = table;
  // Each status may begin a line: there can be many.
  const text = [sharesText(scenario, table), countsText(scenario.status), ...errorsText(scenario)];
  return wrap(text.join(`${unbroken(" ·")} `), columns - INDENT.length).map((line) => [
    segment(`${INDENT}${line}`, "quiet"),
  ]);
}

function sharesText(
  { weight, requests, latency }: ScenarioReport,
  { names, weights }: Table,
): string {
  const { planned, completed } = requests;
  const { count } = latency.response;
  const doubted = names.filter((name) => littleSupport(name, count) !== undefined);
  return joinParts([
    `weight ${weight} (${percentText((100 * weight) / weights)})`,
    plural(planned, "request"),
    ...successText(planned, completed),
    ...doubted.map((name) => percentileName(name, count)),
  ]);
}

function successText(planned: number, completed: number): readonly string[] {
  if (planned === 0) return [];
  const lost = planned - completed;
  return [lost === 0 ? "all successful" : `${percentText((100 * lost) / planned)} not successful`];
}

function errorsText({ errors }: ScenarioReport): readonly string[] {
  return sumOf(errors) === 0 ? [] : [`errors ${countsText(errors)}`];
}
