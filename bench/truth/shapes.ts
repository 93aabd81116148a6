/** One way in which the target is made to behave. */
export interface Shape {
  readonly title: string;
  /** What each request asks the target for. */
  readonly query: string;
  /** The target stops for one second in the middle of the run. */
  readonly isStalled?: true;
}

export const SHAPE_IDS = ["constant", "exponential", "slow-tail", "stall", "resets"] as const;

export type ShapeId = (typeof SHAPE_IDS)[number];

export const STALL_SECONDS = 1;

export const SHAPES: Readonly<Record<ShapeId, Shape>> = {
  constant: { title: "A constant delay of 1 ms", query: "/?delay=1ms" },
  exponential: {
    title: "Exponential delays with a mean of 5 ms",
    query: "/?delay=exponential(5ms)",
  },
  "slow-tail": {
    title: "1 ms, and 100 ms for one in a hundred",
    query: "/?delay=1ms:99,100ms:1",
  },
  stall: {
    title: `1 ms, and one stall of ${STALL_SECONDS} s in the middle`,
    query: "/?delay=1ms",
    isStalled: true,
  },
  resets: {
    title: "1 ms, and every hundredth request a reset",
    query: "/?delay=1ms&fault=reset&faultEvery=100",
  },
};

/**
 * What the target itself is told for a shape.
 *
 * @param seconds - the length of the run
 */
export function targetFlagsOf({ isStalled }: Shape, seconds: number): readonly string[] {
  // From the target's first request on, which is the tool's own.
  return isStalled === true
    ? ["--stall", `${STALL_SECONDS}s@${(seconds - STALL_SECONDS) / 2}s`]
    : [];
}
