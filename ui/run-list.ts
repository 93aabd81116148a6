import type { RunState } from "../engine/index.js";
import type { RunListItem } from "../server/index.js";
import { listRuns } from "./api.js";
import { byId, element } from "./element.js";
import { formatRate } from "./format.js";

const REFRESH_MS = 5000;

/** What colour a state has. */
export function toneOf(state: RunState): "live" | "good" | "bad" | "plain" {
  if (state === "completed") return "good";
  if (state === "failed" || state === "interrupted") return "bad";
  return state === "stopped" ? "plain" : "live";
}

/** @returns what a run sends where, in a line */
export function describeRequests({ target, scenarios }: RunListItem["spec"]): string {
  if (scenarios !== undefined) {
    const { length } = scenarios;
    return `${String(length)} ${length === 1 ? "scenario" : "scenarios"} · ${target.url}`;
  }
  return `${target.method ?? (target.body === undefined ? "GET" : "POST")} ${target.url}`;
}

/** @returns what a run was asked to do, in a line */
export function describeLoad(spec: RunListItem["spec"]): string {
  const { load } = spec;
  const count = spec.requests === undefined ? undefined : `${String(spec.requests)} requests`;
  const most = spec.duration ?? count;
  const end =
    spec.until === undefined ? most : `until ${spec.until}, at most ${most ?? "all stages"}`;
  const parts = [modelText(load), `${String(spec.connections)} connections`, end];
  return parts.filter((part) => part !== undefined).join(" · ");
}

/** The list of recent runs. */
export class RunList {
  readonly #list = byId("runs", HTMLOListElement);
  readonly #none = byId("no-runs", HTMLElement);
  #current = "";

  /** Refreshes now and then, as long as somebody looks. */
  constructor() {
    setInterval(() => {
      if (document.visibilityState === "visible") void this.refresh();
    }, REFRESH_MS);
  }

  /** Marks the run that is shown. */
  select(id: string): void {
    this.#current = id;
    void this.refresh();
  }

  /** @returns the newest runs, or none when the server does not answer */
  async refresh(): Promise<readonly RunListItem[]> {
    try {
      const { items } = await listRuns();
      this.#list.replaceChildren(...items.map((item) => this.#item(item)));
      this.#none.hidden = items.length > 0;
      return items;
    } catch {
      // The live view says that the connection is lost; the list keeps what it has.
      return [];
    }
  }

  #item(item: RunListItem): HTMLLIElement {
    const started = item.startedAt === undefined ? "" : new Date(item.startedAt);
    return element(
      "li",
      {},
      element(
        "a",
        {
          href: `#${item.id}`,
          "data-run": item.id,
          "data-state": item.state,
          "aria-current": item.id === this.#current && "true",
        },
        element("span", { class: "dot", "data-tone": toneOf(item.state), title: item.state }),
        element("span", { class: "where" }, item.spec.target.url.replace(/^https?:\/\//, "")),
        element("time", { class: "muted" }, started === "" ? "" : started.toLocaleTimeString()),
        element("span", { class: "how muted" }, `${item.state} · ${describeLoad(item.spec)}`),
      ),
    );
  }
}

function modelText(load: RunListItem["spec"]["load"]): string {
  if (load.model === "open") return arrivalsText(load.arrivals);
  if (load.model === "paced") return `paced, ${rateText(load.ratePerSecond)}`;
  return load.thinkTime === "0s" ? "closed, max" : `closed, ${load.thinkTime} to think`;
}

type Arrivals = Extract<RunListItem["spec"]["load"], { model: "open" }>["arrivals"];

function arrivalsText(arrivals: Arrivals): string {
  switch (arrivals.kind) {
    case "constant":
      return rateText(arrivals.ratePerSecond);
    case "poisson":
    case "gamma":
    case "burst":
      return `${arrivals.kind}, ${rateText(arrivals.ratePerSecond)}`;
    case "ramp":
      return `ramp, ${rateText(arrivals.fromPerSecond)} to ${rateText(arrivals.toPerSecond)}`;
    case "sine":
      return `sine, ${rateText(arrivals.meanPerSecond)}`;
    case "replay":
      return "replay";
    case "stages":
      return `${String(arrivals.stages.length)} stages`;
  }
}

function rateText(ratePerSecond: number): string {
  return `${formatRate(ratePerSecond)}/s`;
}
