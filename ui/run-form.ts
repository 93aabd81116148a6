import { ApiProblem, startRun } from "./api.js";
import type { DraftSpec } from "./api.js";
import { byId, element } from "./element.js";

const HINTS = {
  open: "Requests leave at their planned instants, whether or not answers come back.",
  closed: "Each connection sends as soon as its answer is there: the maximum throughput.",
} as const;

/** The form that starts a run. */
export class RunForm {
  readonly #form = byId("run-form", HTMLFormElement);
  readonly #formError = byId("form-error", HTMLElement);
  readonly #onStarted: (id: string) => void;

  constructor(onStarted: (id: string) => void) {
    this.#onStarted = onStarted;
    this.#form.addEventListener("change", () => {
      this.#showModel();
    });
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#start();
    });
    this.#showModel();
  }

  /** Fills in a target unless one was typed. */
  offerTarget(url: string): void {
    const input = byId("url", HTMLInputElement);
    if (input.value === "") input.value = url;
  }

  async #start(): Promise<void> {
    const button = this.#form.querySelector("button");
    if (button === null || button.disabled) return;
    button.disabled = true;
    this.#clearErrors();
    try {
      const { id } = await startRun(this.#readSpec());
      this.#onStarted(id);
    } catch (error) {
      this.#showErrors(error);
    } finally {
      button.disabled = false;
    }
  }

  #readSpec(): DraftSpec {
    const data = new FormData(this.#form);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    const load =
      text("model") === "closed"
        ? { model: "closed" }
        : {
            model: "open",
            arrivals: { kind: "constant", ratePerSecond: numberOrText(text("rate")) },
          };
    return {
      target: { url: text("url") },
      load,
      connections: numberOrText(text("connections")),
      duration: text("duration"),
      warmup: text("warmup"),
    };
  }

  #showModel(): void {
    const model = new FormData(this.#form).get("model") === "closed" ? "closed" : "open";
    byId("model-hint", HTMLElement).textContent = HINTS[model];
    for (const part of this.#form.querySelectorAll<HTMLElement>("[data-only-model]")) {
      part.hidden = part.dataset["onlyModel"] !== model;
    }
  }

  #clearErrors(): void {
    this.#formError.hidden = true;
    for (const old of this.#form.querySelectorAll(".field > .error")) old.remove();
    for (const input of this.#form.querySelectorAll("[aria-invalid]")) {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
  }

  /** Each complaint beside the field it is about; those about no field of this form at its end. */
  #showErrors(error: unknown): void {
    const parts = error instanceof ApiProblem ? (error.document.errors ?? []) : [];
    const homeless = parts.filter(
      (part) => !("pointer" in part && this.#showFieldError(part.pointer, part.detail)),
    );
    const [first] = homeless;
    if (parts.length > 0 && first === undefined) return;
    const message = error instanceof ApiProblem ? error.message : "The server does not answer.";
    this.#formError.textContent = first?.detail ?? message;
    this.#formError.hidden = false;
  }

  #showFieldError(pointer: string, detail: string): boolean {
    const input = this.#form.querySelector<HTMLInputElement>(
      `[data-pointer="${CSS.escape(pointer)}"]`,
    );
    const field = input?.closest<HTMLElement>(".field");
    if (!input || !field || field.hidden) return false;
    const id = `error-${input.name}`;
    if (document.getElementById(id) === null) {
      field.append(element("p", { class: "error", id, role: "alert" }, detail));
    }
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", id);
    return true;
  }
}

/** What is no number goes to the server as it was typed: its message then says so. */
function numberOrText(text: string): number | string {
  return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}
