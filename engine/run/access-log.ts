import { hrtime } from "node:process";
import type { Writable } from "node:stream";
import { ACCESS_LOG_SCHEMA } from "../core/access-log.js";
import type { AccessLogEnd, AccessLogHead } from "../core/access-log.js";
import type { AccessLogReport } from "../core/access-report.js";
import { NS_PER_MS } from "../core/duration.js";
import type { FinalState } from "../core/frame.js";
import type { RunId } from "../core/run-id.js";
import { maskSecrets } from "../core/spec/mask-secrets.js";
import type { ResolvedSpec } from "../core/spec/run-spec.js";
import { namesOfScenarios } from "../core/spec/scenario-name.js";
import { AccessLines } from "./access-lines.js";
import type { AccessChunk } from "./worker-group.js";
import type { RunPlan } from "./worker-plans.js";

/**
 * Chunks of a run at most, being filled, on their way or being written: 64 MiB, a million requests. At 100 000 requests a
 * second the consumer may stay behind for ten seconds; what comes then is dropped and counted.
 */
export const ACCESS_CHUNK_COUNT_MAX = 1024;

/** A worker gets a buffer back, to fill it again. */
type GiveBack = (workerIndex: number, buffer: ArrayBuffer) => void;

/** What an access log is made of. */
interface AccessLogParts {
  readonly stream: Writable;
  readonly head: Pick<AccessLogHead, "runId" | "target">;
  readonly lines: AccessLines;
  readonly giveBack: GiveBack;
}

/** @returns the access log of a run; undefined when there is nowhere to write it */
export function createAccessLog(
  parts: {
    readonly id: RunId;
    readonly spec: ResolvedSpec;
    readonly plan: RunPlan;
    readonly accessLog?: Writable | undefined;
  },
  giveBack: GiveBack,
): AccessLog | undefined {
  const { id, spec, plan, accessLog } = parts;
  if (accessLog === undefined) return undefined;
  return new AccessLog({
    stream: accessLog,
    head: { runId: id, target: maskSecrets(spec).target.url },
    lines: new AccessLines({
      workerCount: plan.workers.length,
      streams: spec.streams,
      scenarioNames: namesOfScenarios(spec),
    }),
    giveBack,
  });
}

/**
 * Writes a run's access log, a chunk at a time, as fast as the stream takes it.
 *
 * ```
 *   workers ──▶ add ──▶ waiting ──▶ lines ──▶ stream ("drain": the next one)
 *      ▲                               │
 *      └────────── give back ──────────┘
 * ```
 * How much can wait is bounded by the workers, which have so many chunks and no more.
 */
export class AccessLog {
  readonly #parts: AccessLogParts;
  readonly #waiting: { readonly workerIndex: number; readonly chunk: AccessChunk }[] = [];
  readonly #writeNextBound = this.#writeNext.bind(this);
  #isBegun = false;
  /** The next chunk is written when the stream, or the event loop, says so. */
  #isAwaited = false;
  #receivedCount = 0;
  #takenCount = 0;
  #workersDroppedCount = 0;
  #lastLine: string | undefined;
  #failure: string | undefined;

  constructor(parts: AccessLogParts) {
    this.#parts = parts;
    const { stream } = parts;
    stream.on("drain", this.#writeNextBound);
    stream.on("error", ({ message }) => {
      this.#fail(message);
    });
    stream.on("close", () => {
      this.#fail("the stream was closed");
    });
  }

  /** The schedule begins. @param startAt - its instant 0 by `process.hrtime.bigint()` */
  begin(startAt: bigint): void {
    const aheadMs = Number(startAt - hrtime.bigint()) / NS_PER_MS;
    const startedAt = new Date(new Date().getTime() + Math.round(aheadMs)).toISOString();
    this.#writeHead({ startedAt, startedAtNs: String(startAt) });
  }

  /** A worker has sent requests. */
  add(workerIndex: number, chunk: AccessChunk): void {
    this.#receivedCount += chunk.recordCount;
    this.#workersDroppedCount += chunk.droppedCount;
    if (this.#failure !== undefined) {
      this.#parts.giveBack(workerIndex, chunk.buffer);
      return;
    }
    this.#waiting.push({ workerIndex, chunk });
    if (!this.#isAwaited) this.#writeNext();
  }

  /**
   * Nothing follows. What waits is still written.
   *
   * @param planned - requests of the measured window
   */
  end(state: FinalState, planned: number): AccessLogReport {
    if (!this.#isBegun) this.#writeHead({ startedAt: null, startedAtNs: null });
    const isWritten = this.#failure === undefined;
    const lines = isWritten ? this.#receivedCount : this.#takenCount;
    const dropped = this.#workersDroppedCount + this.#receivedCount - lines;
    const last: AccessLogEnd = { state, planned, lines, dropped };
    this.#lastLine = `${JSON.stringify(last)}\n`;
    if (!this.#isAwaited) this.#writeNext();
    return { lines, dropped, ...(this.#failure === undefined ? {} : { failure: this.#failure }) };
  }

  #writeHead(start: Pick<AccessLogHead, "startedAt" | "startedAtNs">): void {
    this.#isBegun = true;
    const head: AccessLogHead = { schema: ACCESS_LOG_SCHEMA, ...this.#parts.head, ...start };
    if (this.#failure === undefined) this.#write(`${JSON.stringify(head)}\n`, 0);
  }

  #writeNext(): void {
    this.#isAwaited = false;
    if (this.#failure !== undefined) return;
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#writeLast();
      return;
    }
    const { lines, giveBack } = this.#parts;
    const { buffer, recordCount } = next.chunk;
    const text = lines.linesOf(next.workerIndex, buffer, recordCount);
    giveBack(next.workerIndex, buffer);
    this.#write(text, recordCount);
  }

  #write(text: string, lineCount: number): void {
    this.#isAwaited = true;
    const hasRoom = this.#parts.stream.write(text, (error) => {
      if (error === null || error === undefined) this.#takenCount += lineCount;
    });
    // Frames and commands have their turn between two chunks.
    if (hasRoom) setImmediate(this.#writeNextBound);
  }

  #writeLast(): void {
    if (this.#lastLine === undefined) return;
    this.#parts.stream.end(this.#lastLine);
    this.#lastLine = undefined;
  }

  /** Whoever made the stream hears of it as well. The workers get their buffers, so that they don't wait for a dead log. */
  #fail(message: string): void {
    if (this.#failure !== undefined) return;
    this.#failure = message;
    for (const { workerIndex, chunk } of this.#waiting.splice(0)) {
      this.#parts.giveBack(workerIndex, chunk.buffer);
    }
  }
}
