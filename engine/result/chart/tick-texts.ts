const UNITS = [
  { ns: 1e9, name: "s" },
  { ns: 1e6, name: "ms" },
  { ns: 1e3, name: "µs" },
  { ns: 1, name: "ns" },
] as const;

/** @returns a time at an axis: ticks are round numbers, and need no decimals to be filled up */
export function timeTickText(ns: number): string {
  const unit = UNITS.find((each) => ns >= each.ns) ?? UNITS[3];
  return `${String(ns / unit.ns)} ${unit.name}`;
}
