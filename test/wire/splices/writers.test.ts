import fc from "fast-check";
import t from "tap";
import { digitCountOf, writeInteger, writeUuid } from "../../../wire/splices/ascii-writers.js";
import { RandomInteger, WORDS_PER_PLACEHOLDER } from "../../../wire/splices/splice-random.js";
import { SeededWords } from "../../../workers/transports/seeded-words.js";
import { GivenWords } from "../../fixtures/splice-random.js";

const SEED = 20_261_121;
const ALL_ONES = 0xffff_ffff;
const BITS_LIMIT = 2n ** 53n;
const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function written(write: (out: Uint8Array, at: number) => number): string {
  const out = new Uint8Array(48);
  return Buffer.from(out.subarray(5, write(out, 5))).toString("latin1");
}

t.test("writeInteger writes what String gives", async (t) => {
  const powers = Array.from({ length: 16 }, (_, exponent) => 10 ** exponent);
  const edges = [0, 2 ** 31 - 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER, ...powers];
  for (const number of edges.flatMap((each) => [each, Math.max(0, each - 1)])) {
    t.equal(
      written((out, at) => writeInteger(out, at, number)),
      String(number),
    );
    t.equal(digitCountOf(number), String(number).length);
  }
  t.comment(`seed ${SEED}`);
  t.doesNotThrow(() => {
    fc.assert(
      fc.property(
        fc.oneof(fc.maxSafeNat(), fc.nat()),
        (number) => written((out, at) => writeInteger(out, at, number)) === String(number),
      ),
      { seed: SEED, numRuns: 20_000 },
    );
  });
});

t.test("writeUuid writes all bits but those of version and variant", async (t) => {
  const uuid = (words: readonly [number, number, number, number]): string =>
    written((out, at) => writeUuid(out, at, ...words));
  t.equal(uuid([0, 0, 0, 0]), "00000000-0000-4000-8000-000000000000");
  t.equal(uuid([-1, -1, ALL_ONES, ALL_ONES]), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  t.equal(
    uuid([0x0123_4567, 0x89ab_cdef, 0x0246_8ace, 0x1357_9bdf]),
    "01234567-89ab-4def-8246-8ace13579bdf",
  );
  t.match(uuid([0x9e37_79b9, -5, 77, 0x7fff_ffff]), UUID_V4);
});

t.test("RandomInteger", async (t) => {
  await t.test("takes the cell that 53 bits fall into, exactly", async (t) => {
    t.comment(`seed ${SEED}`);
    const bounds = fc.oneof(
      fc.tuple(fc.maxSafeInteger(), fc.maxSafeNat()),
      fc.tuple(fc.integer(), fc.nat({ max: 1000 })),
    );
    const word = fc.oneof(fc.integer({ min: 0, max: ALL_ONES }), fc.constantFrom(0, 1, ALL_ONES));
    const property = fc.property(bounds, word, word, ([low, distance], highWord, lowWord) => {
      const high = Math.min(low + distance, Number.MAX_SAFE_INTEGER);
      const bits = (BigInt(highWord) >> 11n) * 2n ** 32n + BigInt(lowWord);
      const span = BigInt(high) - BigInt(low) + 1n;
      const cell = bits / (BITS_LIMIT / span);
      // The words after the first two are zeros: what is left over is drawn anew, and becomes the lowest number.
      const expected = BigInt(low) + (cell < span ? cell : 0n);
      const integer = new RandomInteger(new GivenWords([highWord, lowWord, 0]), 0, low, high);
      return written((out, at) => integer.write(0, out, at)) === String(expected);
    });
    t.doesNotThrow(() => {
      fc.assert(property, { seed: SEED, numRuns: 20_000 });
    });
  });

  await t.test("ends after its own words even if all of them are left over", async (t) => {
    const random = new GivenWords([ALL_ONES]);
    const position = 3 * WORDS_PER_PLACEHOLDER;
    const integer = new RandomInteger(random, position, 1, 3 * 2 ** 51);
    const number = Number(written((out, at) => integer.write(0, out, at)));
    t.ok(number >= 1 && number <= 3 * 2 ** 51, `${number}`);
    const expected = Array.from({ length: WORDS_PER_PLACEHOLDER }, (_, word) => position + word);
    t.strictSame(random.positions, expected);
  });

  for (const span of [1, 2, 10, 1000]) {
    await t.test(`draws ${span} numbers equally often`, async (t) => {
      const integer = new RandomInteger(new SeededWords(SEED), 0, 1, span);
      const counts = new Float64Array(span);
      const drawCount = 100_000;
      for (let index = 0; index < drawCount; index++) {
        const number = Number(written((out, at) => integer.write(index, out, at)));
        counts[number - 1]!++;
      }
      const expected = drawCount / span;
      const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      // Mean span − 1, variance twice that.
      const deviation = Math.sqrt(2 * (span - 1));
      t.ok(Math.abs(chiSquare - (span - 1)) <= 4 * deviation, `chi square ${chiSquare}`);
    });
  }
});
