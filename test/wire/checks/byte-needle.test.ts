import fc from "fast-check";
import t from "tap";
import { ByteNeedle } from "../../../wire/checks/byte-needle.js";

const SEED = 20_261_121;

/** Whether the needle is found in `hay`, read in two pieces. */
function isFound(needle: ByteNeedle, hay: Uint8Array, cutIndex: number): boolean {
  const state = needle.advance(0, hay, 0, cutIndex);
  return needle.advance(state, hay, cutIndex, hay.length) === needle.length;
}

t.test("ByteNeedle is found where Buffer finds it, wherever the stream is cut", async (t) => {
  t.comment(`seed ${SEED}`);
  // Of two letters, so that a match often begins inside of one that fails.
  const bytes = (minLength: number, maxLength: number): fc.Arbitrary<Uint8Array> =>
    fc
      .array(fc.constantFrom(97, 98), { minLength, maxLength })
      .map((each) => Uint8Array.from(each));
  const property = fc.property(bytes(1, 6), bytes(0, 40), (wanted, hay) => {
    const needle = new ByteNeedle(wanted);
    const expected = Buffer.from(hay).includes(Buffer.from(wanted));
    for (let cutIndex = 0; cutIndex <= hay.length; cutIndex++) {
      if (isFound(needle, hay, cutIndex) !== expected) return false;
    }
    let state = 0;
    for (let at = 0; at < hay.length; at++) state = needle.advance(state, hay, at, at + 1);
    return (state === needle.length) === expected;
  });
  t.doesNotThrow(() => {
    fc.assert(property, { seed: SEED, numRuns: 20_000 });
  });
});

t.test("ByteNeedle reads only what it is given", async (t) => {
  const needle = new ByteNeedle(Buffer.from("ab"));
  const hay = Buffer.from("xabx");
  t.equal(needle.advance(0, hay, 0, 2), 1);
  t.equal(needle.advance(0, hay, 2, 4), 0);
  t.equal(needle.advance(needle.length, hay, 3, 4), needle.length, "once found, for good");
});
