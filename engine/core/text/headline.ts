import { assertNever } from "../errors.js";
import type { ResolvedSpec } from "../spec/run-spec.js";
import { plural, rateText } from "./figures.js";

/** @returns what is sent where: `GET http://127.0.0.1:8081/`, `3 scenarios · http://127.0.0.1:8081/` */
export function requestText({ target, scenarios }: ResolvedSpec): string {
  if (scenarios !== undefined) return `${plural(scenarios.length, "scenario")} · ${target.url}`;
  const method = target.method ?? (target.body === undefined ? "GET" : "POST");
  return `${method} ${target.url}`;
}

/** @returns how it is sent: `open, constant 1,000/s · 32 connections` */
export function loadText({ load, connections, streams }: ResolvedSpec): string {
  const each = streams === 1 ? "" : ` × ${streams} streams`;
  return `${modelText(load)} · ${plural(connections, "connection")}${each}`;
}

function modelText(load: ResolvedSpec["load"]): string {
  switch (load.model) {
    case "open":
      return `open, ${arrivalsText(load.arrivals)}`;
    case "paced":
      return `paced ${rateText(load.ratePerSecond)}`;
    case "closed":
      return load.thinkTime === "0s"
        ? "closed, as fast as possible"
        : `closed, ${load.thinkTime} to think`;
    default:
      return assertNever(load);
  }
}

type Arrivals = Extract<ResolvedSpec["load"], { model: "open" }>["arrivals"];

function arrivalsText(arrivals: Arrivals): string {
  switch (arrivals.kind) {
    case "constant":
    case "poisson":
      return `${arrivals.kind} ${rateText(arrivals.ratePerSecond)}`;
    case "gamma":
      return `gamma ${rateText(arrivals.ratePerSecond)}, CV² ${arrivals.cv2}`;
    case "burst":
      return `bursts of ${arrivals.size}, ${rateText(arrivals.ratePerSecond)}`;
    case "ramp":
      return `${spacingText(arrivals)}ramp ${rateText(arrivals.fromPerSecond)} to ${rateText(arrivals.toPerSecond)}`;
    case "stages":
      return `${spacingText(arrivals)}${plural(arrivals.stages.length, "stage")}`;
    case "sine":
      return `${spacingText(arrivals)}sine ${rateText(arrivals.meanPerSecond)} ± ${rateText(arrivals.amplitudePerSecond)} every ${arrivals.period}`;
    case "replay":
      return `replay of ${arrivals.file}${arrivals.speed === 1 ? "" : ` at ${arrivals.speed} × its speed`}`;
    default:
      return assertNever(arrivals);
  }
}

function spacingText({ spacing }: { readonly spacing: "even" | "poisson" }): string {
  return spacing === "even" ? "" : "poisson, ";
}
