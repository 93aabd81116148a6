import type { Probe } from "./probe.js";

/** A point of the curve of latency against rate: one probe. */
export interface CurvePoint {
  readonly ratePerSecond: number;
  readonly achievedPerSecond: number | null;
  readonly measuredSeconds: number;
  readonly verdict: Probe["verdict"];
  /** In the order of the objectives; units are theirs. */
  readonly objectives: readonly {
    readonly expression: string;
    readonly unit: "ns" | "percent";
    readonly observed: number | null;
    readonly low: number | null;
    readonly high: number | null;
    readonly isEndless: boolean;
  }[];
}

/** @returns the probes as a curve, by rate */
export function curveOf(probes: readonly Probe[]): readonly CurvePoint[] {
  const points = probes.map(({ request, facts, verdict }): CurvePoint => ({
    ratePerSecond: request.ratePerSecond,
    achievedPerSecond: facts.achievedPerSecond,
    measuredSeconds: facts.measuredSeconds,
    verdict,
    objectives: facts.objectives.map(({ expression, unit, observed, low, high, isEndless }) => ({
      expression,
      unit,
      observed,
      low,
      high,
      isEndless,
    })),
  }));
  return points.sort((a, b) => a.ratePerSecond - b.ratePerSecond);
}
