import type { ScenarioWithDefaults } from "./scenario-schema.js";

/**
 * @param targetUrl - of a scenario that has none of its own
 * @returns what a scenario is called: as it was given, or else its method and URL
 */
export function nameOfScenario(
  { name, method, url, body }: Pick<ScenarioWithDefaults, "name" | "method" | "url" | "body">,
  targetUrl: string,
): string {
  return name ?? `${method ?? (body === undefined ? "GET" : "POST")} ${url ?? targetUrl}`;
}
