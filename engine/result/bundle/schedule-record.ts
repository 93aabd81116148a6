import { createHash } from "node:crypto";
import { Type } from "@sinclair/typebox";
import type { Static } from "@sinclair/typebox";
import { walkPlanOf } from "../truth/planned-instants.js";
import type { PlannedRun } from "../truth/planned-instants.js";
import { encodeDoubles, decodeDoubles, doublesText } from "./doubles.js";
import { wholeNumber } from "./record-parts.js";

/** Instants that are hashed at a time. */
const CHUNK_LENGTH = 65_536;

/** What a run's plan was: its arrivals by number and hash. */
export const scheduleRecord = Type.Object(
  {
    /** SHA-256, in hex, of all planned instants as big-endian doubles: nanoseconds since the start, the warm-up's first. */
    sha256: Type.String({ pattern: "^[0-9a-f]{64}$", wanted: "64 hexadecimal digits" }),
    /** Arrivals of the warm-up and of the measured window. */
    warmupCount: wholeNumber,
    measuredCount: wholeNumber,
    /** Of a replay: the recorded instants, because the file may be elsewhere. */
    recorded: Type.Optional(doublesText),
  },
  { additionalProperties: false, wanted: "an object of a schedule" },
);

/** What a run's plan was. */
export type ScheduleRecord = Static<typeof scheduleRecord>;

/**
 * Computes the plan of a run again, and sums it up.
 *
 * Cost: about 100 ns per arrival.
 *
 * @param recordedNs - the instants that the run replayed, if it did
 * @returns null in the closed model, which has no plan
 */
export function toScheduleRecord(
  run: PlannedRun,
  recordedNs: Float64Array | undefined,
): ScheduleRecord | null {
  const walk = walkPlanOf(run, recordedNs === undefined ? undefined : { instantsNs: recordedNs });
  if (walk === undefined) return null;
  const { cursor, endIndex, fromNs, endNs } = walk;
  const hash = new InstantHash();
  let warmupCount = 0;
  let measuredCount = 0;
  while (cursor.nextIndex < endIndex && cursor.nextIntendedStartNs < endNs) {
    const ns = cursor.nextIntendedStartNs;
    hash.add(ns);
    if (ns < fromNs) warmupCount++;
    else measuredCount++;
    cursor.advance();
  }
  return {
    sha256: hash.digest(),
    warmupCount,
    measuredCount,
    ...(recordedNs === undefined ? {} : { recorded: encodeDoubles(recordedNs) }),
  };
}

/** @returns the recorded instants that a record carries, in ns; undefined where there are none */
export function recordedInstantsOf({ recorded }: ScheduleRecord): Float64Array | undefined {
  return recorded === undefined ? undefined : decodeDoubles(recorded);
}

class InstantHash {
  readonly #hash = createHash("sha256");
  readonly #chunk = new DataView(new ArrayBuffer(CHUNK_LENGTH * Float64Array.BYTES_PER_ELEMENT));
  #bytes = 0;

  add(ns: number): void {
    this.#chunk.setFloat64(this.#bytes, ns);
    this.#bytes += Float64Array.BYTES_PER_ELEMENT;
    if (this.#bytes === this.#chunk.byteLength) this.#flush();
  }

  digest(): string {
    this.#flush();
    return this.#hash.digest("hex");
  }

  #flush(): void {
    this.#hash.update(new Uint8Array(this.#chunk.buffer, 0, this.#bytes));
    this.#bytes = 0;
  }
}
