import t from "tap";
import { DEFAULT_MAX_HEADER_BYTES, HeadMemo, Http1ResponseParser } from "../../../wire/index.js";
import { bytesOf, readResponse } from "../../fixtures/read-response.js";

const HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nDate: today-00\r\n\r\n";

function headOf(number: number): Uint8Array {
  return bytesOf(HEAD.replace("00", String(number).padStart(2, "0")));
}

t.test("HeadMemo", async (t) => {
  await t.test("finds a stored head wherever it lies in whatever buffer", (t) => {
    const memo = new HeadMemo();
    const head = headOf(1);
    memo.store(head, 0, head.length, 200, 5, 2 ** 40);
    for (let offset = 0; offset < 9; offset++) {
      const buffer = new Uint8Array(200);
      buffer.set(head, offset + 1);
      for (const [view, from] of [
        [buffer, offset + 1],
        [buffer.subarray(1), offset],
      ] as const) {
        // The first sight of a buffer compares bytes, a later one words, if they are aligned.
        for (let sight = 0; sight < 3; sight++) {
          const entry = memo.find(view, from, view.length);
          t.ok(entry >= 0, `offset ${offset}, sight ${sight}`);
          t.strictSame([memo.lengths[entry], memo.statuses[entry]], [head.length, 200]);
          t.strictSame([memo.flags[entry], memo.contentLengths[entry]], [5, 2 ** 40]);
        }
      }
    }
    t.end();
  });

  await t.test("does not find a head that differs in any one byte or is cut", (t) => {
    const memo = new HeadMemo();
    const head = headOf(1);
    memo.store(head, 0, head.length, 200, 0, 2);
    const buffer = new Uint8Array(200);
    buffer.set(head);
    for (let round = 0; round < 2; round++) {
      for (let at = 0; at < head.length; at++) {
        buffer[at]! ^= 1;
        t.equal(memo.find(buffer, 0, 200), -1, `byte ${at}`);
        buffer[at]! ^= 1;
        t.equal(memo.find(buffer, 0, at), -1, `cut at ${at}`);
      }
      t.ok(memo.find(buffer, 0, head.length) >= 0);
    }
    t.end();
  });

  await t.test("keeps the last heads and forgets the one before them", (t) => {
    const memo = new HeadMemo({ entryCount: 3 });
    for (let i = 0; i < 4; i++) memo.store(headOf(i), 0, HEAD.length, 200 + i, 0, 0);
    const found = [0, 1, 2, 3].map((i) => memo.find(headOf(i), 0, HEAD.length));
    t.equal(found[0], -1);
    t.strictSame(
      found.slice(1).map((entry) => memo.statuses[entry]),
      [201, 202, 203],
    );
    t.end();
  });

  await t.test("does not keep a head that is longer than an entry", (t) => {
    const memo = new HeadMemo({ entryBytes: HEAD.length - 1 });
    const longer = bytesOf(`${HEAD}1234`);
    memo.store(longer, 0, longer.length, 200, 0, 0);
    t.equal(memo.find(longer, 0, longer.length), -1);
    t.end();
  });

  await t.test("stores few of the heads of a server that never repeats one, until a hit", (t) => {
    const memo = new HeadMemo();
    const stored: number[] = [];
    const miss = (number: number): void => {
      const head = bytesOf(HEAD.replace("today-00", `day-${number}`));
      t.equal(memo.find(head, 0, head.length), -1);
      memo.store(head, 0, head.length, number, 0, 0);
      if (memo.statuses.includes(number)) stored.push(number);
    };
    for (let number = 1; number <= 1000; number++) miss(number);
    // The first 16, then every 32nd: 32, 64, … 992.
    t.equal(stored.length, 16 + 31);
    t.equal(stored.at(-1), 992);
    const last = bytesOf(HEAD.replace("today-00", "day-992"));
    t.ok(memo.find(last, 0, last.length) >= 0);
    miss(1001);
    t.equal(stored.at(-1), 1001);
    t.end();
  });

  await t.test("gives two parsers one reading, whichever of them stored the head", (t) => {
    const headMemo = new HeadMemo();
    const bytes = bytesOf(`${HEAD}hi`);
    const options = { maxHeaderBytes: DEFAULT_MAX_HEADER_BYTES, headMemo };
    const plain = readResponse(new Http1ResponseParser({ maxHeaderBytes: 65_536 }), bytes, []);
    for (let i = 0; i < 3; i++) {
      t.strictSame(readResponse(new Http1ResponseParser(options), bytes, []), plain);
    }
    const asHead = { requestIsHead: true };
    const reading = readResponse(new Http1ResponseParser(options), bytes, [], asHead);
    t.equal(reading.takenBytes, HEAD.length, "the method is not part of what is remembered");
    t.end();
  });
});
