import { assertNever } from "../errors.js";

/** How many connections of the closed model are in use, as time goes by. */
export type ConnectionSchedulePlan =
  | { readonly kind: "const"; readonly count: number }
  /** `by` more (or fewer) at the end of every `everyNs`. */
  | {
      readonly kind: "step";
      readonly from: number;
      readonly to: number;
      readonly by: number;
      readonly everyNs: number;
    }
  /** One more (or one fewer) at a time, evenly over `overNs`. */
  | { readonly kind: "line"; readonly from: number; readonly to: number; readonly overNs: number };

/** A number of connections as a function of time: it changes at whole nanoseconds, and ends at a last value. */
export class ConnectionSchedule {
  readonly #from: number;
  readonly #to: number;
  readonly #by: number;
  readonly #everyNs: number;
  /** How many changes there are. */
  readonly changeCount: number;

  constructor(plan: ConnectionSchedulePlan) {
    switch (plan.kind) {
      case "const":
        this.#from = plan.count;
        this.#to = plan.count;
        this.#by = 1;
        this.#everyNs = 0;
        break;
      case "step":
        this.#from = plan.from;
        this.#to = plan.to;
        this.#by = plan.by;
        this.#everyNs = plan.everyNs;
        break;
      case "line":
        this.#from = plan.from;
        this.#to = plan.to;
        this.#by = 1;
        this.#everyNs = plan.overNs / Math.max(1, Math.abs(plan.to - plan.from));
        break;
      default:
        assertNever(plan);
    }
    this.changeCount = Math.ceil(Math.abs(this.#to - this.#from) / this.#by);
  }

  /** @returns when the change with this index (from 0) takes place; Infinity when there is none */
  changeNs(changeIndex: number): number {
    return changeIndex < this.changeCount
      ? Math.round((changeIndex + 1) * this.#everyNs)
      : Infinity;
  }

  /** @returns how many connections are in use after so many changes */
  countAfter(changes: number): number {
    const distance = Math.min(changes * this.#by, Math.abs(this.#to - this.#from));
    return this.#from + Math.sign(this.#to - this.#from) * distance;
  }
}
