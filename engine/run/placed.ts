import { LoadError } from "../core/errors.js";
import { toField } from "../core/spec/spec-issue.js";

/**
 * Does a part of the planning, and says of what can't be used in which field it stands.
 *
 * @throws LoadError of the same code with the pointer, for one that has none
 */
export function placed<Planned>(pointer: string, plan: () => Planned): Planned {
  try {
    return plan();
  } catch (error) {
    if (!(error instanceof LoadError) || error.issues.length > 0) throw error;
    const message = `${toField(pointer)}: ${error.message}`;
    throw new LoadError(error.code, message, { cause: error, issues: [{ pointer, message }] });
  }
}
