import { stringify } from "yaml";
import type { ResultFormat } from "./format.js";

/** The same data as JSON. */
export const yamlFormat: ResultFormat = {
  name: "yaml",
  endings: [".yaml", ".yml"],
  description: "the whole result as YAML",
  holdsUnknown: true,
  write: (result) => ({
    text: stringify(result, {
      // Views that are equal share an object here: references to it are no concern of whoever reads the file.
      aliasDuplicateObjects: false,
      // Readers of YAML 1.1 take a plain `no` for false and a plain instant for a date: such texts get quotes.
      compat: "yaml-1.1",
      // Encoded histograms stay on one line.
      lineWidth: 0,
    }),
    lost: [],
  }),
};
