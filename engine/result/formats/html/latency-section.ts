import type { LatencyName, RunResult } from "../../../core/frame.js";
import { countText, stageText } from "../../../core/text/index.js";
import { LATENCY_MEANINGS } from "../../schema/latency-schema.js";
import { statisticsTable } from "./tables.js";
import type { LatencyColumn } from "./tables.js";
import type { Part, Section } from "./view.js";

/** In the order of their columns, with what a page calls them. */
const TITLES: readonly (readonly [LatencyName, string])[] = [
  ["response", "response"],
  ["service", "service"],
  ["outcome", "outcome"],
  ["lateness", "lateness"],
  ["queue", "queue"],
  ["firstByte", "first byte"],
  ["readDelay", "read delay"],
  ["connect", "connect"],
  ["tlsHandshake", "TLS handshake"],
  ["dns", "DNS"],
];
/** These are shown even when they are empty: their dashes say that nothing was measured. */
const ALWAYS: ReadonlySet<LatencyName> = new Set(["response", "service", "outcome"]);

const SATURATION_NOTE =
  "Coordinated: this is latency at saturation. In the closed model a request waits for its predecessor, so latency is requests in flight divided by throughput.";
const CLOCKS_NOTE =
  "Response runs from the instant that the plan gave a request, service from the instant that it was sent. Outcome is response with everything that was no success ranked last.";

/** The latencies of the measured window, side by side. */
export function latencySection(result: RunResult): Section {
  const { latency, load, spec } = result;
  const columns = TITLES.filter(([name]) => ALWAYS.has(name) || latency[name].count > 0).map(
    ([name, title]): LatencyColumn => ({
      head: {
        text: name === "lateness" ? stageText(name, load.model) : title,
        meaning: LATENCY_MEANINGS[name],
      },
      statistics: latency[name],
    }),
  );
  return {
    id: "latency",
    title: load.coordinated ? "Latency at saturation" : "Latency",
    width: "full",
    parts: [
      statisticsTable("Latency", columns, spec.percentiles.map(String)),
      { kind: "note", text: load.coordinated ? SATURATION_NOTE : CLOCKS_NOTE },
      ...censoredNotes(result),
    ],
  };
}

function censoredNotes({ latency }: RunResult): readonly Part[] {
  const { censored } = latency.response;
  if (censored === 0) return [];
  const text = `Of ${countText(censored)} requests only the age is known that they had reached without an answer: percentiles that they touch are ranges, and ≥ stands where there is no upper bound.`;
  return [{ kind: "note", text }];
}
