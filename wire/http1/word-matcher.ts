/** The state before the first byte. */
export const WORD_START = 0;
/** The state after a byte that no word has at this place: nothing that follows can make it match. */
export const WORD_NONE = 1;

/**
 * Recognises a few words byte by byte, in any letter case, with one integer of state, so that a word may be cut by the
 * end of a read at any place and nothing of it has to be kept.
 *
 * Shape: `next[(state << 8) | byte]` is the following state; a word has matched when the state is its end state.
 */
export interface WordMatcher {
  readonly next: Uint8Array;
  /** End states, in the order of the words. */
  readonly endStates: readonly number[];
}

/**
 * Builds the matcher: one state per distinct prefix.
 *
 * @param words - lower case; no word is a prefix of another
 */
export function compileWords(words: readonly string[]): WordMatcher {
  const prefixes = new Set<string>();
  for (const word of words) {
    for (let length = 1; length <= word.length; length++) prefixes.add(word.slice(0, length));
  }
  const states = new Map<string, number>([["", WORD_START]]);
  for (const prefix of prefixes) states.set(prefix, states.size + 1);
  const next = new Uint8Array((states.size + 1) << 8).fill(WORD_NONE);
  for (const [prefix, state] of states) {
    if (prefix === "") continue;
    const last = prefix.slice(-1);
    const from = stateOf(states, prefix.slice(0, -1)) << 8;
    next[from | last.charCodeAt(0)] = state;
    next[from | last.toUpperCase().charCodeAt(0)] = state;
  }
  return { next, endStates: words.map((word) => stateOf(states, word)) };
}

function stateOf(states: ReadonlyMap<string, number>, prefix: string): number {
  return states.get(prefix) ?? WORD_NONE;
}
