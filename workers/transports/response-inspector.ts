import type {
  CheckFailure,
  ScenarioPlan,
  ServerTimingPlan,
  TransportListener,
} from "../../engine/core/index.js";
import { ResponseChecker, UpstreamReader, compileResponseChecks } from "../../wire/index.js";
import type { CompiledChecks, ResponseSink } from "../../wire/index.js";

/** What is looked for in responses, compiled once for all connections of a worker. */
export interface Inspection {
  readonly serverTiming: ServerTimingPlan | null;
  /** By scenario; null where a scenario has none. */
  readonly checks: readonly (CompiledChecks | null)[];
}

/**
 * @returns what is looked for in responses; null for nothing
 * @throws WireError WIRE_BAD_CHECK if a check can't be understood or met
 */
export function compileInspection({
  scenarios,
  serverTiming,
}: {
  readonly scenarios: readonly ScenarioPlan[];
  readonly serverTiming: ServerTimingPlan | null;
}): Inspection | null {
  const checks = scenarios.map((scenario) =>
    scenario.checks.length === 0 ? null : compileResponseChecks(scenario.checks),
  );
  const isNothing = serverTiming === null && checks.every((compiled) => compiled === null);
  return isNothing ? null : { serverTiming, checks };
}

/**
 * Reads in the responses of one connection what the run wants to know of them besides status and length.
 *
 * ```
 *   begin(scenario) ─▶ beginHead, takeHead …, takeBody … ─▶ report
 * ```
 */
export class ResponseInspector implements ResponseSink, CheckFailure {
  readonly #upstream: UpstreamReader | null;
  readonly #compiled: readonly (CompiledChecks | null)[];
  /** Made when a scenario is first met on this connection. */
  readonly #checkers: (ResponseChecker | null)[];
  #checker: ResponseChecker | null = null;
  #failedCheck = -1;
  #status = 0;

  constructor({ serverTiming, checks }: Inspection) {
    this.#upstream = serverTiming === null ? null : new UpstreamReader(serverTiming);
    this.#compiled = checks;
    this.#checkers = checks.map(() => null);
  }

  /** The next response answers a request of this scenario. */
  begin(scenarioIndex: number): void {
    this.#checker = this.#checkers[scenarioIndex] ?? this.#addChecker(scenarioIndex);
  }

  beginHead(): void {
    this.#upstream?.beginHead();
    this.#checker?.beginHead();
  }

  takeHead(bytes: Uint8Array, from: number, to: number): void {
    this.#upstream?.takeHead(bytes, from, to);
    this.#checker?.takeHead(bytes, from, to);
  }

  takeBody(bytes: Uint8Array, from: number, to: number): void {
    this.#checker?.takeBody(bytes, from, to);
  }

  /** The response on a slot is complete: tells what was found in it. */
  report(listener: TransportListener, slot: number, status: number, nowNs: number): void {
    if (this.#upstream !== null) listener.onUpstreamTime(slot, this.#upstream.upstreamNs, nowNs);
    if (this.#checker === null) return;
    this.#failedCheck = this.#checker.failedCheck(status);
    if (this.#failedCheck < 0) return;
    this.#status = status;
    listener.onCheckFailed(slot, status, this);
  }

  describe(): string {
    return this.#checker?.describe(this.#failedCheck, this.#status) ?? "";
  }

  #addChecker(scenarioIndex: number): ResponseChecker | null {
    const compiled = this.#compiled[scenarioIndex] ?? null;
    const checker = compiled === null ? null : new ResponseChecker(compiled);
    this.#checkers[scenarioIndex] = checker;
    return checker;
  }
}
