import { isRunId } from "../../core/run-id.js";
import type { RunId } from "../../core/run-id.js";

/** fortio cuts its ids here: they are names of files. */
const ID_CHARACTERS_MAX = 96;
const OURS = /^(\d{4})-(\d\d)-(\d\d)-(\d{6})_([0-9a-z]{6})(?:_|$)/;

/**
 * An id as fortio makes it, of the start, its number of the run, and the labels: `2026-01-02-030405_abc123_stage_canary`. In
 * place of the number stands the last part of our own id.
 */
export function toFortioId(id: RunId, labels: Readonly<Record<string, string>>): string {
  const [date = "", time = "", suffix = ""] = id.split("-");
  const day = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
  const words = Object.entries(labels)
    .flat()
    .map((text) => text.replace(/[^A-Za-z0-9]+/g, "_"))
    .join("_")
    .replace(/^_|_$/g, "");
  const parts = [`${day}-${time}`, suffix, ...(words === "" ? [] : [words])];
  return parts.join("_").slice(0, ID_CHARACTERS_MAX);
}

/** @returns our own id in one that {@link toFortioId} has made; undefined when there is none */
export function readFortioId(text: string): RunId | undefined {
  const [, year = "", month = "", day = "", time = "", suffix = ""] = OURS.exec(text) ?? [];
  const id = `${year}${month}${day}-${time}-${suffix}`;
  return isRunId(id) ? id : undefined;
}
