import { HttpProblem } from "./problem.js";

/** One token, with the white space before it: a mark, a text, or any other value. */
const TOKEN =
  /[\t\n\r ]*(?:([{}[\],:])|("[^"\\\p{Cc}]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\p{Cc}]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])|true|false|null))/uy;
const SPACE = /[\t\n\r ]*/y;

/**
 * Reads a request's body.
 *
 * @returns undefined for an empty body
 * @throws HttpProblem 400 that says in which line and column the text stops being JSON
 */
export function parseJsonBody(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new HttpProblem(400, `the body is not JSON: ${describeFault(text)}`);
  }
}

/** V8 says where only for some of its messages, and words them differently from version to version. */
function describeFault(text: string): string {
  const offset = findFault(text);
  const before = text.slice(0, offset).split("\n");
  const where = `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
  const found = text.codePointAt(offset);
  if (found === undefined) return `it ends too early, at ${where}`;
  return `unexpected ${JSON.stringify(String.fromCodePoint(found))} at ${where}`;
}

/** What may come next; `first…` where the container may also end at once. */
type Wanted = "value" | "firstValue" | "key" | "firstKey" | "colon" | "separator" | "end";

/** @returns the offset of the first token that does not fit; the length of the text when it just ends too early */
export function findFault(text: string): number {
  const open: string[] = [];
  let wanted: Wanted = "value";
  let offset = 0;
  for (;;) {
    SPACE.lastIndex = offset;
    SPACE.test(text);
    const start = SPACE.lastIndex;
    TOKEN.lastIndex = start;
    const token = TOKEN.exec(text);
    if (token === null) return start;
    const next = step(wanted, token, open);
    if (next === undefined) return start;
    wanted = next;
    offset = TOKEN.lastIndex;
  }
}

/** What a token does: leads straight to what may come next, or by way of the containers that are open. */
type Move = Wanted | "open" | "close" | "comma" | "valueDone";

const VALUE = { "{": "open", "[": "open", text: "valueDone", other: "valueDone" } as const;
const MOVES: Readonly<Record<Wanted, Readonly<Partial<Record<string, Move>>>>> = {
  value: VALUE,
  firstValue: { ...VALUE, "]": "close" },
  key: { text: "colon" },
  firstKey: { text: "colon", "}": "close" },
  colon: { ":": "value" },
  separator: { ",": "comma", "}": "close", "]": "close" },
  end: {},
};

/** @returns what may come after the token; undefined when it does not fit */
function step(wanted: Wanted, token: RegExpExecArray, open: string[]): Wanted | undefined {
  const [, mark, text] = token;
  const move = MOVES[wanted][mark ?? (text === undefined ? "other" : "text")];
  if (move === "open") {
    open.push(mark ?? "");
    return mark === "{" ? "firstKey" : "firstValue";
  }
  if (move === "close")
    return mark === (open.pop() === "{" ? "}" : "]") ? afterValue(open) : undefined;
  if (move === "comma") return open.at(-1) === "{" ? "key" : "value";
  return move === "valueDone" ? afterValue(open) : move;
}

function afterValue(open: readonly string[]): Wanted {
  return open.length === 0 ? "end" : "separator";
}
