import { assertNever } from "../../engine/core/index.js";
import type { ResolvedSpec } from "../../engine/core/index.js";
import { plural, rateText } from "./figures.js";

/** @returns what is sent where: `GET http://127.0.0.1:8081/` */
export function requestText(spec: ResolvedSpec): string {
  const method = spec.target.method ?? (spec.target.body === undefined ? "GET" : "POST");
  return `${method} ${spec.target.url}`;
}

/** @returns how it is sent: `open, constant 1,000/s · 32 connections` */
export function loadText({ load, connections }: ResolvedSpec): string {
  const arrivals =
    load.model === "open" ? `open, ${arrivalsText(load.arrivals)}` : "closed, as fast as possible";
  return `${arrivals} · ${plural(connections, "connection")}`;
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
    default:
      return assertNever(arrivals);
  }
}

function spacingText({ spacing }: { readonly spacing: "even" | "poisson" }): string {
  return spacing === "even" ? "" : "poisson, ";
}
