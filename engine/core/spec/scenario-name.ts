import { maskSecrets } from "./mask-secrets.js";
import type { RunSpecWithDefaults } from "./run-spec-schema.js";
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

/** @returns what the scenarios of a spec are called in results, in its order; none in a run that has none */
export function namesOfScenarios(spec: RunSpecWithDefaults): readonly string[] {
  const { scenarios = [], target } = maskSecrets(spec);
  return scenarios.map((scenario) => nameOfScenario(scenario, target.url));
}
