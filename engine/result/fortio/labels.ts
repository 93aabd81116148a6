/** The clock that a histogram in fortio's JSON was taken with. */
export type FortioView = "response" | "service";

/** The labels of a run, and which of its histograms is beside them. */
export interface FortioLabels {
  readonly view: FortioView;
  readonly labels: Readonly<Record<string, string>>;
}

/** Labels as they were read. */
export interface ReadFortioLabels extends FortioLabels {
  /** They, and with them the result, are ours. */
  readonly isOurs: boolean;
}

const MARK = /^(response|service) time by mesh-bench(?:, (.+))?$/s;
const PAIR = /^([^=]*)=([^=]*)$/s;

/**
 * fortio has one free text for labels, and its page shows that text in the title: it begins with the clock.
 *
 * @returns `response time by mesh-bench, stage=canary`
 */
export function toFortioLabels({ view, labels }: FortioLabels): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${escaped(key)}=${escaped(value)}`);
  return [`${view} time by mesh-bench`, ...pairs].join(", ");
}

/** @returns what {@link toFortioLabels} has written; of any other text, which is fortio's own, the text as one label */
export function fromFortioLabels(text: string): ReadFortioLabels {
  const [, view, list] = MARK.exec(text) ?? [];
  const pairs = list === undefined ? [] : list.split(", ").map((pair) => PAIR.exec(pair));
  if (view === undefined || pairs.includes(null)) {
    // fortio times a call from the instant at which it makes it.
    return { view: "service", labels: text === "" ? {} : { labels: text }, isOurs: false };
  }
  const labels = Object.fromEntries(
    pairs.map((pair) => [unescaped(pair?.[1] ?? ""), unescaped(pair?.[2] ?? "")]),
  );
  return { view: view === "response" ? "response" : "service", labels, isOurs: true };
}

/** What separates labels here stands in one as in a URL. */
function escaped(text: string): string {
  return text.replace(/[%,=]/g, encodeURIComponent);
}

function unescaped(text: string): string {
  return text.replace(/%(?:25|2C|3D)/g, decodeURIComponent);
}
