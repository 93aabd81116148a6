import type { CompiledChecks } from "./compile-checks.js";
import type { HeaderReader } from "./header-reader.js";
import type { JsonBody } from "./json-body.js";

/** The response that failed, as far as checks looked at it. */
export interface FailureFacts {
  readonly status: number;
  readonly headers: HeaderReader | null;
  readonly bodyBytes: number;
  readonly json: JsonBody | null;
}

const SHOWN_CHARACTERS = 60;

/** One line: the check by its index from 0, what was found, and what it must be. */
export function describeFailure(
  compiled: CompiledChecks,
  index: number,
  facts: FailureFacts,
): string {
  return `check ${index}: ${foundAndWanted(compiled, index, facts)}`;
}

function foundAndWanted(compiled: CompiledChecks, index: number, facts: FailureFacts): string {
  const check = compiled.checks[index];
  const place = compiled.places[index];
  if (check === undefined || place === undefined)
    throw new RangeError(`no check has index ${index}`);
  switch (check.kind) {
    case "status":
      return `the status is ${facts.status}; it must be one of ${check.anyOf.join(", ")}`;
    case "headerPresent":
      return `there is no header ${check.name}; it must be there`;
    case "headerEquals":
      return `${foundHeader(check.name, place, facts)}; it must be ${shown(check.value)}`;
    case "headerContains":
      return `${foundHeader(check.name, place, facts)}; it must contain ${shown(check.text)}`;
    case "bodyContains":
      return `the body has ${facts.bodyBytes} bytes without ${shown(check.text)}; it must contain that`;
    case "jsonEquals": {
      const found = facts.json?.valueAt(compiled.jsonValues[place]?.path ?? []);
      return `${foundJson(check.path, found, facts)}; it must be ${shown(check.value)}`;
    }
  }
}

function foundHeader(name: string, place: number, { headers }: FailureFacts): string {
  const value = headers?.excerptOf(place);
  return value === undefined ? `there is no header ${name}` : `header ${name} is ${shown(value)}`;
}

function foundJson(path: string, found: unknown, { json }: FailureFacts): string {
  const problem = json?.problem ?? "";
  if (problem !== "") return `${path} is not found, as the body ${problem}`;
  return found === undefined ? `${path} is missing` : `${path} is ${shown(found)}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}
