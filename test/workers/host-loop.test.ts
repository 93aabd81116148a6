import t from "tap";
import { HostLoop } from "../../workers/host-loop.js";
import type { HostLoopTimes } from "../../workers/host-loop.js";
import { LoopDelay } from "../../workers/loop-delay.js";
import { LoopWatch } from "../../workers/loop-watch.js";
import { createScriptedLoop } from "../fixtures/virtual-scripted.js";
import type { ScriptedLoop } from "../fixtures/virtual-scripted.js";
import { VirtualThread } from "../fixtures/virtual-thread.js";

interface Hosted extends ScriptedLoop {
  readonly delay: LoopDelay;
  readonly host: HostLoop;
  readonly thread: VirtualThread;
  /** What the listener was told, with the instant. */
  readonly told: { readonly what: "tick" | "warm" | "over" | "done"; readonly atNs: number }[];
  /** Lets time pass up to an instant, or until nothing more would happen. */
  readonly passTo: (untilNs: number) => void;
}

function createHosted(
  options: Parameters<typeof createScriptedLoop>[0] & { readonly times?: Partial<HostLoopTimes> },
): Hosted {
  const loop = createScriptedLoop(options);
  const { clock, drive } = loop;
  const thread = new VirtualThread(clock);
  const delay = new LoopDelay(loop.recorder);
  const told: Hosted["told"] = [];
  const tell = (what: Hosted["told"][number]["what"]): void => {
    told.push({ what, atNs: clock.nowNs() });
  };
  const host: HostLoop = new HostLoop({
    drive,
    clock,
    timers: thread,
    watch: new LoopWatch(
      () => thread.idleNs,
      () => {
        host.armCheck();
      },
    ),
    delay,
    times: {
      warmupNs: 0,
      endNs: options.endNs ?? 1e9,
      drainNs: 1e9,
      requestTimeoutNs: options.requestTimeoutNs ?? 10e9,
      queueTimeoutNs: null,
      pacing: "precise",
      tickNs: 100e6,
      ...options.times,
    },
    listener: {
      onTick: () => {
        tell("tick");
        return true;
      },
      onWarmupEnded: () => {
        tell("warm");
      },
      onScheduleOver: () => {
        tell("over");
      },
      onDone: () => {
        tell("done");
      },
    },
  });
  const ratePerSecond = options.ratePerSecond ?? 1000;
  thread.spinsFor = () => (Math.ceil((clock.nowNs() * ratePerSecond) / 1e9) * 1e9) / ratePerSecond;
  loop.connect();
  const passTo = (untilNs: number): void => {
    while (thread.nextNs <= untilNs) {
      clock.advanceTo(thread.nextNs);
      thread.step();
    }
  };
  return { ...loop, host, thread, delay, told, passTo };
}

t.test("HostLoop", async (t) => {
  await t.test("sleeps while the next arrival is far, and is not late for it", async (t) => {
    const { host, thread, passTo, requests, drive } = createHosted({
      slotCount: 8,
      ratePerSecond: 2,
      endNs: 3e9,
    });
    host.start();
    passTo(2.99e9);
    drive.finish();
    t.same(
      requests.map(({ dispatchedNs }) => dispatchedNs),
      [0, 0.5e9, 1e9, 1.5e9, 2e9, 2.5e9],
    );
    t.ok(thread.idleNs > 2.9e9, `${thread.idleNs} ns asleep`);
    t.ok(thread.idleNs < 2.99e9, "it spins for the last 2 ms before an arrival");
  });

  await t.test("tells the end of the warm-up once, and ticks at whole multiples", async (t) => {
    const { host, passTo, told } = createHosted({
      slotCount: 1,
      ratePerSecond: 1,
      endNs: 0.5e9,
      times: { warmupNs: 245e6, drainNs: 0 },
    });
    host.start();
    passTo(10e9);
    t.same(told, [
      { what: "tick", atNs: 100e6 },
      { what: "tick", atNs: 200e6 },
      { what: "warm", atNs: 250e6 },
      { what: "tick", atNs: 300e6 },
      { what: "tick", atNs: 400e6 },
      { what: "over", atNs: 500e6 },
      { what: "done", atNs: 500e6 },
    ]);
  });

  await t.test("leaves no timer when it is done", async (t) => {
    const { host, passTo, told, thread, transport } = createHosted({
      slotCount: 200,
      ratePerSecond: 100,
      times: { drainNs: 300e6 },
    });
    host.start();
    passTo(100e9);
    t.same(told.at(-1), { what: "done", atNs: 1300e6 }, "nobody answers: the drain decides");
    t.same(
      told.filter(({ what }) => what === "over"),
      [{ what: "over", atNs: 1000e6 }],
      "the schedule is over once, and before the drain",
    );
    t.ok(transport.isClosed);
    passTo(200e9);
    t.equal(thread.nextNs, Infinity, "nothing will ever happen again");
  });

  await t.test("counts a spin as delay only when it lasts too long", async (t) => {
    for (const { name, overNs, leastNs, mostNs } of [
      { name: "on time", overNs: 0, leastNs: 0, mostNs: 1000 },
      { name: "its core was taken away", overNs: 30e6, leastNs: 30e6, mostNs: 30.001e6 },
    ]) {
      const { host, thread, clock, passTo, answer, delay, drive } = createHosted({
        slotCount: 8,
        ratePerSecond: 2,
        endNs: 3e9,
      });
      // Here a spin takes its time, turn by turn.
      thread.spinsFor = () => 0;
      thread.spinTo = (untilNs) => {
        const isLate = untilNs === 1e9;
        clock.advanceTo(untilNs + (isLate ? overNs : 0));
        return clock.nowNs();
      };
      for (const atNs of [10e6, 510e6]) {
        thread.onReadable(atNs, () => {
          answer(atNs === 10e6 ? 0 : 1);
        });
      }
      host.start();
      passTo(1.1e9);
      drive.finish();
      t.ok(delay.longestNs >= leastNs && delay.longestNs <= mostNs, `${name}: ${delay.longestNs}`);
    }
  });

  await t.test("ends as soon as all is answered", async (t) => {
    const { host, passTo, told, answer, thread, transport } = createHosted({
      slotCount: 200,
      ratePerSecond: 100,
    });
    host.start();
    thread.onReadable(1.2e9, () => {
      for (const slot of transport.sent) answer(slot);
    });
    passTo(100e9);
    t.equal(transport.sent.length, 100);
    const { what, atNs } = told.at(-1)!;
    t.equal(what, "done");
    t.ok(atNs >= 1.2e9 && atNs <= 1.21e9, `at the next look: ${atNs}`);
  });

  await t.test("behind its schedule, looks at its sockets between two bursts", async (t) => {
    const { host, thread, clock, passTo, transport } = createHosted({
      slotCount: 1000,
      ratePerSecond: 100_000,
      endNs: 5e6,
    });
    const sentByTurn: number[] = [];
    const setImmediate = thread.setImmediate.bind(thread);
    thread.setImmediate = (callback) => {
      sentByTurn.push(transport.sent.length);
      setImmediate(callback);
    };
    host.start();
    clock.advanceTo(5e6);
    passTo(6e6);
    t.equal(transport.sent.length, 500);
    const bursts = sentByTurn.map((count, turn) => count - (sentByTurn[turn - 1] ?? 0));
    t.equal(Math.max(...bursts), 128);
  });

  await t.test("decides timeouts only after a poll that began later", async (t) => {
    // The answers lie in the kernel when the loop comes back from a stall that is longer than the timeout.
    for (const phase of ["poll", "check", "timers"] as const) {
      const scripted = createHosted({ slotCount: 1, ratePerSecond: 1, requestTimeoutNs: 50e6 });
      const { clock, answer, requests, drive } = scripted;
      const thread = new VirtualThread(clock, [{ atNs: 20e6, lengthNs: 100e6, phase }]);
      const host: HostLoop = new HostLoop({
        drive,
        clock,
        timers: thread,
        watch: new LoopWatch(
          () => thread.idleNs,
          () => {
            host.armCheck();
          },
        ),
        delay: new LoopDelay(scripted.recorder),
        times: {
          warmupNs: 0,
          endNs: 1e9,
          drainNs: 0,
          requestTimeoutNs: 50e6,
          queueTimeoutNs: null,
          pacing: "precise",
          tickNs: 1e9,
        },
        listener: {
          onTick: () => true,
          onWarmupEnded: () => undefined,
          onScheduleOver: () => undefined,
          onDone: () => undefined,
        },
      });
      host.start();
      thread.onReadable(30e6, () => {
        answer(0);
      });
      while (thread.nextNs < 0.5e9) {
        clock.advanceTo(thread.nextNs);
        thread.step();
      }
      t.match(requests, [{ outcome: "completed", endedNs: 120e6 }], phase);
    }
  });

  await t.test("times out what is not answered, within two rounds of housekeeping", async (t) => {
    const { host, passTo, requests } = createHosted({
      slotCount: 1,
      ratePerSecond: 1,
      requestTimeoutNs: 55e6,
    });
    host.start();
    passTo(0.5e9);
    t.match(requests, [{ outcome: "timedOut", endedNs: 60e6 }]);
  });

  await t.test("stops at the instant it is told, or at once when that has passed", async (t) => {
    const { host, passTo, thread, transport } = createHosted({
      slotCount: 100,
      ratePerSecond: 100,
    });
    host.start();
    thread.onReadable(200e6, () => {
      host.stop("abort", 205e6);
    });
    passTo(100e9);
    t.equal(host.endNs, 205e6);
    t.equal(transport.sent.length, 21, "0 to 200 ms");

    const late = createHosted({ slotCount: 100, ratePerSecond: 100 });
    late.host.start();
    late.thread.onReadable(203e6, () => {
      late.host.stop("drain", 100e6);
    });
    late.passTo(100e9);
    t.equal(late.host.endNs, 203e6, "what was done until then is done");
  });

  await t.test("drops what is under way on abort, and waits for it on drain", async (t) => {
    for (const { mode, fromNs, toNs } of [
      { mode: "abort", fromNs: 205e6, toNs: 215e6 },
      { mode: "drain", fromNs: 500e6, toNs: 510e6 },
    ] as const) {
      const { host, passTo, thread, told, transport, answer } = createHosted({
        slotCount: 100,
        ratePerSecond: 100,
      });
      host.start();
      thread.onReadable(200e6, () => {
        host.stop(mode, 205e6);
      });
      thread.onReadable(500e6, () => {
        if (!transport.isClosed) for (const slot of transport.sent) answer(slot);
      });
      passTo(100e9);
      const { what, atNs } = told.at(-1)!;
      t.equal(what, "done");
      t.ok(atNs >= fromNs && atNs <= toNs, `${mode}: at ${atNs}`);
    }
  });
});
