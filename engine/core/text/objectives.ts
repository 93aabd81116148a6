import type { SloReport, SloWindows } from "../slo.js";
import { countText, plural, secondsText } from "./figures.js";
import { intervalText, observedText } from "./measures.js";

/** @returns what was observed of an objective: `1.23ms`; of a percentile over a window the share it is told by: `99.4 % within` */
export function sloObservedText(report: SloReport): string {
  const text = observedText(report.observed, report.unit);
  return isToldByShare(report) ? `${text} within` : text;
}

/** @returns what else is known of an objective: the share within its bound, its worst window, the interval; nothing of many */
export function sloRemarks(report: SloReport): readonly string[] {
  const { withinPercent, window, interval } = report;
  return [
    ...(withinPercent === undefined || isToldByShare(report)
      ? []
      : [`${observedText(withinPercent, "percent")} within`]),
    ...(window === undefined ? [] : windowTexts(window)),
    ...(interval === undefined ? [] : [`95 % interval ${intervalText(interval)}`]),
  ];
}

function isToldByShare({ window, withinPercent }: SloReport): boolean {
  return window !== undefined && withinPercent !== undefined;
}

function windowTexts({ judged, failed, inconclusive, worst }: SloWindows): readonly string[] {
  if (worst === null) return ["no whole window was measured"];
  const stretch = `in the worst window, ${secondsText(worst.fromSeconds)} to ${secondsText(worst.toSeconds)}`;
  const counts = [
    ...(failed === 0 ? [] : [`${countText(failed)} failed`]),
    ...(inconclusive === 0 ? [] : [`${countText(inconclusive)} inconclusive`]),
  ];
  return counts.length === 0
    ? [stretch]
    : [stretch, `${counts.join(" and ")} of ${plural(judged, "window")}`];
}
