import { noResult } from "../checked-json.js";
import { toConvertedResult } from "./converted-result.js";
import {
  isPercentileHead,
  parsePercentileText,
  percentileFault,
  toHistogram,
} from "./percentile-rows.js";
import { PERCENTILE_UNITS } from "./result-source.js";
import type { ReadResult, ResultSource, SourceText } from "./result-source.js";

const OF = "HdrHistogram";
/** What our own writer puts behind the table; others do not say. */
const REMARK = /^#\[Unit\s*=\s*(?<unit>\w+)(?:, of the (?<view>response|service) time)?/m;

/** HdrHistogram's percentile text, as many tools write it. */
export const hgrmSource: ResultSource = {
  name: "hgrm",
  description: "HdrHistogram's percentile text",
  matches: ({ text }) => linesOf(text).some(isPercentileHead),
  read: readHgrm,
};

function readHgrm({ path, text, unit }: SourceText): ReadResult {
  const lines = linesOf(text);
  const head = lines.findIndex(isPercentileHead);
  if (head < 0) throw noResult(path, OF, 'it has no line "Value Percentile TotalCount …"');
  const parsed = parsePercentileText(lines.slice(head), head + 1);
  if (typeof parsed === "string") throw noResult(path, OF, parsed);
  const fault = percentileFault(parsed);
  if (fault !== undefined) throw noResult(path, OF, fault);
  const remark = REMARK.exec(text)?.groups ?? {};
  const said = PERCENTILE_UNITS.find((each) => each === remark["unit"]);
  const units = PERCENTILE_UNITS.join(", ");
  if (said !== undefined && unit !== undefined && unit !== said) {
    throw noResult(path, OF, `it says that its values are ${said}, and --unit is ${unit}`);
  }
  const known = unit ?? said;
  if (known === undefined) {
    throw noResult(path, OF, `it does not say what its values are; --unit must: ${units}`);
  }
  // Of a text that does not say either which clock it is of, service claims the least.
  const view = remark["view"] === "response" ? "response" : "service";
  const run = { from: "hgrm", latency: { [view]: toHistogram(parsed, known) } } as const;
  return { result: toConvertedResult(run, text), lost: [] };
}

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/);
}
