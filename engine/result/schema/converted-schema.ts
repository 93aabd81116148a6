import { Type } from "@sinclair/typebox";
import { FOREIGN_SOURCES } from "../../core/converted.js";
import { byName, ns, object, oneOf, words } from "./schema-parts.js";

/** The schema of where a converted result comes from. */
export const converted = object(
  {
    from: oneOf(FOREIGN_SOURCES, "The tool that made this result, or its format."),
    missing: Type.Array(words("A field, its parts separated by dots."), {
      description: "Fields that this tool does not tell; null, in place of what this schema wants.",
      wanted: "a list of fields",
    }),
    resolutionNs: byName(
      "^[A-Za-z]+$",
      ns("The widest stretch of values that are counted together."),
      "Of each histogram that was rebuilt from the counts that the tool tells.",
    ),
  },
  "Another tool has made this result.",
);
