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
    load.model === "open"
      ? `open, ${load.arrivals.kind} ${rateText(load.arrivals.ratePerSecond)}`
      : "closed, as fast as possible";
  return `${arrivals} · ${plural(connections, "connection")}`;
}
