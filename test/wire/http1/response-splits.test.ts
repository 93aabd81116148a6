import fc from "fast-check";
import t, { type Test } from "tap";
import { HeadMemo, Http1ResponseParser } from "../../../wire/index.js";
import {
  MALFORMED_RESPONSES,
  VALID_RESPONSES,
  type ValidResponse,
} from "../../fixtures/http1-corpus.js";
import {
  bytesOf,
  createRandom,
  randomCuts,
  type Reading,
  readResponse,
} from "../../fixtures/read-response.js";

const SPLIT_COUNT = 1000;
const SEED = 20_261_121;
/** Longer ones are past a limit: a few cuts will do. */
const LONG_BYTES = 2000;
const LONG_CUT_COUNT = 20;
const NEXT_RESPONSE = bytesOf("HTTP/1.1 200 OK\r\n");

// One parser of each kind for the whole corpus, as a connection has for its life: state that outlives a response shows.
const parsers = [
  new Http1ResponseParser({ maxHeaderBytes: 65_536 }),
  new Http1ResponseParser({ maxHeaderBytes: 65_536, headMemo: new HeadMemo() }),
];

/** Every single cut, all cuts at once, none, and seeded random ones. */
function* cutsOf(length: number): Generator<readonly number[]> {
  const isLong = length > LONG_BYTES;
  const everywhere = Array.from({ length: isLong ? LONG_CUT_COUNT : length }, (_, i) => i + 1);
  yield [];
  for (const at of everywhere) yield [at];
  yield everywhere;
  const random = createRandom(SEED);
  for (let i = 0; i < (isLong ? LONG_CUT_COUNT : SPLIT_COUNT); i++) {
    yield randomCuts(random, length, 8);
  }
}

function differences(
  bytes: Uint8Array,
  expected: Partial<Reading>,
  options: { requestIsHead?: boolean; closes?: boolean },
): string[] {
  const found: string[] = [];
  for (const cuts of cutsOf(bytes.length)) {
    for (const [index, parser] of parsers.entries()) {
      const reading = readResponse(parser, bytes, cuts, options);
      for (const [key, value] of Object.entries(expected)) {
        const got = reading[key as keyof Reading];
        if (got !== value) found.push(`${key} is ${got} cut at ${cuts.join()} by parser ${index}`);
      }
    }
  }
  return found.slice(0, 3);
}

function expectedOf(response: ValidResponse): Partial<Reading> {
  return {
    outcome: "complete",
    status: response.status,
    bodyBytes: response.bodyBytes,
    keepAlive: response.keepAlive,
    headOrdinal: response.headCount ?? 1,
    takenBytes: response.text.length,
    errorCode: "",
  };
}

t.test("Http1ResponseParser reads, wherever it is cut,", async (t) => {
  for (const response of VALID_RESPONSES) {
    await t.test(response.name, (t) => {
      const { requestIsHead = false, endsByClose = false } = response;
      const bytes = bytesOf(response.text);
      const expected = expectedOf(response);
      t.strictSame(differences(bytes, expected, { requestIsHead, closes: endsByClose }), []);
      // Without the end of the connection the same bytes are no response yet, or leave the next one alone.
      const more = endsByClose ? bytes : Uint8Array.from([...bytes, ...NEXT_RESPONSE]);
      const open = endsByClose ? { outcome: "needs more" as const } : expected;
      t.strictSame(differences(more, open, { requestIsHead }), []);
      t.end();
    });
  }
});

t.test("Http1ResponseParser refuses, wherever it is cut,", async (t) => {
  for (const { name, text, code } of MALFORMED_RESPONSES) {
    await t.test(name, (t) => {
      const bytes = bytesOf(text);
      const whole = readResponse(parsers[0]!, bytes, [], { closes: true });
      t.equal(whole.outcome, "error");
      t.equal(whole.errorCode, code);
      t.match(parsers[0]!.errorMessage(), /^.{20,200}$/);
      t.strictSame(differences(bytes, whole, { closes: true }), []);
      if (code !== "WIRE_TRUNCATED") {
        t.strictSame(differences(bytes, whole, {}), [], "before the end comes");
      }
      t.end();
    });
  }
});

t.test("Http1ResponseParser gives a sane outcome for any bytes", async (t) => {
  const texts = [...VALID_RESPONSES, ...MALFORMED_RESPONSES]
    .map(({ text }) => text)
    .filter((text) => text.length <= LONG_BYTES);

  await t.test("that a response with some bytes changed, dropped or added becomes", (t) => {
    const edit = fc.record({
      at: fc.nat(LONG_BYTES),
      dropCount: fc.nat(3),
      added: fc.array(fc.oneof(fc.nat(255), fc.constantFrom(...bytesOf("\r\n:;,0 \t"))), {
        maxLength: 3,
      }),
    });
    const edits = fc.array(edit, { minLength: 1, maxLength: 4 });
    const mutated = fc.tuple(fc.constantFrom(...texts), edits).map(([text, list]) => {
      const bytes = [...bytesOf(text)];
      for (const { at, dropCount, added } of list) {
        bytes.splice(at % (bytes.length + 1), dropCount, ...added);
      }
      return Uint8Array.from(bytes);
    });
    checkSane(t, mutated);
    t.end();
  });

  await t.test("at random", (t) => {
    checkSane(t, fc.uint8Array({ maxLength: 200 }));
    t.end();
  });
});

/** Whole, byte by byte, and cut at random, with and without a memo: one reading, in bounds. */
function checkSane(t: Test, arbitrary: fc.Arbitrary<Uint8Array>): void {
  t.comment(`seed ${SEED}`);
  const cutSeed = fc.nat();
  const property = fc.property(arbitrary, fc.boolean(), cutSeed, (bytes, requestIsHead, seed) => {
    const options = { requestIsHead, closes: true };
    const whole = readResponse(parsers[0]!, bytes, [], options);
    if (whole.outcome === "out of bounds") return false;
    if ((whole.outcome === "error") !== (whole.errorCode !== "")) return false;
    const random = createRandom(seed);
    const singles = Array.from(bytes.keys());
    for (const cuts of [[], singles, randomCuts(random, bytes.length, 5)]) {
      for (const parser of parsers) {
        const reading = readResponse(parser, bytes, cuts, options);
        if (JSON.stringify(reading) !== JSON.stringify(whole)) return false;
      }
    }
    return true;
  });
  t.doesNotThrow(() => {
    fc.assert(property, { seed: SEED, numRuns: 20_000 });
  });
}
