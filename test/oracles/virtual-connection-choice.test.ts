import t from "tap";
import { RandomSource, drawExponential } from "../../engine/core/index.js";
import type { ResolvedSpec } from "../../engine/core/index.js";
import { constantLoad, virtualRun } from "../fixtures/virtual-run.js";
import type { VirtualRunOptions } from "../fixtures/virtual-run.js";
import { answersAfter } from "../fixtures/virtual-server.js";
import type { VirtualArrival, VirtualServer } from "../fixtures/virtual-server.js";

const MS = 1e6;
const STREAMS = 4;

type Choice = ResolvedSpec["connectionChoice"];

const CHOICES: readonly Choice[] = ["roundRobin", "lifo", "random", "leastBusy"];

function connectionOf({ slot }: Pick<VirtualArrival, "slot">): number {
  return Math.floor(slot / STREAMS);
}

/** @returns the connection of each request, in the order in which they were sent */
function chosenBy(
  connectionChoice: Choice,
  rest: Partial<VirtualRunOptions["spec"]>,
  server: VirtualServer,
  others: Partial<VirtualRunOptions> = {},
): number[] {
  const chosen: number[] = [];
  const { result } = virtualRun({
    spec: { connectionChoice, streams: STREAMS, seed: 1, ...rest },
    server: (arrival) => {
      chosen.push(connectionOf(arrival));
      return server(arrival);
    },
    ...others,
  });
  t.equal(result.requests.completed, chosen.length, `${connectionChoice}: all were answered`);
  return chosen;
}

/** @returns how many requests each of so many connections got */
function countsOf(chosen: readonly number[], connectionCount: number): number[] {
  const counts = new Array<number>(connectionCount).fill(0);
  for (const connection of chosen) counts[connection]!++;
  return counts;
}

t.test("pipelined requests go round over connections before one gets its second", async (t) => {
  const burst = { load: constantLoad(1000), connections: 6, requests: 12 };
  for (const connectionChoice of ["roundRobin", "leastBusy"] as const) {
    const chosen = chosenBy(connectionChoice, burst, answersAfter(100 * MS));
    t.same(chosen, [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5], connectionChoice);
  }
  t.same(
    chosenBy("lifo", burst, answersAfter(100 * MS)),
    [5, 5, 5, 5, 4, 4, 4, 4, 3, 3, 3, 3],
    "lifo fills the one that connected last",
  );
  // All stay empty, so that each request finds the same connections as the first one.
  const idle = { load: constantLoad(1000), connections: 6, requests: 1200 };
  const lifo = countsOf(chosenBy("lifo", idle, answersAfter(0.1 * MS)), 6);
  t.same(lifo, [0, 0, 0, 0, 0, 1200]);
  const random = countsOf(chosenBy("random", idle, answersAfter(0.1 * MS)), 6);
  t.ok(
    random.every((count) => Math.abs(count - 200) < 50),
    random.join(),
  );
});

t.test("leastBusy meets no connection while another has fewer requests in flight", async (t) => {
  for (const workers of [1, 2]) {
    const random = new RandomSource(4);
    const open = new Map<number, { worker: number; connection: number; endNs: number }>();
    let notIdleCount = 0;
    const server: VirtualServer = (arrival) => {
      const { atNs, worker, sequence } = arrival;
      const connection = connectionOf(arrival);
      const counts = new Array<number>(8 / workers).fill(0);
      for (const [key, each] of open) {
        if (each.endNs <= atNs) open.delete(key);
        else if (each.worker === worker) counts[each.connection]!++;
      }
      const fewest = Math.min(...counts);
      if (counts[connection] !== fewest)
        t.fail(`request ${sequence}: ${connection} of ${counts.join()}`);
      if (fewest > 0) notIdleCount++;
      const endNs = atNs + 1 + Math.round(20 * MS * drawExponential(random));
      open.set(sequence, { worker, connection, endNs });
      return { kind: "answer", atNs: endNs };
    };
    // 20 in flight in the mean, of 32 places.
    const arrivals = { kind: "poisson", ratePerSecond: 1000 } as const;
    chosenBy(
      "leastBusy",
      { load: { model: "open", arrivals }, connections: 8, workers, duration: "5s" },
      server,
    );
    t.ok(notIdleCount > 1000, `${notIdleCount} requests found no idle connection`);
  }
});

t.test("leastBusy keeps off a slow connection, roundRobin does not", async (t) => {
  const spec = { load: constantLoad(1000), connections: 4, requests: 4000, drain: "30s" };
  const server: VirtualServer = (arrival) => ({
    kind: "answer",
    atNs: arrival.atNs + (connectionOf(arrival) === 0 ? 11.5 : 2.5) * MS,
  });
  t.same(countsOf(chosenBy("roundRobin", spec, server), 4), [1000, 1000, 1000, 1000]);
  const [slow = 0] = countsOf(chosenBy("leastBusy", spec, server), 4);
  // Three fast ones carry 1000/s with 2.5 in flight: now and then the slow one is as busy as they are.
  t.ok(slow > 0 && slow < 500, `${slow} of 4000`);
});

t.test("with one request per connection leastBusy and roundRobin choose alike", async (t) => {
  const [roundRobin, leastBusy] = (["roundRobin", "leastBusy"] as const).map((choice) => {
    const random = new RandomSource(6);
    const slots: number[] = [];
    const server: VirtualServer = ({ atNs, slot, sequence }) => {
      slots.push(slot);
      const endNs = atNs + Math.round(5 * MS * drawExponential(random));
      return { kind: "answer", atNs: endNs, isLast: sequence % 50 === 49 };
    };
    chosenBy(
      choice,
      { load: constantLoad(1000), connections: 10, streams: 1, requests: 3000 },
      server,
    );
    return slots;
  });
  t.equal(new Set(leastBusy).size, 10);
  t.same(leastBusy, roundRobin);
});

t.test("a lost connection's places are not chosen until it is back", async (t) => {
  const [lostNs, backNs] = [300 * MS, 600 * MS];
  for (const choice of CHOICES) {
    const sentOnNs: number[][] = [[], [], []];
    const server: VirtualServer = (arrival) => {
      sentOnNs[connectionOf(arrival)]!.push(arrival.atNs);
      return { kind: "answer", atNs: arrival.atNs + 0.5 * MS };
    };
    const lost = choice === "lifo" ? 2 : 1;
    const slots = Array.from({ length: STREAMS }, (_, place) => lost * STREAMS + place);
    chosenBy(choice, { load: constantLoad(1000), connections: 3, duration: "1s" }, server, {
      idleCloses: slots.map((slot) => ({ worker: 0, slot, atNs: lostNs + 0.7 * MS })),
      listen: ({ attempt }) => ({ kind: "open", afterNs: attempt === 0 ? 0 : backNs - lostNs }),
    });
    const sentNs = sentOnNs[lost]!;
    t.ok(sentNs.some((ns) => ns < lostNs) && sentNs.some((ns) => ns > backNs + MS), choice);
    t.notOk(
      sentNs.some((ns) => ns > lostNs + 0.7 * MS && ns < backNs),
      `${choice}: none while it is gone`,
    );
  }
});
