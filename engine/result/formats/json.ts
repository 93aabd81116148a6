import type { ResultFormat } from "./format.js";

/** The result itself, whole. */
export const jsonFormat: ResultFormat = {
  name: "json",
  endings: [".json"],
  description: "the whole result as JSON",
  holdsUnknown: true,
  write: (result) => ({ text: `${JSON.stringify(result, null, 2)}\n`, lost: [] }),
};
