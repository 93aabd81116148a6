/** What a colour is for: those of a page, of the clocks, and of verdicts. */
export type ColourName =
  | "page"
  | "card"
  | "line"
  | "text"
  | "muted"
  | "accent"
  | "response"
  | "response-soft"
  | "service"
  | "service-soft"
  | "outcome"
  | "good"
  | "good-soft"
  | "warn"
  | "warn-soft"
  | "bad"
  | "bad-soft";

/** A colour for each purpose. */
export type Palette = Readonly<Record<ColourName, string>>;

/**
 * The colours on a light ground, and on paper.
 *
 * A test holds them, and those on a dark ground, against `ui/static/style.css`.
 */
export const LIGHT: Palette = {
  page: "#f5f6f8",
  card: "#ffffff",
  line: "#dfe3ea",
  text: "#171c26",
  muted: "#5a6474",
  accent: "#2457d6",
  response: "#2457d6",
  "response-soft": "#7f9fee",
  service: "#b4570a",
  "service-soft": "#dca06a",
  outcome: "#116b3c",
  good: "#116b3c",
  "good-soft": "#e2f4ea",
  warn: "#805200",
  "warn-soft": "#fdf0d4",
  bad: "#b3261e",
  "bad-soft": "#fce8e6",
};

/** The colours on a dark ground. */
export const DARK: Palette = {
  page: "#0f1218",
  card: "#171b23",
  line: "#2a303c",
  text: "#e8ebf1",
  muted: "#9aa5b6",
  accent: "#7ea2ff",
  response: "#7ea2ff",
  "response-soft": "#4a66b5",
  service: "#f2a65a",
  "service-soft": "#8f6434",
  outcome: "#6fd6a0",
  good: "#6fd6a0",
  "good-soft": "#14291f",
  warn: "#f0c05a",
  "warn-soft": "#2d2512",
  bad: "#ff8f86",
  "bad-soft": "#331a19",
};

/** The letters of everything that is looked at in a browser. */
export const FONTS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
