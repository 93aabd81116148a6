import type { RunResult } from "../../../core/frame.js";

/** Where a page keeps the result that it was made of. */
export const EMBEDDED_RESULT_ID = "mesh-bench-result";

const EMBEDDED = new RegExp(
  `<script type="application/json" id="${EMBEDDED_RESULT_ID}">([^<]*)</script>`,
);
const PAGE = /^\s*<!doctype html>/i;

/** @returns the result as JSON that no text in it can end early, for a script element that is only data */
export function toEmbeddedJson(result: RunResult): string {
  return JSON.stringify(result).replaceAll("<", "\\u003c");
}

/** @returns whether a text is a page and no JSON */
export function isPage(text: string): boolean {
  return PAGE.test(text);
}

/** @returns the JSON text of the result that a page was made of; undefined when it has none */
export function embeddedJsonOf(page: string): string | undefined {
  return EMBEDDED.exec(page)?.[1];
}
