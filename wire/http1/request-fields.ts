import { badPart, checkHost } from "./request-checks.js";
import type { RequestField } from "./request-checks.js";

const DEFAULT_USER_AGENT = "mesh-bench";
const METHODS_WITH_BODY: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"]);

/**
 * The headers of a request in the order of sending: Host first unless it is among them, and User-Agent last unless it is.
 *
 * @throws WireError WIRE_BAD_REQUEST_PART if there are several Hosts, or the one to add can't be sent as it is
 */
export function completeFields(
  host: string,
  headers: readonly RequestField[],
): readonly RequestField[] {
  const fields = [...headers];
  if (!isOnceAmong(headers, "host")) fields.unshift(["Host", checkHost(host)]);
  const hasUserAgent = headers.some(([name]) => name.toLowerCase() === "user-agent");
  if (!hasUserAgent) fields.push(["User-Agent", DEFAULT_USER_AGENT]);
  return fields;
}

/** @returns whether a request says how long its body is, even one of no bytes (RFC 9110 section 8.6) */
export function expectsContentLength(method: string, hasBody: boolean): boolean {
  return hasBody || METHODS_WITH_BODY.has(method);
}

/** @throws WireError WIRE_BAD_REQUEST_PART if the name is there more than once */
export function isOnceAmong(headers: readonly RequestField[], lowerName: string): boolean {
  const values = headers.filter(([name]) => name.toLowerCase() === lowerName);
  if (values.length > 1) {
    const joined = values.map(([, value]) => value).join(", ");
    throw badPart(`header ${lowerName}`, joined, "it may be given once");
  }
  return values.length === 1;
}
