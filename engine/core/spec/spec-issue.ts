import { LoadError } from "../errors.js";

const SHOWN_CHARACTERS = 60;

/** @returns a field as it is called in messages: the parts of its JSON pointer (RFC 6901), separated by dots */
export function toField(pointer: string): string {
  if (pointer === "") return "the run spec";
  return pointer
    .slice(1)
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .join(".");
}

/** @returns a name as a part of a JSON pointer */
export function toPointerPart(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** @returns the error of one field whose value can't be used; @param message - the sentence that follows its name */
export function specError(pointer: string, message: string, cause?: unknown): LoadError {
  const sentence = `${toField(pointer)} ${message}`;
  const issues = [{ pointer, message: sentence }];
  return new LoadError("MB_SPEC_INVALID", sentence, { cause, issues });
}

/** @returns a value as messages show it: as JSON, cut where it is long */
export function shown(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}
