import { DARK, FONTS, LIGHT } from "./look.js";
import type { Palette } from "./look.js";

/** What a mark says, in colours that can be told apart; its shape or a word beside it says the same. */
export type MarkTone = "good" | "accent" | "warn" | "bad" | "muted";

/** The class of a picture. Its style is for what is in it alone: it may become a part of a page that has its own. */
export const SVG_CLASS = "mesh-bench-chart";

const TONES: readonly MarkTone[] = ["good", "accent", "warn", "bad", "muted"];

/** Colours as they are and not as variables, which many programs that show pictures do not know. */
function coloursOf(palette: Palette): string {
  const rules = [
    [".ground", `fill: ${palette.card}`],
    ["text", `fill: ${palette.text}`],
    [".quiet", `fill: ${palette.muted}`],
    [".grid", `stroke: ${palette.line}`],
    [".axis, .bound", `stroke: ${palette.muted}`],
    [".band", `fill: ${palette.accent}`],
    ...TONES.map((tone) => [`.${tone}`, `fill: ${palette[tone]}; stroke: ${palette[tone]}`]),
    [".hollow", `fill: ${palette.card}`],
  ];
  return rules.map(([selectors = "", rule = ""]) => `${within(selectors)} { ${rule} }`).join("\n");
}

function within(selectors: string): string {
  return selectors
    .split(", ")
    .map((selector) => `.${SVG_CLASS} ${selector}`)
    .join(", ");
}

/** The style of a picture that is a file of its own: the report's colours and letters, on a light and on a dark page. */
export const SVG_STYLE = `
.${SVG_CLASS} { font: 13px ${FONTS}; font-variant-numeric: tabular-nums }
${coloursOf(LIGHT)}
@media (prefers-color-scheme: dark) {
${coloursOf(DARK)}
}
${within("text[class]")} { stroke: none }
${within(".heading")} { font-size: 15px; font-weight: 600 }
${within(".small")} { font-size: 11px }
${within(".bound")} { stroke-dasharray: 6 4 }
${within(".band")} { opacity: 0.15 }
${within(".interval")} { stroke-width: 2.5 }
${within("path[class]")} { fill: none }
`;
