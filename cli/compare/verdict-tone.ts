import type { ComparisonVerdict } from "../../engine/index.js";
import type { Tone } from "../load/paint.js";

/** @returns the tone of a verdict */
export function toneOf(verdict: ComparisonVerdict): Tone {
  switch (verdict) {
    case "equivalent":
      return "good";
    case "faster":
      return "accent";
    case "slower":
    case "mixed":
      return "bad";
    case "inconclusive":
      return "warning";
  }
}
