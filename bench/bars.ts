/** What must hold, as the project promises it. A bar that is missed stays in the results as missed. */
export interface Bar {
  readonly what: string;
  readonly unit: string;
  readonly bound: { readonly kind: "atLeast" | "atMost"; readonly value: number };
}

export type BarId = keyof typeof BARS;

/** Figures for some of the bars, by the bar they belong to. */
export type BarFigures = Partial<Readonly<Record<BarId, number>>>;

export const BARS = {
  closed32ToWrk: {
    what: "closed max, 32 connections: requests/s, ours ÷ wrk",
    unit: "×",
    bound: { kind: "atLeast", value: 0.95 },
  },
  closed32ToAutocannon: {
    what: "closed max, 32 connections: requests/s, ours ÷ autocannon",
    unit: "×",
    bound: { kind: "atLeast", value: 2 },
  },
  closed5000ToWrk: {
    what: "closed max, 5000 connections: requests/s, ours ÷ wrk",
    unit: "×",
    bound: { kind: "atLeast", value: 1 },
  },
  closed5000PeakMegabytes: {
    what: "closed max, 5000 connections: peak resident memory of our whole process",
    unit: "MB",
    bound: { kind: "atMost", value: 200 },
  },
  tls32ToWrk: {
    what: "TLS, 32 connections: requests/s, ours ÷ wrk",
    unit: "×",
    bound: { kind: "atLeast", value: 0.9 },
  },
  open20000LatenessUsP50: {
    what: "open loop, 20 000/s: lateness p50",
    unit: "µs",
    bound: { kind: "atMost", value: 10 },
  },
  open20000ResponseOverServiceUs: {
    what: "open loop, 20 000/s: response p50 − service p50",
    unit: "µs",
    bound: { kind: "atMost", value: 20 },
  },
  stalledP90ErrorPercent: {
    what: "stalled target: response p90 against theory (700 ms)",
    unit: "%",
    bound: { kind: "atMost", value: 3 },
  },
  stalledP99ErrorPercent: {
    what: "stalled target: response p99 against theory (970 ms)",
    unit: "%",
    bound: { kind: "atMost", value: 3 },
  },
  // “Unmoved” needs a number: 200 µs is the spread between runs of a sleeping client; the stall itself is 5000 times more.
  stalledServiceShiftUs: {
    what: "stalled target: service p50 moved, against the same run without a stall",
    unit: "µs",
    bound: { kind: "atMost", value: 200 },
  },
  liveFramesLossPercent: {
    what: "live frames, 10/s to 10 sockets: throughput lost",
    unit: "%",
    bound: { kind: "atMost", value: 2 },
  },
  versionMs: {
    what: "mesh-bench --version: wall time",
    unit: "ms",
    bound: { kind: "atMost", value: 200 },
  },
  firstRequestMs: {
    what: "mesh-bench load: process start to first request at the target",
    unit: "ms",
    bound: { kind: "atMost", value: 600 },
  },
} as const satisfies Readonly<Record<string, Bar>>;

/** Leaves out what was not measured: a bar without a figure says so itself. */
export function figuresOf(
  figures: Readonly<Partial<Record<BarId, number | undefined>>>,
): BarFigures {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));
}

/** The figures of several scenarios as one. */
export function allFigures(parts: readonly BarFigures[]): BarFigures {
  return parts.reduce<BarFigures>((all, part) => ({ ...all, ...part }), {});
}

/** Whether a measured figure keeps a bar. */
export function isMet(bar: Bar, measured: number): boolean {
  return bar.bound.kind === "atLeast" ? measured >= bar.bound.value : measured <= bar.bound.value;
}
