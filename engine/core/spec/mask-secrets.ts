import type { ResolvedSpec } from "./run-spec.js";

const MASK = "***";
const SECRET_HEADER =
  /^(authorization|proxy-authorization|cookie|x-api-key|.*(token|secret|password).*)$/i;

/** @returns the spec as it may be shown and stored: credentials in headers and in the URL are masked */
export function maskSecrets(spec: ResolvedSpec): ResolvedSpec {
  const headers = Object.fromEntries(
    Object.entries(spec.target.headers).map(([name, value]) => [
      name,
      SECRET_HEADER.test(name) ? MASK : value,
    ]),
  );
  return { ...spec, target: { ...spec.target, url: maskUrl(spec.target.url), headers } };
}

function maskUrl(text: string): string {
  const url = new URL(text);
  if (url.username === "" && url.password === "") return text;
  url.username = MASK;
  url.password = MASK;
  return url.href;
}
