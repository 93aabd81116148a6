import type { RunSpecWithDefaults } from "./run-spec-schema.js";
import type { ScenarioWithDefaults } from "./scenario-schema.js";

const MASK = "***";
const SECRET_HEADER =
  /^(authorization|proxy-authorization|cookie|x-api-key|.*(token|secret|password).*)$/i;

/** @returns the spec as it may be shown and stored: credentials in headers and in URLs are masked */
export function maskSecrets<Spec extends RunSpecWithDefaults>(spec: Spec): Spec {
  const { target, scenarios } = spec;
  return {
    ...spec,
    target: { ...target, url: maskUrl(target.url), headers: maskHeaders(target.headers) },
    ...(scenarios === undefined ? {} : { scenarios: scenarios.map(maskScenario) }),
  };
}

function maskScenario(scenario: ScenarioWithDefaults): ScenarioWithDefaults {
  const { url, headers } = scenario;
  return {
    ...scenario,
    ...(url === undefined ? {} : { url: maskUrl(url) }),
    headers: maskHeaders(headers),
  };
}

function maskHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, SECRET_HEADER.test(name) ? MASK : value]),
  );
}

/** Only what is secret is exchanged: a URL written anew has its placeholders percent-encoded. */
function maskUrl(text: string): string {
  if (!hasCredentials(text)) return text;
  const masked = text.replace(/\/\/[^/?#]*@/, `//${MASK}:${MASK}@`);
  if (URL.canParse(masked) && new URL(masked).password === MASK) return masked;
  const url = new URL(text);
  url.username = MASK;
  url.password = MASK;
  return url.href;
}

/** A path alone has none. */
function hasCredentials(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username !== "" || password !== "";
}
