import type { Objection } from "./arrivals-issues.js";
import { checkHeaders } from "./header-issues.js";
import type { RunSpecWithDefaults } from "./run-spec-schema.js";

/** Objects to scenarios that can't be told apart, and to a request of the target's own beside them. */
export function checkScenarios(
  { scenarios, target }: RunSpecWithDefaults,
  object: Objection,
): void {
  if (scenarios === undefined) return;
  for (const field of ["method", "body"] as const) {
    if (target[field] === undefined) continue;
    object(`/target/${field}`, "can't be given together with scenarios; give it to one of these");
  }
  const names = new Set<string>();
  for (const [index, { name, headers }] of scenarios.entries()) {
    checkHeaders(headers, `/scenarios/${index}/headers`, object);
    if (name === undefined) continue;
    if (names.has(name)) {
      object(`/scenarios/${index}/name`, `is ${JSON.stringify(name)}, as is another scenario's`);
    }
    names.add(name);
  }
}
