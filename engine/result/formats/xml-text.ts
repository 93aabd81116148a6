/** What XML 1.0 can't hold in any form, and what it advises against: control characters, halves of pairs, two others. */
const FORBIDDEN = /[^\P{Cc}\t\r\n]|\p{Cs}|[\uFFFE\uFFFF]/gu;

/**
 * @returns a text as an attribute can hold it: readers make spaces of line ends there, so they are spaces at once
 * @see Source: XML 1.0, sections 2.2 (characters) and 3.3.3 (attribute values)
 */
export function toAttributeText(text: string): string {
  return text.replace(FORBIDDEN, "\uFFFD").replace(/[\t\r\n]+/g, " ");
}
