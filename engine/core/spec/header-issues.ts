import type { Objection } from "./arrivals-issues.js";
import { TOKEN } from "./schema-parts.js";
import { shown, toPointerPart } from "./spec-issue.js";

const TOKEN_PATTERN = new RegExp(TOKEN);

/** @returns whether a text can be the value of a header: tabs and Latin-1, but nothing that could end the line */
export function isHeaderValue(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- the control characters are what is looked for
  return !/[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/.test(text);
}

/** @returns whether a header can have a text as its whole value: white space around a value is not part of it */
export function isWholeHeaderValue(text: string): boolean {
  return isHeaderValue(text) && !/^[ \t]|[ \t]$/.test(text);
}

/** @returns whether a text can be a method or the name of a header */
export function isToken(text: string): boolean {
  return TOKEN_PATTERN.test(text);
}

/** @returns whether a header tells how long the body is, and so follows from it */
export function isOfTheBody(name: string): boolean {
  return /^(content-length|transfer-encoding)$/i.test(name);
}

/** Objects to headers that can't be sent; @param at - the pointer of the object that they are in */
export function checkHeaders(
  headers: Readonly<Record<string, string>>,
  at: string,
  object: Objection,
): void {
  for (const [name, value] of Object.entries(headers)) {
    const pointer = `${at}/${toPointerPart(name)}`;
    if (!isToken(name)) {
      object(pointer, "is not a header name; it must be of letters, digits and !#$%&'*+.^_`|~-");
    } else if (isOfTheBody(name)) {
      object(pointer, "can't be given; it follows from the body");
    } else if (!isHeaderValue(value)) {
      object(pointer, `is ${shown(value)}; it must be without control and non-Latin-1 characters`);
    }
  }
}
