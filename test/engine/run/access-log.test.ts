import { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import t from "tap";
import { ACCESS_DOUBLE, createRunId } from "../../../engine/core/index.js";
import { AccessLines } from "../../../engine/run/access-lines.js";
import { AccessLog } from "../../../engine/run/access-log.js";
import type { AccessChunk } from "../../../engine/run/worker-group.js";
import { KeptText, readAccessLog } from "../../fixtures/access-logs.js";

const RECORDS = 100;
const ID = createRunId(new Date(0), 1);

/** A chunk of requests that all completed, as far as their zeros say. */
function chunkFrom(firstIndex: number, droppedCount = 0): AccessChunk {
  const doubles = new Float64Array(8 * RECORDS);
  for (let record = 0; record < RECORDS; record++) {
    doubles[8 * record + ACCESS_DOUBLE.index] = firstIndex + record;
  }
  const { buffer } = doubles;
  return { v: 1, kind: "accessRecords", buffer, recordCount: RECORDS, droppedCount };
}

/** A log that goes to a stream, and the buffers that it has given back. */
function logTo(stream: Writable): { readonly log: AccessLog; readonly back: ArrayBuffer[] } {
  const back: ArrayBuffer[] = [];
  const log = new AccessLog({
    stream,
    head: { runId: ID, target: "http://127.0.0.1:1/" },
    lines: new AccessLines({ workerCount: 1, streams: 1, scenarioNames: [] }),
    giveBack: (_index, buffer) => back.push(buffer),
  });
  return { log, back };
}

/** Lets what is ready happen. */
async function turn(): Promise<void> {
  for (let turns = 0; turns < 10; turns++) await new Promise(setImmediate);
}

t.test("AccessLog", async (t) => {
  await t.test("writes chunk after chunk, and gives each back", async (t) => {
    const stream = new KeptText();
    const { log, back } = logTo(stream);
    log.begin(5n);
    const chunks = [0, 1, 2].map((at) => chunkFrom(at * RECORDS));
    for (const chunk of chunks) log.add(0, chunk);
    t.strictSame(log.end("completed", 3 * RECORDS), { lines: 3 * RECORDS, dropped: 0 });
    await finished(stream);
    const { head, lines } = readAccessLog(stream.text);
    t.match(head, { runId: ID, startedAtNs: "5", startedAt: /Z$/ });
    t.strictSame(
      lines.map(({ index }) => index),
      [...Array(3 * RECORDS).keys()],
    );
    t.strictSame(
      back,
      chunks.map(({ buffer }) => buffer),
    );
  });

  await t.test("has no instants of a run that never began", async (t) => {
    const stream = new KeptText();
    logTo(stream).log.end("failed", 0);
    await finished(stream);
    const { head, end } = readAccessLog(stream.text);
    t.match(head, { startedAt: null, startedAtNs: null });
    t.strictSame(end, { state: "failed", planned: 0, lines: 0, dropped: 0 });
  });

  await t.test("holds a chunk back until the stream has room", async (t) => {
    let goOn: () => void = () => undefined;
    const stream = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => {
        goOn = done;
      },
    });
    const { log, back } = logTo(stream);
    log.begin(0n);
    for (const at of [0, 1, 2]) log.add(0, chunkFrom(at * RECORDS));
    await turn();
    t.equal(back.length, 0, "the head is being written");
    goOn();
    await turn();
    t.equal(back.length, 1, "one chunk at a time");
    t.strictSame(log.end("completed", 3 * RECORDS), { lines: 3 * RECORDS, dropped: 0 });
    for (let step = 0; step < 5; step++) {
      goOn();
      await turn();
    }
    t.equal(back.length, 3);
    await finished(stream);
  });

  await t.test("adds up what its workers had no room for", async (t) => {
    const stream = new KeptText();
    const { log } = logTo(stream);
    log.begin(0n);
    log.add(0, chunkFrom(0, 3));
    log.add(1, chunkFrom(RECORDS, 4));
    t.strictSame(log.end("completed", 2 * RECORDS + 7), { lines: 2 * RECORDS, dropped: 7 });
    await finished(stream);
    t.match(readAccessLog(stream.text).end, { lines: 2 * RECORDS, dropped: 7 });
  });

  await t.test("of a stream that fails says how much it took, and keeps no buffer", async (t) => {
    let writes = 0;
    const stream = new Writable({
      write: (_chunk, _encoding, done) => {
        done(++writes > 2 ? new Error("no space left") : null);
      },
    });
    const { log, back } = logTo(stream);
    log.begin(0n);
    for (const at of [0, 1, 2]) log.add(0, chunkFrom(at * RECORDS));
    await turn();
    log.add(0, chunkFrom(3 * RECORDS));
    t.equal(back.length, 4, "the workers have all of them again");
    t.strictSame(log.end("completed", 4 * RECORDS), {
      lines: RECORDS,
      dropped: 3 * RECORDS,
      failure: "no space left",
    });
    await t.rejects(finished(stream), { message: "no space left" });
  });

  await t.test("ends with a stream that its owner closes", async (t) => {
    const stream = new KeptText();
    const { log } = logTo(stream);
    log.begin(0n);
    stream.destroy();
    await turn();
    log.add(0, chunkFrom(0));
    t.match(log.end("completed", RECORDS), { lines: 0, failure: "the stream was closed" });
  });
});
