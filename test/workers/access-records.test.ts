import t from "tap";
import { ACCESS_CHUNK_RECORDS, ACCESS_RECORD_DOUBLES } from "../../engine/core/index.js";
import type { WorkerMessage } from "../../engine/core/index.js";
import { AccessRecords } from "../../workers/access-records.js";

/** What a run would have heard. */
class Heard {
  readonly chunks: Extract<WorkerMessage, { kind: "accessRecords" }>[] = [];
  readonly send = (message: WorkerMessage, transfer: ArrayBuffer[]): void => {
    if (message.kind !== "accessRecords") throw new Error(`not ${message.kind}`);
    if (transfer[0] !== message.buffer) throw new Error("a chunk is transferred, not copied");
    this.chunks.push(message);
  };

  get numbers(): number[] {
    return this.chunks.flatMap(({ buffer, recordCount }) =>
      Array.from({ length: recordCount }, (_, record) =>
        Number(new Float64Array(buffer)[record * ACCESS_RECORD_DOUBLES]),
      ),
    );
  }

  get droppedCount(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.droppedCount, 0);
  }
}

/** Writes so many records that say nothing but their own number. */
function write(records: AccessRecords, count: number, from = 0): void {
  for (let number = from; number < from + count; number++) {
    const place = records.claim();
    if (place >= 0) records.doubles[place * ACCESS_RECORD_DOUBLES] = number;
  }
}

t.test("AccessRecords", async (t) => {
  await t.test("sends a chunk that is not full when none is away", async (t) => {
    const records = new AccessRecords(4);
    const heard = new Heard();
    t.notOk(records.sendNext(heard.send), "nothing to send");
    write(records, 3);
    t.ok(records.sendNext(heard.send));
    t.notOk(records.sendNext(heard.send), "all is sent");
    t.strictSame(heard.numbers, [0, 1, 2]);
  });

  await t.test(
    "fills chunks while another is away, and sends full ones in their order",
    async (t) => {
      const records = new AccessRecords(8);
      const heard = new Heard();
      write(records, 1);
      records.sendNext(heard.send);
      write(records, 2 * ACCESS_CHUNK_RECORDS + 5, 1);
      t.ok(records.sendNext(heard.send));
      t.ok(records.sendNext(heard.send));
      t.notOk(records.sendNext(heard.send), "five records wait for more");
      for (const { buffer } of heard.chunks) records.reuse(buffer);
      t.ok(records.sendNext(heard.send), "until nothing is away any more");
      t.strictSame(heard.numbers, [...Array(2 * ACCESS_CHUNK_RECORDS + 6).keys()]);
    },
  );

  await t.test("makes no more chunks than its limit, and counts what finds no room", async (t) => {
    const records = new AccessRecords(3);
    const heard = new Heard();
    write(records, 5 * ACCESS_CHUNK_RECORDS);
    records.sendRest(heard.send);
    t.equal(heard.chunks.length, 3);
    t.strictSame(heard.numbers, [...Array(3 * ACCESS_CHUNK_RECORDS).keys()]);
    t.equal(heard.droppedCount, 2 * ACCESS_CHUNK_RECORDS);
  });

  await t.test("goes on in a chunk that came back", async (t) => {
    const records = new AccessRecords(2);
    const heard = new Heard();
    const total = 10 * ACCESS_CHUNK_RECORDS;
    const buffers = new Set<ArrayBuffer>();
    const numbers: number[] = [];
    for (let from = 0; from < total; from += ACCESS_CHUNK_RECORDS) {
      write(records, ACCESS_CHUNK_RECORDS, from);
      records.sendNext(heard.send);
      numbers.push(...heard.numbers);
      for (const { buffer } of heard.chunks.splice(0)) {
        buffers.add(buffer);
        records.reuse(buffer);
      }
    }
    t.strictSame(numbers, [...Array(total).keys()]);
    t.equal(buffers.size, 2, "no further one was made");
  });

  await t.test("tells at its end what it has dropped, even with no record left", async (t) => {
    const records = new AccessRecords(2);
    const heard = new Heard();
    write(records, 2 * ACCESS_CHUNK_RECORDS);
    records.sendNext(heard.send);
    write(records, 7);
    records.sendRest(heard.send);
    records.sendRest(heard.send);
    t.equal(heard.numbers.length, 2 * ACCESS_CHUNK_RECORDS);
    t.equal(heard.droppedCount, 7, "once");
  });
});
