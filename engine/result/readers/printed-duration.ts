import { NS_PER_MS, NS_PER_SECOND } from "../../core/duration.js";

const UNITS = [
  { ns: NS_PER_SECOND, name: "s" },
  { ns: NS_PER_MS, name: "ms" },
  { ns: 1e3, name: "us" },
] as const;

/** @returns a time as a spec has it, in the largest unit that divides it: `1500ms` */
export function durationText(ns: number): string {
  const unit = UNITS.find((each) => ns % each.ns === 0) ?? { ns: 1, name: "ns" };
  return `${ns / unit.ns}${unit.name}`;
}
