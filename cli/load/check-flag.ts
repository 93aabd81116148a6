import { UsageError, quoteTyped } from "../usage-error.js";

/** What `--check` takes, for the help. */
export const CHECK_SYNTAX =
  "status=<codes>, header:<name>, header:<name>=<value>, header:<name>~<part>, body~<part> or json:<path>=<value>";

/** Up to the first equals sign that is not inside of quotes: a path may have one in `["a=b"]`. */
const JSON_CHECK = /^((?:"(?:[^"\\]|\\.)*"|[^"=])*)=(.*)$/s;
/** Of the name only what ends it is looked for: the schema judges it. No name has an equals sign in it, hardly one a tilde. */
const HEADER_CHECK = /^([^=~]*)(?:([=~])(.*))?$/s;

/**
 * The expressions of `--check` as the spec's checks, whose parts the schema judges.
 *
 * @throws UsageError for the first one that is none
 */
export function checksOf(typed: readonly string[] | undefined): readonly unknown[] | undefined {
  return typed?.map((expression) => {
    const check = checkOf(expression);
    if (check !== undefined) return check;
    throw new UsageError(`--check is ${quoteTyped(expression)}; it must be ${CHECK_SYNTAX}`);
  });
}

function checkOf(expression: string): unknown {
  const [, subject, sign, rest = ""] =
    /^(status|header|body|json)([=:~])(.*)$/s.exec(expression) ?? [];
  switch (`${subject ?? ""}${sign ?? ""}`) {
    case "status=":
      return { kind: "status", anyOf: rest.split(",").map((text) => text.trim()) };
    case "header:":
      return headerCheckOf(rest);
    case "body~":
      return { kind: "bodyContains", text: rest };
    case "json:":
      return jsonCheckOf(rest);
    default:
      return undefined;
  }
}

function headerCheckOf(text: string): unknown {
  const [, name, sign, rest] = HEADER_CHECK.exec(text) ?? [];
  if (sign === "=") return { kind: "headerEquals", name, value: rest };
  return sign === "~"
    ? { kind: "headerContains", name, text: rest }
    : { kind: "headerPresent", name };
}

function jsonCheckOf(text: string): unknown {
  const [, path, value] = JSON_CHECK.exec(text) ?? [];
  return value === undefined ? undefined : { kind: "jsonEquals", path, value: scalarOf(value) };
}

/** @returns what a text is as JSON, if that is a single value; else the text itself */
function scalarOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? text : value;
  } catch {
    // What is no JSON is meant as it stands: a text needs no quotes.
    return text;
  }
}
