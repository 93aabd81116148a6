import {
  chosenPercentiles,
  countText,
  loadText,
  parseDurationNs,
  percentileText,
  rateText,
  requestText,
  secondsText,
  shortPercentileName,
  stageText,
  sumOf,
  timeText,
} from "../../engine/core/index.js";
import type { Frame, LatencyStatistics, ResolvedSpec } from "../../engine/core/index.js";
import { bars, progressBar } from "./bars.js";
import { segment } from "./line.js";
import type { Line } from "./line.js";
import { toneOf } from "./paint.js";
import { untilText } from "./precision-lines.js";
import { printable } from "../printable.js";
import type { Bins } from "./response-histogram.js";

/** What the live view shows at one moment. */
export interface LiveState {
  readonly spec: ResolvedSpec;
  readonly frame: Frame;
  /** 0 to 1; null when the end is not known beforehand. */
  readonly progress: number | null;
  readonly histogram: Bins | undefined;
  /** A remark that stays until the end, such as the answer to Ctrl-C. */
  readonly note: string | undefined;
}

const LABEL_COLUMNS = 11;
const VALUE_COLUMNS = 13;

/**
 * The live view as lines that are not yet cut or painted.
 *
 * @param columns - of the terminal; what does not fit is left out from the right, percentiles before the maximum
 */
export function liveLines(state: LiveState, columns: number): readonly Line[] {
  const { spec, frame } = state;
  return [
    [segment(requestText(spec), "strong")],
    [segment(loadText(spec), "quiet")],
    [],
    progressLine(state, columns),
    [],
    rateLine(frame),
    waitingLine(frame),
    [],
    ...latencyLines(frame, spec, columns),
    ...histogramLines(state.histogram),
    [],
    ...untilLines(frame),
    errorLine(frame),
    verdictLine(frame),
    ...(state.note === undefined ? [] : [[segment(state.note, "accent")]]),
  ];
}

function progressLine({ spec, frame, progress }: LiveState, columns: number): Line {
  const plannedSeconds = plannedSecondsOf(spec);
  const elapsed = secondsText(frame.elapsedSeconds);
  const time =
    plannedSeconds === undefined ? elapsed : `${elapsed} / ${secondsText(plannedSeconds)}`;
  const text = `  ${time}  ${frame.phase}`;
  const barColumns = Math.max(0, Math.min(48, columns - text.length - 1));
  if (progress === null) return [segment(text.trimStart())];
  const [full, empty] = progressBar(progress, barColumns);
  return [segment(full, "accent"), segment(empty, "quiet"), segment(text)];
}

function plannedSecondsOf(spec: ResolvedSpec): number | undefined {
  if (spec.duration === undefined) return undefined;
  const durationNs = parseDurationNs(spec.duration);
  const warmupNs = parseDurationNs(spec.warmup);
  return durationNs === undefined || warmupNs === undefined
    ? undefined
    : (durationNs + warmupNs) / 1e9;
}

/** What was asked for beside what is reached right now: the interval's rates, so that a stall shows at once. */
function rateLine({ interval, total }: Frame): Line {
  const requested = interval.rate.requestedPerSecond ?? total.rate.requestedPerSecond;
  return [
    label("rate"),
    ...(requested === null ? [] : pair("requested", rateText(requested))),
    ...pair("sent", rateText(interval.rate.sentPerSecond)),
    ...pair("achieved", rateText(interval.rate.achievedPerSecond), "strong"),
  ];
}

function waitingLine({ inFlight, queued, oldestAgeNs }: Frame): Line {
  return [
    label("now"),
    ...pair("in flight", countText(inFlight)),
    ...pair("queued", countText(queued), queued > 0 ? "warning" : "plain"),
    ...pair("oldest", timeText(oldestAgeNs)),
  ];
}

function latencyLines(frame: Frame, spec: ResolvedSpec, columns: number): readonly Line[] {
  const fitting = Math.floor((columns - LABEL_COLUMNS) / VALUE_COLUMNS) - 1;
  const names = chosenPercentiles(spec.percentiles, Math.max(1, Math.min(4, fitting)));
  const lateness = stageText("lateness", spec.load.model);
  const { latency } = frame.total;
  const heads = [...names.map((name) => shortPercentileName(name, latency.response.count)), "max"];
  return [
    [label(""), segment(rowOf(heads), "quiet")],
    latencyLine("response", latency.response, names),
    latencyLine("service", latency.service, names),
    latencyLine(lateness, latency.lateness, names),
  ];
}

function latencyLine(name: string, latency: LatencyStatistics, names: readonly string[]): Line {
  const values = [
    ...names.map((percentile) => percentileText(latency.percentiles[percentile])),
    timeText(latency.max),
  ];
  return [label(name), segment(rowOf(values))];
}

/** A value that fills its column keeps its distance from the next one. */
function rowOf(values: readonly string[]): string {
  return values.map((value) => ` ${value}`.padStart(VALUE_COLUMNS)).join("");
}

function histogramLines(histogram: Bins | undefined): readonly Line[] {
  if (histogram === undefined) return [[], [label("histogram"), segment("–", "quiet")]];
  const { lowNs, highNs, counts } = histogram;
  return [
    [],
    [
      label("histogram"),
      segment(`${timeText(lowNs)} `, "quiet"),
      segment(bars(counts), "accent"),
      segment(` ${timeText(highNs)}`, "quiet"),
    ],
  ];
}

function untilLines({ until }: Frame): readonly Line[] {
  return until === undefined ? [] : [[label("until"), segment(untilText(until))]];
}

function errorLine({ total }: Frame): Line {
  const kinds = Object.entries(total.errors);
  if (sumOf(total.errors) === 0) return [label("errors"), segment("0")];
  return [
    label("errors"),
    segment(kinds.map(([kind, count]) => `${kind} ${countText(count)}`).join("   "), "bad"),
  ];
}

function verdictLine({ generator }: Frame): Line {
  const reason = generator.reasons[0];
  return [
    label("generator"),
    segment(generator.verdict, toneOf(generator.verdict)),
    ...(reason === undefined ? [] : [segment(`  ${printable(reason.message)}`, "quiet")]),
  ];
}

function label(text: string): Line[number] {
  return segment(text.padEnd(LABEL_COLUMNS), "quiet");
}

function pair(name: string, value: string, tone: Line[number]["tone"] = "plain"): Line {
  return [segment(`${name} `, "quiet"), segment(`${value}   `, tone)];
}
