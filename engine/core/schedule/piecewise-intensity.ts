import { NS_PER_SECOND } from "../duration.js";
import { squareOf } from "../random/index.js";
import type { Intensity } from "./intensity.js";

/** A stretch of time in which the rate goes evenly from one value to another, or stays. */
export interface RatePiece {
  /** Whole nanoseconds; Infinity only for the last piece, whose rate then stays. */
  readonly durationNs: number;
  readonly fromPerSecond: number;
  readonly toPerSecond: number;
}

/** A piece where it stands: times from the run's start, phases reached there. */
interface PlacedPiece extends RatePiece {
  readonly startNs: number;
  readonly startPhase: number;
  readonly endPhase: number;
}

/** A rate that is given piece by piece: a ramp, steps, or both. Nothing is due after the last piece. */
export class PiecewiseIntensity implements Intensity {
  readonly #pieces: readonly PlacedPiece[];

  /** @param pieces - at least one */
  constructor(pieces: readonly RatePiece[]) {
    const placed: PlacedPiece[] = [];
    let startNs = 0;
    let startPhase = 0;
    for (const piece of pieces) {
      const endPhase = startPhase + areaOf(piece);
      placed.push({ ...piece, startNs, startPhase, endPhase });
      startNs += piece.durationNs;
      startPhase = endPhase;
    }
    this.#pieces = placed;
  }

  phaseAt(ns: number): number {
    const piece = this.#pieces.findLast(({ startNs }) => startNs <= ns);
    if (piece === undefined) return 0;
    const seconds = Math.min(ns - piece.startNs, piece.durationNs) / NS_PER_SECOND;
    const rate = piece.fromPerSecond + (slopeOf(piece) * seconds) / 2;
    return piece.startPhase + rate * seconds;
  }

  instantNs(phase: number): number {
    for (const piece of this.#pieces) {
      // At the end of a piece the next one with any arrivals takes over: a pause is waited for.
      if (phase < piece.endPhase) {
        const seconds = secondsInto(piece, Math.max(0, phase - piece.startPhase));
        return piece.startNs + Math.min(seconds * NS_PER_SECOND, piece.durationNs);
      }
    }
    return Infinity;
  }
}

function slopeOf({ durationNs, fromPerSecond, toPerSecond }: RatePiece): number {
  return ((toPerSecond - fromPerSecond) * NS_PER_SECOND) / durationNs;
}

function areaOf({ durationNs, fromPerSecond, toPerSecond }: RatePiece): number {
  const mean = (fromPerSecond + toPerSecond) / 2;
  return mean === 0 ? 0 : mean * (durationNs / NS_PER_SECOND);
}

/**
 * Solves r₀x + bx²/2 = k for a piece that begins at rate r₀ and has the slope b.
 *
 * The stable root 2k ÷ (r₀ + √(r₀² + 2bk)) adds two positive terms; on a falling piece the same is done from its end, where
 * the usual form would lose all digits as the rate nears 0.
 */
function secondsInto(piece: PlacedPiece, count: number): number {
  const { fromPerSecond, toPerSecond } = piece;
  const slope = slopeOf(piece);
  if (slope >= 0) return rootOf(fromPerSecond, slope, count);
  const rest = piece.endPhase - piece.startPhase - count;
  return piece.durationNs / NS_PER_SECOND - rootOf(toPerSecond, -slope, rest);
}

function rootOf(ratePerSecond: number, slope: number, count: number): number {
  if (count === 0) return 0;
  return (2 * count) / (ratePerSecond + Math.sqrt(squareOf(ratePerSecond) + 2 * slope * count));
}
