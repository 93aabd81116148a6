import { element, setText } from "./element.js";
import { formatCount } from "./format.js";

/** A small table of names and counts. */
export class CountTable {
  readonly root: HTMLElement;
  readonly #key: string;
  readonly #none: HTMLElement;
  readonly #body = element("tbody");

  /**
   * @param title - its heading
   * @param key - the name of the data attribute that carries a row's name
   * @param none - what is shown without rows
   */
  constructor(title: string, key: string, none: string) {
    this.#key = key;
    this.#none = element("p", { class: "note" }, none);
    this.root = element(
      "section",
      { class: "card", "data-counts": key },
      element("h2", {}, title),
      element("table", {}, this.#body),
      this.#none,
    );
  }

  /** Shows the counts; an error's sample is shown with it. */
  show(
    counts: Readonly<Record<string, number | undefined>>,
    notes: Readonly<Record<string, string | undefined>> = {},
  ): void {
    const names = Object.keys(counts).filter((name) => counts[name] !== undefined);
    const rows = [...this.#body.rows].map((row) => row.dataset[this.#key]);
    if (rows.join() !== names.join()) this.#body.replaceChildren(...names.map((n) => this.#row(n)));
    this.#none.hidden = names.length > 0;
    for (const row of this.#body.rows) {
      const name = row.dataset[this.#key] ?? "";
      const count = counts[name] ?? 0;
      row.dataset["count"] = String(count);
      row.title = notes[name] ?? "";
      if (row.lastElementChild !== null) setText(row.lastElementChild, formatCount(count));
    }
  }

  #row(name: string): HTMLTableRowElement {
    const row = element("tr", {}, element("th", { scope: "row" }, inWords(name)), element("td"));
    row.dataset[this.#key] = name;
    return row;
  }
}

/** @returns `waitedForSlot` as `waited for slot` */
function inWords(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
