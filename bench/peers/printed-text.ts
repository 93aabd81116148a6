import type { ReportedTime } from "./peer.js";

const UNIT_NS: Readonly<Record<string, number>> = {
  us: 1e3,
  ms: 1e6,
  s: 1e9,
  secs: 1e9,
  m: 60e9,
  h: 3600e9,
};

/**
 * The first group of a pattern that must be there.
 *
 * @throws Error naming the tool and the missing figure
 */
export function captured(text: string, pattern: RegExp, missing: string): string {
  const group = pattern.exec(text)?.[1];
  if (group === undefined) throw new Error(`its output has no ${missing}`);
  return group;
}

/** The number a pattern captures; 0 when it does not match, for lines that a tool prints only when there is something to say. */
export function capturedCount(text: string, pattern: RegExp): number {
  const group = pattern.exec(text)?.[1];
  return group === undefined ? 0 : Number(group);
}

/**
 * Text such as `117.00us`, `1.09ms` or `0.0026 secs` as a time with the resolution of its last digit.
 *
 * @throws Error when the unit is unknown
 */
export function parsePrintedTime(text: string): ReportedTime {
  const parts = /^(\d+)(?:\.(\d+))?\s*([a-z]+)$/.exec(text.trim());
  const unitNs = UNIT_NS[parts?.[3] ?? ""];
  if (parts === null || unitNs === undefined) {
    throw new Error(`"${text}" is not a time with a known unit`);
  }
  const decimals = parts[2] ?? "";
  return {
    valueNs: Math.round(Number(`${parts[1] ?? "0"}.${decimals || "0"}`) * unitNs),
    resolutionNs: unitNs / 10 ** decimals.length,
  };
}
