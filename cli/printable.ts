/**
 * @returns text as one line that can't steer a terminal: messages may quote what a target sent
 */
export function printable(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").replace(/\p{Cc}/gu, "�");
}
