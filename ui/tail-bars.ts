import type { Attribution, TailAttribution } from "../engine/index.js";
import { element } from "./element.js";
import { formatNs } from "./format.js";

type Part = keyof TailAttribution["parts"];

const PARTS: readonly { readonly name: Part; readonly title: string }[] = [
  { name: "lateness", title: "lateness" },
  { name: "queue", title: "queue" },
  { name: "firstByte", title: "first byte" },
  { name: "body", title: "body" },
  { name: "readDelay", title: "read delay" },
];

/** What the requests of each tail spent their time on: a bar of shares for each percentile. */
export class TailBars {
  readonly root: HTMLElement;
  readonly #body = element("tbody");
  readonly #lateness: HTMLElement;

  constructor() {
    const keys = PARTS.map(({ name, title }) => element("span", { "data-part": name }, title));
    this.#lateness = keys[PARTS.findIndex(({ name }) => name === "lateness")] ?? element("span");
    this.root = element(
      "section",
      { class: "card", "data-field": "attribution", hidden: true },
      element("h2", {}, "Where the tail's time went"),
      element("p", { class: "muted" }, "Of the requests at or beyond each percentile of response."),
      element("table", { class: "tails" }, this.#body),
      element("p", { class: "tail-keys" }, ...keys),
    );
  }

  /** Shows where the time went; nothing without a request. */
  show({ all, percentiles }: Attribution, isClosed: boolean): void {
    this.root.hidden = all === null;
    const lateness = isClosed ? "turnaround" : "lateness";
    this.#lateness.textContent = lateness;
    const names = Object.keys(percentiles).sort((a, b) => Number(a) - Number(b));
    const rows = names.flatMap((name) => {
      const tail = percentiles[name] ?? null;
      return tail === null ? [] : [row(name, tail, lateness)];
    });
    this.#body.replaceChildren(...rows);
  }
}

function row(percentile: string, tail: TailAttribution, lateness: string): HTMLElement {
  const texts = PARTS.map(({ name, title }) => {
    const share = tail.response === 0 ? 0 : tail.parts[name] / tail.response;
    const shown = name === "lateness" ? lateness : title;
    return { name, share, text: `${shown} ${formatNs(tail.parts[name])} (${percentOf(share)})` };
  });
  const pieces = texts.map(({ name, share, text }) => {
    const piece = element("span", { "data-part": name, title: text });
    piece.dataset["ns"] = String(tail.parts[name]);
    // By the object model: the page's policy allows no style in an attribute.
    piece.style.flexGrow = String(share);
    return piece;
  });
  const label = texts.map(({ text }) => text).join(", ");
  const bar = element("div", { class: "tail-bar", role: "img", "aria-label": label }, ...pieces);
  const head = element("th", { scope: "row" }, `p${percentile}`);
  return element("tr", { "data-tail": percentile }, head, element("td", {}, bar));
}

function percentOf(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
