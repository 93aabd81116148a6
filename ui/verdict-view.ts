import type { GeneratorVerdict, Verdict } from "../engine/index.js";
import { element } from "./element.js";

const BADGES: Readonly<Record<Verdict, { readonly mark: string; readonly means: string }>> = {
  valid: { mark: "✓ valid", means: "The generator kept its plan; these figures are the target's." },
  suspect: { mark: "! suspect", means: "The generator had a part in these figures." },
  invalid: {
    mark: "✕ invalid",
    means: "These figures say more of the generator than of the target.",
  },
};

/** Whether the result is to be believed, and why not. */
export class VerdictView {
  readonly root = element("div", { class: "verdict", role: "status", "aria-live": "polite" });
  #shown = "";

  show(generator: GeneratorVerdict): void {
    const news = JSON.stringify([
      generator.verdict,
      generator.reasons.map(({ message }) => message),
    ]);
    if (news === this.#shown) return;
    this.#shown = news;
    const { mark, means } = BADGES[generator.verdict];
    const reasons = generator.reasons.map(({ code, message }) =>
      element("li", { "data-reason": code }, message),
    );
    this.root.dataset["verdict"] = generator.verdict;
    this.root.replaceChildren(
      element("strong", { class: "badge" }, mark),
      element("ul", {}, ...(reasons.length > 0 ? reasons : [element("li", {}, means)])),
    );
  }
}
