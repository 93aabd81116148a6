import type { Frame, RunResult } from "../engine/index.js";
import type { RunListItem } from "../server/index.js";
import { Charts } from "./charts.js";
import { CountTable } from "./count-table.js";
import { element, setText } from "./element.js";
import {
  NOTHING,
  formatCount,
  formatNs,
  formatPercentile,
  formatRate,
  formatSeconds,
  formatSupport,
  formatUntil,
  rawPercentile,
} from "./format.js";
import { LatencyTable } from "./latency-table.js";
import { describeLoad, describeRequests } from "./run-list.js";
import { ScenarioTable } from "./scenario-table.js";
import { SloTable } from "./slo-table.js";
import { TailBars } from "./tail-bars.js";
import { Tile } from "./tile.js";
import { VerdictView } from "./verdict-view.js";

/** A frame that covers more than this is a summary of the past and no point of a chart. */
const LONGEST_POINT_SECONDS = 2;
const SATURATION_NOTE =
  "Coordinated: this is latency at saturation. In the closed model a request waits for its predecessor, so latency is requests in flight divided by throughput.";

/** Everything about one run, live and afterwards. */
export class LiveView {
  readonly root: HTMLElement;
  readonly #charts = new Charts();
  readonly #table = new LatencyTable();
  readonly #tails = new TailBars();
  readonly #scenarios = new ScenarioTable();
  readonly #slos = new SloTable();
  readonly #verdict = new VerdictView();
  readonly #tiles = {
    rate: new Tile("Achieved rate", "rate"),
    outcome: new Tile("p99, all outcomes", "outcome-p99"),
    errors: new Tile("Not successful", "errors"),
    underWay: new Tile("In flight", "in-flight"),
  };
  readonly #requests = new CountTable("Requests", "request", "");
  readonly #status = new CountTable("Status codes", "status", "No response yet.");
  readonly #errors = new CountTable("Errors by kind", "error", "None.");
  readonly #state = element("span", { class: "chip", "data-field": "state" });
  readonly #phase = element("span", { class: "chip", "data-field": "phase" });
  readonly #what = element("p", { class: "run-what muted" });
  readonly #progress = element("progress", { max: "1", value: "0", "aria-label": "Progress" });
  readonly #elapsed = element("span", { class: "muted", "data-field": "elapsed" });
  readonly #note = element("p", { class: "note", "data-field": "coordinated", hidden: true });
  readonly #lost = element("p", { class: "error", role: "alert", hidden: true });
  readonly #stop = element("button", { type: "button", "data-action": "stop" }, "Stop");
  #spec: RunListItem["spec"] | undefined;

  /** @param onStop - called when the run is to end early */
  constructor(runId: string, onStop: () => void) {
    this.#stop.addEventListener("click", () => {
      this.#stop.disabled = true;
      onStop();
    });
    this.root = element("div", { class: "live", "data-run-view": runId }, ...this.#parts(runId));
  }

  /** Says what the run was asked to do. */
  showSpec(spec: RunListItem["spec"]): void {
    this.#spec = spec;
    setText(this.#what, `${describeRequests(spec)} · ${describeLoad(spec)}`);
  }

  /** Shows a frame. */
  showFrame(frame: Frame): void {
    const { total, result } = frame;
    const isClosed = (result?.load.model ?? this.#spec?.load.model) === "closed";
    this.root.dataset["sequence"] = String(frame.sequence);
    this.root.dataset["kind"] = frame.kind;
    setText(this.#state, frame.state);
    setText(this.#phase, frame.phase);
    this.#phase.hidden = result !== undefined;
    setText(this.#elapsed, elapsedText(frame));
    this.#showTiles(frame);
    this.#table.show(result?.latency ?? total.latency, isClosed, result?.precision);
    this.#verdict.show(frame.generator);
    this.#requests.show({ ...total.requests });
    this.#status.show(total.status);
    this.#errors.show(total.errors, result?.errorSamples ?? {});
    this.#note.hidden = !isClosed;
    if (frame.interval.seconds <= LONGEST_POINT_SECONDS && result === undefined) {
      this.#charts.add(frame);
    }
    if (result !== undefined) this.#showEnd(result);
  }

  /** Shows how far the run is, from 0 to 1; null where nobody knows. */
  showProgress(progress: number | null): void {
    if (progress === null) this.#progress.removeAttribute("value");
    else this.#progress.value = progress;
  }

  /** Says that the server can't be reached, or that it can again. */
  showConnection(isConnected: boolean): void {
    this.#lost.hidden = isConnected;
    setText(this.#lost, isConnected ? "" : "The connection to the server is lost; trying again…");
  }

  /** Shows what went wrong, in a line. */
  showTrouble(message: string): void {
    this.#lost.hidden = false;
    setText(this.#lost, message);
    this.#stop.disabled = false;
  }

  close(): void {
    this.#charts.close();
  }

  #showEnd(result: RunResult): void {
    this.#stop.hidden = true;
    this.showProgress(1);
    this.showSpec(result.spec);
    this.#charts.addSeries(result);
    if (result.attribution !== undefined) {
      this.#tails.show(result.attribution, result.load.model === "closed");
    }
    this.#slos.show(result);
    this.#scenarios.show(result);
    if (result.reason !== undefined) this.showTrouble(result.reason);
  }

  #showTiles(frame: Frame): void {
    const { total, interval, result } = frame;
    const { achievedPerSecond, requestedPerSecond } = total.rate;
    const now = result === undefined ? ` · now ${formatRate(interval.rate.achievedPerSecond)}` : "";
    const asked =
      requestedPerSecond === null
        ? "as much as possible"
        : `${formatRate(requestedPerSecond)} requested`;
    this.#tiles.rate.show(formatRate(achievedPerSecond), "/s", `${asked}${now}`, achievedPerSecond);

    const { outcome } = result?.latency ?? total.latency;
    const p99 = outcome.percentiles["99"];
    const support = `failures rank last ${formatSupport(99, outcome.count)}`.trim();
    this.#tiles.outcome.show(formatPercentile(p99), "", support, rawPercentile(p99));

    const { planned, failed, timedOut, unfinished, skipped } = total.requests;
    const lost = failed + timedOut + skipped + (result === undefined ? 0 : unfinished);
    const percent = planned === 0 ? NOTHING : `${((100 * lost) / planned).toFixed(2)} %`;
    this.#tiles.errors.show(
      formatCount(lost),
      "",
      `${percent} of ${formatCount(planned)} planned`,
      lost,
    );
    this.#tiles.errors.setAlarm(lost > 0);

    const oldest = frame.oldestAgeNs === null ? "" : ` · oldest ${formatNs(frame.oldestAgeNs)}`;
    const queued = `${formatCount(frame.queued)} queued${oldest}`;
    this.#tiles.underWay.show(formatCount(frame.inFlight), "", queued, frame.inFlight);
  }

  #parts(runId: string): readonly HTMLElement[] {
    const { rate, outcome, errors, underWay } = this.#tiles;
    setText(this.#note, SATURATION_NOTE);
    return [
      element(
        "div",
        { class: "card" },
        element(
          "div",
          { class: "run-head" },
          element("h2", {}, runId),
          this.#state,
          this.#phase,
          this.#stop,
        ),
        this.#what,
        element("div", { class: "progress" }, this.#progress, this.#elapsed),
        this.#lost,
      ),
      this.#verdict.root,
      this.#slos.root,
      element("div", { class: "tiles" }, rate.root, outcome.root, errors.root, underWay.root),
      element(
        "section",
        { class: "card" },
        element("h2", {}, "Latency"),
        element("p", { class: "muted" }, "Since the measured part began."),
        this.#table.root,
        this.#note,
      ),
      this.#tails.root,
      this.#scenarios.root,
      element(
        "div",
        { class: "charts" },
        chartCard("Latency over time", this.#charts.latencyRoot),
        chartCard("Rate over time", this.#charts.rateRoot),
      ),
      element(
        "div",
        { class: "counts" },
        this.#requests.root,
        this.#status.root,
        this.#errors.root,
      ),
    ];
  }
}

function elapsedText({ elapsedSeconds, until }: Frame): string {
  const elapsed = formatSeconds(elapsedSeconds);
  return until === undefined ? elapsed : `${elapsed} · ${formatUntil(until)}`;
}

function chartCard(title: string, chart: HTMLElement): HTMLElement {
  return element("section", { class: "card" }, element("h2", {}, title), chart);
}
