import type { Template } from "../../../wire/index.js";
import { LoadError } from "../errors.js";
import { parseTemplate } from "./template-text.js";

/** A URL with placeholders in its path or query. */
export interface RequestUrl {
  /** With something in place of the placeholders. */
  readonly url: URL;
  /** Path and query, percent-encoded. */
  readonly path: Template;
}

/**
 * Takes apart the URL of a request.
 *
 * @param base - what the URL is relative to
 * @param columnNames - of the feed
 * @throws LoadError MB_SPEC_INVALID when it is no URL, or has placeholders anywhere else
 */
export function parseRequestUrl(
  text: string,
  base: string | undefined,
  columnNames: readonly string[],
): RequestUrl {
  const parts = parseTemplate(text, columnNames);
  const mark = unusedMark(text);
  const placeholders = parts.filter((part) => part.kind !== "literal");
  const marked = parts.map((part) => (part.kind === "literal" ? part.text : mark)).join("");
  if (!URL.canParse(marked, base)) {
    throw bad(`${JSON.stringify(text)} is no URL; it must be a path such as /cart, or a URL`);
  }
  const url = new URL(marked, base);
  const literals = `${url.pathname}${url.search}`.split(mark);
  if (literals.length !== placeholders.length + 1) {
    throw bad(
      `${JSON.stringify(text)} has a placeholder outside of its path and query, the only places for one`,
    );
  }
  const path = literals.flatMap((literal, index): Template => {
    const placeholder = placeholders[index];
    return [
      ...(literal === "" ? [] : [{ kind: "literal", text: literal } as const]),
      ...(placeholder === undefined ? [] : [placeholder]),
    ];
  });
  return { url, path };
}

/** Letters and digits come through a URL as they are; braces would be percent-encoded. */
function unusedMark(text: string): string {
  let mark = "mark0";
  for (let number = 1; text.includes(mark); number++) mark = `mark${number}`;
  return mark;
}

function bad(message: string): LoadError {
  return new LoadError("MB_SPEC_INVALID", message);
}
