import type { Objection } from "./arrivals-issues.js";
import { toPointerPart } from "./spec-issue.js";

const SHOWN_CHARACTERS = 60;

/** @returns whether a text can be the value of a header: tabs and Latin-1, but nothing that could end the line */
export function isHeaderValue(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- the control characters are what is looked for
  return !/[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/.test(text);
}

/** @returns whether a header can have a text as its whole value: white space around a value is not part of it */
export function isWholeHeaderValue(text: string): boolean {
  return isHeaderValue(text) && !/^[ \t]|[ \t]$/.test(text);
}

/** Objects to headers that can't be sent; @param at - the pointer of the object that they are in */
export function checkHeaders(
  headers: Readonly<Record<string, string>>,
  at: string,
  object: Objection,
): void {
  for (const [name, value] of Object.entries(headers)) {
    const pointer = `${at}/${toPointerPart(name)}`;
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) {
      object(pointer, "is not a header name; it must be of letters, digits and !#$%&'*+.^_`|~-");
    } else if (/^(content-length|transfer-encoding)$/i.test(name)) {
      object(pointer, "can't be given; it follows from the body");
    } else if (!isHeaderValue(value)) {
      object(pointer, `is ${shown(value)}; it must be without control and non-Latin-1 characters`);
    }
  }
}

function shown(value: string): string {
  const text = JSON.stringify(value);
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}…`;
}
