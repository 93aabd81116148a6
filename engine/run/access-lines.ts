import {
  ACCESS_DOUBLE,
  ACCESS_INTEGER,
  ACCESS_RECORD_DOUBLES,
  ACCESS_RECORD_INTEGERS,
  readAccessCode,
} from "../core/access-records.js";
import type { AccessCode } from "../core/access-records.js";

/** What records don't say of themselves. */
export interface AccessLinesParts {
  readonly workerCount: number;
  /** Slots on each connection. */
  readonly streams: number;
  /** In the order of the spec; none in a run that has none. */
  readonly scenarioNames: readonly string[];
}

/**
 * Turns records into the lines of an access log, whose fields `AccessLine` tells.
 *
 * Cost: 1.2 µs a line, on the main thread (measured: bench/micro/access-recorder, 2026-11-22).
 */
export class AccessLines {
  readonly #workerCount: number;
  readonly #streams: number;
  readonly #scenarioNames: readonly string[];
  /** What of a line follows from its code. A run has few of them. */
  readonly #textsOfCodes = new Map<number, string>();

  constructor({ workerCount, streams, scenarioNames }: AccessLinesParts) {
    this.#workerCount = workerCount;
    this.#streams = streams;
    this.#scenarioNames = scenarioNames;
  }

  /** @returns the lines of a chunk's first records, each with its line feed */
  linesOf(workerIndex: number, buffer: ArrayBuffer, recordCount: number): string {
    const doubles = new Float64Array(buffer);
    const integers = new Int32Array(buffer);
    let text = "";
    for (let record = 0; record < recordCount; record++) {
      const at = record * ACCESS_RECORD_INTEGERS;
      const slot = integers[at + ACCESS_INTEGER.slot] ?? -1;
      const codeText = this.#textOf(integers[at + ACCESS_INTEGER.code] ?? 0);
      const connection = slot < 0 ? "null" : this.#connectionOf(workerIndex, slot);
      const times = timesText(doubles, record * ACCESS_RECORD_DOUBLES);
      const index = doubles[record * ACCESS_RECORD_DOUBLES + ACCESS_DOUBLE.index];
      text += `{"index":${index},"worker":${workerIndex},"connection":${connection},${codeText},${times}}\n`;
    }
    return text;
  }

  /** Connections are dealt to workers as cards are. */
  #connectionOf(workerIndex: number, slot: number): number {
    return Math.floor(slot / this.#streams) * this.#workerCount + workerIndex;
  }

  #textOf(code: number): string {
    let text = this.#textsOfCodes.get(code);
    if (text === undefined) {
      text = codeText(readAccessCode(code), this.#scenarioNames);
      this.#textsOfCodes.set(code, text);
    }
    return text;
  }
}

function codeText(code: AccessCode, scenarioNames: readonly string[]): string {
  const name = scenarioNames[code.scenarioIndex];
  const fields = {
    ...(name === undefined ? {} : { scenario: name }),
    outcome: code.outcome,
    status: code.status === 0 ? null : code.status,
    errorKind: code.errorKind,
    skipReason: code.skipReason,
    resent: code.isResent,
  };
  return JSON.stringify(fields).slice(1, -1);
}

function timesText(doubles: Float64Array, at: number): string {
  const intendedNs = doubles[at + ACCESS_DOUBLE.intendedNs] ?? 0;
  const sentNs = doubles[at + ACCESS_DOUBLE.sentNs] ?? -1;
  const endedNs = doubles[at + ACCESS_DOUBLE.endedNs] ?? -1;
  const bytesReceived = doubles[at + ACCESS_DOUBLE.bytesReceived] ?? -1;
  // Only a complete response has its bytes counted.
  const completedNs = bytesReceived < 0 ? -1 : endedNs;
  const responseNs = endedNs < 0 ? -1 : endedNs - intendedNs;
  const serviceNs = sentNs < 0 ? -1 : endedNs - sentNs;
  return (
    `"intendedNs":${intendedNs},"dispatchedNs":${doubles[at + ACCESS_DOUBLE.dispatchedNs] ?? 0},` +
    `"sentNs":${orNull(sentNs)},"firstByteNs":${orNull(doubles[at + ACCESS_DOUBLE.firstByteNs] ?? -1)},` +
    `"completedNs":${orNull(completedNs)},"responseNs":${orNull(responseNs)},` +
    `"serviceNs":${orNull(serviceNs)},"bytesReceived":${orNull(bytesReceived)}`
  );
}

function orNull(value: number): number | "null" {
  return value < 0 ? "null" : value;
}
