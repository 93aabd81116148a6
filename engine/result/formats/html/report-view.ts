import type { RunResult, Verdict } from "../../../core/frame.js";
import {
  NOTHING,
  countText,
  headlinePercentile,
  loadText,
  percentText,
  percentileName,
  percentileText,
  rateText,
  reasonText,
  requestText,
  secondsText,
} from "../../../core/text/index.js";
import { countSections } from "./count-sections.js";
import { curveSections } from "./curve-section.js";
import { floorSections } from "./floor-section.js";
import { generatorSections } from "./generator-sections.js";
import { latencySection } from "./latency-section.js";
import { precisionSections } from "./precision-section.js";
import { scenarioSections } from "./scenario-section.js";
import { seriesSections } from "./series-sections.js";
import { serverTimingSections, serviceSection } from "./service-section.js";
import { sloSections, sloTiles } from "./slo-section.js";
import { tailSections } from "./tail-section.js";
import { truthSections } from "./truth-section.js";
import type { ReportView, Section, TileView } from "./view.js";

const BADGES: Readonly<Record<Verdict, { readonly mark: string; readonly means: string }>> = {
  valid: { mark: "✓ valid", means: "The generator kept its plan; these figures are the target's." },
  suspect: { mark: "! suspect", means: "The generator had a part in these figures." },
  invalid: {
    mark: "✕ invalid",
    means: "These figures say more of the generator than of the target.",
  },
};

/**
 * Everything that the page says of a result, as texts.
 *
 * @throws LoadError MB_RESULT_FILE when a histogram of the result can't be read
 */
export function toReportView(result: RunResult): ReportView {
  const { spec, state, generator, environment } = result;
  const { mark, means } = BADGES[generator.verdict];
  const reasons = generator.reasons.map(reasonText);
  return {
    title: requestText(spec),
    how: `${loadText(spec)} · ${secondsText(result.measuredSeconds)} measured`,
    chips: [
      { text: state, tone: state === "completed" ? "plain" : "warn" },
      { text: result.id, tone: "plain" },
      { text: `${result.startedAt} to ${result.endedAt}`, tone: "plain" },
    ],
    labels: Object.entries(result.labels).map(([key, value]) => `${key}=${value}`),
    reason: result.reason ?? null,
    verdict: { name: generator.verdict, mark, lines: reasons.length === 0 ? [means] : reasons },
    tiles: [outcomeTile(result), rateTile(result), lostTile(result), ...sloTiles(result)],
    sections: sectionsOf(result),
    version: environment.version,
  };
}

function sectionsOf(result: RunResult): readonly Section[] {
  return [
    ...sloSections(result),
    latencySection(result),
    ...curveSections(result),
    ...seriesSections(result),
    ...tailSections(result),
    ...scenarioSections(result),
    ...countSections(result),
    ...precisionSections(result),
    ...serverTimingSections(result),
    serviceSection(result),
    ...floorSections(result),
    ...truthSections(result),
    ...generatorSections(result),
    {
      id: "spec",
      title: "Spec",
      width: "full",
      parts: [{ kind: "code", text: JSON.stringify(result.spec, null, 2) }],
    },
  ];
}

function outcomeTile({ latency }: RunResult): TileView {
  const { percentiles, count } = latency.outcome;
  const name = headlinePercentile(Object.keys(percentiles));
  return {
    title: `${percentileName(name, count)}, all outcomes`,
    value: percentileText(percentiles[name]),
    note: "failures rank last",
    tone: "plain",
  };
}

function rateTile({ rate }: RunResult): TileView {
  const { requestedPerSecond, achievedPerSecond } = rate;
  return {
    title: "Achieved rate",
    value: rateText(achievedPerSecond),
    note:
      requestedPerSecond === null
        ? "as much as possible"
        : `${rateText(requestedPerSecond)} requested`,
    tone: "plain",
  };
}

function lostTile({ requests }: RunResult): TileView {
  const { planned, completed } = requests;
  const lost = planned - completed;
  const share = planned === 0 ? NOTHING : percentText((100 * lost) / planned);
  return {
    title: "Not successful",
    value: countText(lost),
    note: `${share} of ${countText(planned)} planned`,
    tone: lost > 0 ? "bad" : "plain",
  };
}
