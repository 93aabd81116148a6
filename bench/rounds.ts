/**
 * The order of one round: every element once, the start moved on by one each round, so that no tool always follows the
 * same moment of a round.
 */
export function rotated<T>(elements: readonly T[], round: number): readonly T[] {
  const first = elements.length === 0 ? 0 : round % elements.length;
  return [...elements.slice(first), ...elements.slice(0, first)];
}

/**
 * A and B in blocks of four, ABBA and BAAB in turn: within a block a steady drift of the machine cancels, which it does
 * not in ABAB.
 */
export function abbaBlocks(blockCount: number): readonly (readonly ("a" | "b")[])[] {
  return Array.from({ length: blockCount }, (_, block) =>
    block % 2 === 0 ? ["a", "b", "b", "a"] : ["b", "a", "a", "b"],
  );
}

/** A loss of 2 % is smaller than the noise of one block: a round has several. */
export const BLOCKS_PER_ROUND = 3;
