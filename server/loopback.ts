import { isIPv4 } from "node:net";

/** The two halves of an authority such as `127.0.0.1:8080`, as URLs normalise them. */
export interface Authority {
  /** With the port, unless it is the scheme's own. */
  readonly host: string;
  /** Without brackets around an IPv6 address. */
  readonly hostname: string;
}

/** @returns whether a host name or address can only mean this machine */
export function isLoopbackHost(hostname: string): boolean {
  if (hostname === "localhost" || hostname === "::1") return true;
  return isIPv4(hostname) && hostname.startsWith("127.");
}

/** @returns what a Host header says, or undefined when it is not `host` or `host:port` and nothing else */
export function parseAuthority(header: string): Authority | undefined {
  if (/[/\\?#@\s]/.test(header) || !URL.canParse(`http://${header}/`)) return undefined;
  const { host, hostname } = new URL(`http://${header}/`);
  return { host, hostname: hostname.replace(/^\[(.*)\]$/, "$1") };
}

/** @returns an address as it stands in a URL */
export function urlHost(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}
