import type { Placeholder, TemplatePart } from "../../../wire/index.js";
import { LoadError } from "../errors.js";

const OPEN = "{{";
const CLOSE = "}}";
/** What is sent as {@link OPEN}: twice the opening. */
const ESCAPED_OPEN = "{{{{";
const ADVICE = `or write ${ESCAPED_OPEN} where ${OPEN} itself is meant`;
const BUILT_IN_NAMES: readonly string[] = ["seq", "uuid", "random"];
const SHOWN_CHARACTERS = 40;
const SHOWN_COLUMN_COUNT = 8;

/**
 * Takes a template apart: `{{seq}}`, `{{uuid}}`, `{{random a b}}` and `{{name}}` for a column of the feed, white space
 * inside the braces ignored. `{{{{` stands for `{{`; a `}}` outside of a placeholder stands for itself, as in JSON.
 *
 * @param columnNames - the columns of the feed; none without a feed
 * @returns the parts in order, no two literals side by side
 * @throws LoadError MB_SPEC_INVALID; the message names the placeholder and says what would be right
 */
export function parseTemplate(
  text: string,
  columnNames: readonly string[] = [],
): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let literal = "";
  let from = 0;
  for (let at = text.indexOf(OPEN); at >= 0; at = text.indexOf(OPEN, from)) {
    literal += text.slice(from, at);
    if (text.startsWith(ESCAPED_OPEN, at)) {
      literal += OPEN;
      from = at + ESCAPED_OPEN.length;
      continue;
    }
    const closeIndex = text.indexOf(CLOSE, at);
    if (closeIndex < 0)
      throw bad(shorten(text.slice(at)), `has no end; close it with ${CLOSE}, ${ADVICE}`);
    if (literal !== "") parts.push({ kind: "literal", text: literal });
    literal = "";
    parts.push(parsePlaceholder(text.slice(at + OPEN.length, closeIndex).trim(), columnNames));
    from = closeIndex + CLOSE.length;
  }
  literal += text.slice(from);
  if (literal !== "") parts.push({ kind: "literal", text: literal });
  return parts;
}

function parsePlaceholder(content: string, columnNames: readonly string[]): Placeholder {
  const [word = "", ...bounds] = content.split(/\s+/);
  const isColumn = columnNames.includes(content);
  if (BUILT_IN_NAMES.includes(content) && isColumn) {
    throw bad(
      placeholder(content),
      "is a placeholder of its own and a column of the feed; rename the column",
    );
  }
  if (isColumn) return { kind: "column", name: content };
  if (content === "seq" || content === "uuid") return { kind: content };
  if (word === "random") return parseRandom(content, bounds);
  throw bad(
    placeholder(content),
    `is not known; it must be ${knownPlaceholders(columnNames)}, ${ADVICE}`,
  );
}

function parseRandom(content: string, bounds: readonly string[]): Placeholder {
  const [low = Number.NaN, high = Number.NaN] = bounds.map(toWholeNumber);
  if (bounds.length !== 2 || Number.isNaN(low) || Number.isNaN(high)) {
    throw bad(
      placeholder(content),
      "must have two whole numbers, from -(2^53 - 1) to 2^53 - 1, as in {{random 1 100}}",
    );
  }
  if (low > high) {
    throw bad(
      placeholder(content),
      `has its bounds the wrong way round; it must be {{random ${high} ${low}}}`,
    );
  }
  // The numbers between are drawn from 53 random bits.
  if (!Number.isSafeInteger(high - low)) {
    throw bad(placeholder(content), "spans too much; its bounds must be at most 2^53 - 1 apart");
  }
  return { kind: "random", low, high };
}

function toWholeNumber(text: string): number {
  const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  // Adding 0 makes 0 of -0.
  return Number.isSafeInteger(number) ? number + 0 : Number.NaN;
}

function knownPlaceholders(columnNames: readonly string[]): string {
  const builtIn = "{{seq}}, {{uuid}}, {{random a b}}";
  if (columnNames.length === 0) return `${builtIn} or, with a feed, a column of it`;
  const names = columnNames.slice(0, SHOWN_COLUMN_COUNT).map((name) => JSON.stringify(name));
  const more = columnNames.length > SHOWN_COLUMN_COUNT ? ", …" : "";
  return `${builtIn} or a column of the feed (${names.join(", ")}${more})`;
}

function placeholder(content: string): string {
  return `${OPEN}${shorten(content)}${CLOSE}`;
}

function shorten(text: string): string {
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}

function bad(found: string, objection: string): LoadError {
  return new LoadError("MB_SPEC_INVALID", `placeholder ${JSON.stringify(found)} ${objection}`);
}
