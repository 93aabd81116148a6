import t from "tap";
import { createScriptedLoop } from "../fixtures/virtual-scripted.js";

t.test("DriveLoop in the open model", async (t) => {
  await t.test("says when every slot has been tried, once", async (t) => {
    const { drive, transport } = createScriptedLoop({ slotCount: 2 });
    let openedCount = 0;
    drive.onOpened = () => {
      openedCount++;
    };
    transport.listener.onSlotReady(0, true, 0);
    t.equal(openedCount, 0);
    transport.listener.onConnectFailed(1, "connectRefused", "refused", 0);
    transport.listener.onConnectFailed(1, "connectRefused", "refused again", 0);
    t.equal(openedCount, 1);
    t.match(drive.opening, { ready: 1, firstFailure: { message: "refused" } });
  });

  await t.test("sends nothing before it is due", async (t) => {
    const { drive, transport, clock, connect } = createScriptedLoop({ slotCount: 3 });
    connect();
    drive.start();
    t.equal(drive.pass(clock.nowNs()), 1_000_000);
    t.same(transport.sent, [0]);
    clock.advanceTo(999_999);
    drive.pass(clock.nowNs());
    t.equal(transport.sent.length, 1);
    clock.advanceTo(1_000_000);
    drive.pass(clock.nowNs());
    t.same(transport.sent, [0, 1]);
  });

  await t.test("looks at its sockets after 128 dispatches in a row", async (t) => {
    const { drive, transport, clock, connect } = createScriptedLoop({ slotCount: 500 });
    connect();
    drive.start();
    clock.advanceTo(200_000_000);
    t.equal(drive.pass(clock.nowNs()), 128_000_000, "the next one is due in the past");
    t.equal(transport.sent.length, 128);
    t.equal(drive.pass(clock.nowNs()), 201_000_000);
    t.equal(transport.sent.length, 201);
  });

  await t.test("lets arrivals wait for a slot, first in, first out", async (t) => {
    const { drive, clock, connect, answer, requests } = createScriptedLoop({ slotCount: 1 });
    connect();
    drive.start();
    clock.advanceTo(3_000_000);
    drive.pass(clock.nowNs());
    t.same(drive.gauges(), { inFlight: 1, queued: 3, oldestIntendedStartNs: 0 });
    for (const atNs of [4e6, 5e6, 6e6, 7e6]) {
      clock.advanceTo(atNs);
      answer(0);
    }
    t.same(
      requests.map(({ intendedNs, sentNs, endedNs }) => [intendedNs, sentNs, endedNs]),
      [
        [0, 3e6, 4e6],
        [1e6, 4e6, 5e6],
        [2e6, 5e6, 6e6],
        [3e6, 6e6, 7e6],
      ],
    );
    t.same(drive.gauges(), { inFlight: 0, queued: 0, oldestIntendedStartNs: Infinity });
  });

  await t.test("times out what was sent long enough before the instant", async (t) => {
    const { drive, clock, connect, transport, requests } = createScriptedLoop({
      slotCount: 2,
      requestTimeoutNs: 10e6,
    });
    connect();
    drive.start();
    drive.pass(clock.nowNs());
    clock.advanceTo(1e6);
    drive.pass(clock.nowNs());
    clock.advanceTo(30e6);
    drive.expire(9_999_999);
    t.same(transport.abandoned, []);
    drive.expire(10_000_000);
    t.same(transport.abandoned, [0], "the second one was sent 1 ms later");
    t.match(requests, [{ outcome: "timedOut", endedNs: 30e6 }]);
    t.equal(drive.opening.ready, 1, "its connection is gone");
  });

  await t.test("ends what is under way as unfinished", async (t) => {
    const { drive, clock, connect, transport, requests } = createScriptedLoop({ slotCount: 1 });
    connect();
    drive.start();
    clock.advanceTo(1e6);
    drive.pass(clock.nowNs());
    clock.advanceTo(5e6);
    drive.finish();
    t.ok(transport.isClosed);
    t.same(
      requests.map(({ outcome, sentNs, endedNs }) => ({ outcome, sentNs, endedNs })),
      [
        { outcome: "unfinished", sentNs: 1e6, endedNs: 5e6 },
        { outcome: "unfinished", sentNs: -1, endedNs: 5e6 },
      ],
    );
    t.match(drive.gauges(), { inFlight: 0, queued: 0 });
  });

  await t.test(
    "keeps a queue while one connection is left, and fails it with the last",
    async (t) => {
      const { drive, clock, connect, transport, requests } = createScriptedLoop({ slotCount: 2 });
      connect();
      drive.start();
      clock.advanceTo(4e6);
      drive.pass(clock.nowNs());
      transport.listener.onAttemptFailed(0, "connectionLost", "gone", false, 4e6);
      transport.listener.onConnectFailed(0, "connectRefused", "refused", 4e6);
      t.equal(drive.gauges().queued, 3);
      transport.listener.onAttemptFailed(1, "connectionLost", "gone", false, 4e6);
      transport.listener.onConnectFailed(1, "connectRefused", "refused", 4e6);
      t.equal(drive.gauges().queued, 0);
      t.same(
        requests.map(({ outcome }) => outcome),
        ["failed", "failed", "failed", "failed", "failed"],
      );
    },
  );

  await t.test("uses no slot that was lost while it waited", async (t) => {
    const { drive, clock, connect, transport } = createScriptedLoop({ slotCount: 3 });
    connect();
    transport.listener.onSlotLost(0);
    drive.start();
    clock.advanceTo(1e6);
    drive.pass(clock.nowNs());
    t.same(transport.sent, [1, 2]);
  });
});

t.test("DriveLoop in the closed model", async (t) => {
  await t.test("begins on every slot, and follows each answer at once", async (t) => {
    const { drive, clock, connect, answer, transport } = createScriptedLoop({
      slotCount: 2,
      closedCount: Infinity,
    });
    connect();
    t.same(transport.sent, []);
    drive.start();
    t.same(transport.sent, [0, 1]);
    clock.advanceTo(5);
    answer(1);
    t.same(transport.sent, [0, 1, 1]);
  });

  await t.test("stops after its count", async (t) => {
    const { drive, connect, answer, transport } = createScriptedLoop({
      slotCount: 2,
      closedCount: 3,
    });
    connect();
    drive.start();
    answer(0);
    answer(1);
    t.same(transport.sent, [0, 1, 0]);
    t.ok(drive.isScheduleOver(0));
    t.notOk(drive.isDone(0));
    answer(0);
    t.ok(drive.isDone(0));
  });

  await t.test("lets a slot that connects late join in", async (t) => {
    const { drive, transport } = createScriptedLoop({ slotCount: 2, closedCount: Infinity });
    transport.listener.onSlotReady(0, true, 0);
    transport.listener.onConnectFailed(1, "connectRefused", "refused", 0);
    drive.start();
    t.same(transport.sent, [0]);
    transport.listener.onSlotReady(1, true, 0);
    t.same(transport.sent, [0, 1]);
  });

  await t.test("lets the next request of a lost connection wait for the new one", async (t) => {
    const { drive, clock, connect, transport, answer, requests } = createScriptedLoop({
      slotCount: 1,
      closedCount: Infinity,
    });
    connect();
    drive.start();
    clock.advanceTo(10);
    transport.listener.onFirstByte(0, 10);
    transport.listener.onCompleted(0, 200, 50, false, 10);
    t.same(drive.gauges(), { inFlight: 0, queued: 1, oldestIntendedStartNs: 10 });
    clock.advanceTo(30);
    transport.listener.onSlotReady(0, true, 30);
    clock.advanceTo(70);
    answer(0);
    t.match(requests[1], { intendedNs: 10, dispatchedNs: 10, sentNs: 30, endedNs: 70 });
  });

  await t.test("begins nothing at its end or later", async (t) => {
    const { drive, clock, connect, transport, answer } = createScriptedLoop({
      slotCount: 1,
      closedCount: Infinity,
      endNs: 100,
    });
    connect();
    drive.start();
    clock.advanceTo(100);
    answer(0);
    t.same(transport.sent, [0]);
    t.ok(drive.isDone(100));
  });
});
