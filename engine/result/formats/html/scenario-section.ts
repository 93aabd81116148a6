import type { RunResult, ScenarioReport } from "../../../core/frame.js";
import {
  NOTHING,
  chosenPercentiles,
  countText,
  percentText,
  percentileText,
  rateText,
} from "../../../core/text/index.js";
import { countsLine } from "./count-sections.js";
import type { Row, Section } from "./view.js";

const PERCENTILES_MAX = 2;

/** What became of each scenario; nothing of a run without any. */
export function scenarioSections({ scenarios = [], spec }: RunResult): readonly Section[] {
  if (scenarios.length === 0) return [];
  const names = chosenPercentiles(spec.percentiles, PERCENTILES_MAX);
  return [
    {
      id: "scenarios",
      title: "Scenarios",
      width: "full",
      parts: [
        {
          kind: "table",
          label: "Scenarios",
          heads: [
            { text: "Scenario" },
            { text: "weight" },
            { text: "planned" },
            { text: "not successful" },
            { text: "achieved" },
            ...names.map((name) => ({ text: `response p${name}` })),
            ...names.map((name) => ({ text: `service p${name}` })),
            { text: "status", isWords: true },
            { text: "errors", isWords: true },
          ],
          rows: scenarios.map((scenario) => rowOf(scenario, names)),
        },
      ],
    },
  ];
}

function rowOf(scenario: ScenarioReport, names: readonly string[]): Row {
  const { requests, latency } = scenario;
  const lost = requests.planned - requests.completed;
  return {
    name: scenario.name,
    cells: [
      String(scenario.weight),
      countText(requests.planned),
      requests.planned === 0 ? NOTHING : percentText((100 * lost) / requests.planned),
      rateText(scenario.rate.achievedPerSecond),
      ...[latency.response, latency.service].flatMap(({ percentiles }) =>
        names.map((name) => percentileText(percentiles[name])),
      ),
      countsLine(scenario.status),
      countsLine(scenario.errors),
    ],
  };
}
