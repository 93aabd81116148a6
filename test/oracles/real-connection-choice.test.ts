import { setImmediate as nextTurn } from "node:timers/promises";
import t from "tap";
import type { Test } from "tap";
import type { ChoicePlan } from "../../engine/core/index.js";
import { Backlog } from "../../workers/backlog.js";
import { DriveLoop } from "../../workers/drive-loop.js";
import { LoopWatch } from "../../workers/loop-watch.js";
import { OpenPacer } from "../../workers/open-pacer.js";
import { Recorder } from "../../workers/recorder.js";
import { booksOf } from "../fixtures/request-texts.js";
import { constantArrivals, cursorOf } from "../fixtures/schedules.js";
import { ScriptedServer } from "../fixtures/scripted-server.js";
import { TransportUnderTest } from "../fixtures/transport-under-test.js";
import { ManualClock } from "../fixtures/virtual-time.js";

const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const MS = 1e6;
const CONNECTION_COUNT = 3;
const STREAMS = 4;

/**
 * Sends requests over real sockets, pipelined, each when the one before has arrived and every answer has been read: on
 * which connection it arrived is then the choice's alone.
 *
 * @param answers - whether the server answers on the connection that the first request came on; it does on all others
 * @returns the connection of each request as the server saw it, 0 the one on which the first came
 */
async function arrivalsOf(
  t: Test,
  choice: ChoicePlan,
  requestCount: number,
  answers: (connection: number) => boolean,
): Promise<number[]> {
  const arrivals: number[] = [];
  const known: object[] = [];
  let openCount = 0;
  const server = await ScriptedServer.start([
    async (connection) => {
      while ((await connection.request()) !== undefined) {
        if (!known.includes(connection)) known.push(connection);
        const index = known.indexOf(connection);
        arrivals.push(index);
        if (answers(index)) connection.write(HELLO);
        else openCount++;
      }
    },
  ]);
  t.teardown(() => server.close());
  const { drive, clock } = openDriveLoop(t, choice, server.port);
  while (drive.opening.ready < CONNECTION_COUNT * STREAMS) await nextTurn();
  drive.start();
  for (let index = 0; index < requestCount; index++) {
    clock.advanceTo(index * MS);
    drive.pass(clock.nowNs());
    while (arrivals.length <= index || drive.gauges().inFlight > openCount) await nextTurn();
  }
  drive.finish();
  return arrivals;
}

/** A drive loop over a pipelining transport, with a clock in the test's hands. */
function openDriveLoop(
  t: Test,
  choice: ChoicePlan,
  port: number,
): { readonly drive: DriveLoop; readonly clock: ManualClock } {
  const clock = new ManualClock();
  const { transport } = new TransportUnderTest("wire", {
    target: { port },
    connectionCount: CONNECTION_COUNT,
    rules: { streams: STREAMS },
    clock,
  });
  const endNs = 1000 * MS;
  const drive = new DriveLoop({
    clock,
    transport,
    pacer: new OpenPacer(
      cursorOf(constantArrivals(1000)),
      { timeEndNs: endNs, count: null },
      { kind: "sendAll" },
    ),
    books: booksOf(new Recorder(0, endNs)),
    watch: new LoopWatch(
      () => 0,
      () => undefined,
    ),
    model: "open",
    choice,
    connect: "before",
    streams: STREAMS,
    line: new Backlog(CONNECTION_COUNT * STREAMS),
    windowStartNs: 0,
    windowEndNs: endNs,
    maxPending: CONNECTION_COUNT * STREAMS,
    requestTimeoutNs: Infinity,
    queueTimeoutNs: Infinity,
  });
  t.teardown(() => {
    transport.close();
  });
  drive.open();
  return { drive, clock };
}

t.test("over real sockets pipelined requests go round over connections", async (t) => {
  for (const kind of ["roundRobin", "leastBusy"] as const) {
    const arrivals = await arrivalsOf(t, { kind }, 12, () => false);
    t.same(arrivals, [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2], kind);
  }
});

t.test("over real sockets leastBusy keeps off a connection that does not answer", async (t) => {
  const answers = (connection: number): boolean => connection !== 0;
  const leastBusy = await arrivalsOf(t, { kind: "leastBusy" }, 9, answers);
  t.same(leastBusy, [0, 1, 2, 1, 2, 1, 2, 1, 2]);
  const roundRobin = await arrivalsOf(t, { kind: "roundRobin" }, 9, answers);
  t.same(roundRobin, [0, 1, 2, 0, 1, 2, 0, 1, 2]);
});
