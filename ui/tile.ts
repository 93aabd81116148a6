import { element, setText } from "./element.js";

/** One big number. */
export class Tile {
  readonly root: HTMLElement;
  readonly #number = element("span");
  readonly #unit = element("small");
  readonly #sub = element("p", { class: "sub" });

  /** @param name - its `data-tile` */
  constructor(title: string, name: string) {
    const value = element("p", { class: "value" }, this.#number, this.#unit);
    this.root = element(
      "section",
      { class: "card tile", "data-tile": name },
      element("h3", {}, title),
      value,
      this.#sub,
    );
  }

  /** @param raw - the number as it came, for those who read the page by program */
  show(text: string, unit: string, sub: string, raw: string | number | null): void {
    setText(this.#number, text);
    setText(this.#unit, unit);
    setText(this.#sub, sub);
    this.root.dataset["value"] = String(raw ?? "");
  }

  /** Draws attention to it. */
  setAlarm(isBad: boolean): void {
    this.root.dataset["tone"] = isBad ? "bad" : "plain";
  }
}
