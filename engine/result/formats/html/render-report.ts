import { Eta } from "eta";
import type { RunResult } from "../../../core/frame.js";
import { EMBEDDED_RESULT_ID, toEmbeddedJson } from "./embedded-result.js";
import { PART_TEMPLATES, REPORT_TEMPLATE } from "./report-template.js";
import { toReportView } from "./report-view.js";
import { REPORT_STYLE } from "./report-style.js";

/**
 * The page of a result: one file that fetches nothing and runs nothing.
 *
 * Its charts are drawings and not programs: they print in the colours of paper, are there without JavaScript, and the page
 * can forbid all scripts, whatever texts a target or a user has brought into the result.
 *
 * @throws LoadError MB_RESULT_FILE when a histogram of the result can't be read
 */
export function renderReport(result: RunResult): string {
  return createTemplates().render("@report", {
    view: toReportView(result),
    style: REPORT_STYLE,
    resultId: EMBEDDED_RESULT_ID,
    resultJson: toEmbeddedJson(result),
  });
}

function createTemplates(): Eta {
  // Every value is escaped, but for what a template marks as finished HTML: other templates, the style, the JSON.
  const eta = new Eta({ autoEscape: true });
  for (const [name, text] of Object.entries(PART_TEMPLATES)) eta.loadTemplate(name, text);
  eta.loadTemplate("@report", REPORT_TEMPLATE);
  return eta;
}
