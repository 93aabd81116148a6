import { parse as parseYaml } from "yaml";
import { LoadError } from "../core/errors.js";
import { BUNDLE_SCHEMA_NAME } from "./bundle/bundle.js";
import { noResult } from "./checked-json.js";
import { embeddedJsonOf, isPage } from "./formats/html/embedded-result.js";

/** What a file was taken for, in messages. */
const OF = "a run";
/** How our own results begin as YAML: a percentile text or the output of another tool does not. */
const OWN_YAML = /^schema: ["']?mesh-bench\//;

/**
 * Takes a result out of the file that carries it: JSON, our YAML, a report or a bundle.
 *
 * @param path - where the text was read from, for messages
 * @returns what is in it, of whatever tool and not yet looked at; undefined when the text is none of these
 * @throws LoadError MB_RESULT_FILE if it is one of them, and broken
 */
export function carriedResult(path: string, text: string): unknown {
  const value = valueIn(path, text.replace(/^\uFEFF/, ""));
  return isBundle(value) ? value.result : value;
}

function valueIn(path: string, text: string): unknown {
  if (isPage(text)) {
    const json = embeddedJsonOf(text);
    if (json !== undefined) return parsed(path, "JSON", () => JSON.parse(json) as unknown);
    throw noResult(path, OF, "it is a page, and not a whole report of this program");
  }
  if (/^\s*[{[]/.test(text)) return parsed(path, "JSON", () => JSON.parse(text) as unknown);
  if (OWN_YAML.test(text)) return parsed(path, "YAML", () => parseYaml(text) as unknown);
  return undefined;
}

function parsed(path: string, language: string, parse: () => unknown): unknown {
  try {
    return parse();
  } catch (cause) {
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split("\n");
    throw new LoadError(
      "MB_RESULT_FILE",
      `${path} begins as ${language} and is none, it may have been cut off: ${reason}`,
      { cause },
    );
  }
}

function isBundle(value: unknown): value is { readonly result: unknown } {
  return (
    typeof value === "object" &&
    value !== null &&
    Reflect.get(value, "schema") === BUNDLE_SCHEMA_NAME &&
    "result" in value
  );
}
