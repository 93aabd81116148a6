import t from "tap";
import type { ChoicePlan } from "../../../engine/core/index.js";
import { SLOT_BUSY, SLOT_READY, Slots } from "../../../workers/slots.js";
import { createRandom } from "../../fixtures/virtual-random.js";

const STREAMS = 3;
const CHOICES: readonly ChoicePlan[] = [
  { kind: "roundRobin" },
  { kind: "lifo" },
  { kind: "random", seed: 7 },
  { kind: "leastBusy" },
];

/** Connections with three places each, driven as the drive loop does it. */
class Pipelines {
  readonly slots: Slots;

  constructor(connectionCount: number, choice: ChoicePlan) {
    this.slots = new Slots(connectionCount * STREAMS, choice, STREAMS);
  }

  connect(...connections: readonly number[]): this {
    for (const connection of connections) {
      for (const slot of slotsOf(connection)) this.slots.putReady(slot);
    }
    return this;
  }

  /** @returns the slots on which a request was begun, one after the other; −1 where none was ready */
  begin(count: number): number[] {
    return Array.from({ length: count }, () => {
      const slot = this.slots.takeReady();
      if (slot >= 0) this.slots.begin(slot);
      return slot;
    });
  }

  /** @returns the connections on which requests were begun */
  choose(count: number): number[] {
    return this.begin(count).map((slot) => Math.floor(slot / STREAMS));
  }

  /** Requests have begun on certain slots, without a choice. */
  beginOn(...slots: readonly number[]): this {
    for (const slot of slots) this.slots.begin(slot);
    return this;
  }

  /** A request of each connection has ended. */
  complete(...connections: readonly number[]): this {
    for (const connection of connections) {
      const slot = slotsOf(connection).find((each) => this.slots.state[each] === SLOT_BUSY);
      if (slot === undefined) throw new Error(`nothing in flight on connection ${connection}`);
      this.slots.end(slot);
      this.slots.putReady(slot);
    }
    return this;
  }
}

function slotsOf(connection: number): number[] {
  return Array.from({ length: STREAMS }, (_, place) => connection * STREAMS + place);
}

t.test("slots of connections that carry several requests", async (t) => {
  await t.test("roundRobin goes round over connections before one gets its second", async (t) => {
    const pipelines = new Pipelines(4, { kind: "roundRobin" }).connect(0, 1, 2, 3);
    t.same(pipelines.choose(13), [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3, -1]);
  });

  await t.test("roundRobin has a connection that was full come last", async (t) => {
    const pipelines = new Pipelines(3, { kind: "roundRobin" }).connect(0, 1, 2).beginOn(0, 1, 2);
    pipelines.complete(0);
    t.same(pipelines.choose(5), [1, 2, 0, 1, 2]);
  });

  await t.test("lifo takes the connection on which a place became free last", async (t) => {
    const pipelines = new Pipelines(3, { kind: "lifo" }).connect(0, 1, 2);
    t.same(pipelines.choose(4), [2, 2, 2, 1]);
    pipelines.complete(2);
    t.same(pipelines.choose(2), [2, 1], "a full connection that is so no more");
    pipelines.beginOn(0).complete(0);
    t.same(pipelines.choose(3), [0, 0, 0], "one that has had free places all the time");
  });

  await t.test("random draws connections alike, however many places they have free", async (t) => {
    const pipelines = new Pipelines(2, { kind: "random", seed: 3 }).connect(0, 1).beginOn(0, 1);
    let firstCount = 0;
    for (let draw = 0; draw < 4000; draw++) {
      const connection = pipelines.choose(1)[0]!;
      if (connection === 0) firstCount++;
      pipelines.complete(connection);
    }
    // The standard deviation is 32; places alike would have it at 1000.
    t.ok(Math.abs(firstCount - 2000) < 130, `${firstCount} of 4000`);
  });

  await t.test("leastBusy takes the connection with the fewest requests in flight", async (t) => {
    const pipelines = new Pipelines(3, { kind: "leastBusy" }).connect(0, 1, 2);
    pipelines.beginOn(0, 1, 3);
    t.same(pipelines.choose(4), [2, 1, 2, 0], "in flight 2, 1, 0");
    pipelines.complete(2, 1, 1);
    t.same(pipelines.choose(2), [1, 2], "in flight 3, 0, 1");
  });

  await t.test("of equally busy ones the one is taken that has been so for longest", async (t) => {
    const pipelines = new Pipelines(4, { kind: "leastBusy" }).connect(2, 0, 3, 1);
    t.same(pipelines.choose(4), [2, 0, 3, 1], "as they connected");
    pipelines.complete(3, 1, 0, 2);
    t.same(pipelines.choose(4), [3, 1, 0, 2], "as they became idle");
    t.same(pipelines.choose(4), [3, 1, 0, 2], "as they got one request");
  });

  await t.test("a slot that is not begun after all, or put twice, is taken once", async (t) => {
    for (const choice of CHOICES) {
      const { slots } = new Pipelines(1, choice).connect(0);
      slots.putReady(slots.takeReady());
      slots.putReady(0);
      const taken = [1, 2, 3, 4].map(() => slots.takeReady());
      t.same(new Set(taken), new Set([0, 1, 2, -1]), choice.kind);
      t.equal(taken[3], -1, choice.kind);
    }
  });

  await t.test(
    "a lost connection's places are not taken, and again once they are back",
    async (t) => {
      for (const choice of CHOICES) {
        const pipelines = new Pipelines(2, choice).connect(0, 1).beginOn(1);
        for (const slot of [0, 2]) pipelines.slots.lose(slot);
        pipelines.slots.lose(1);
        pipelines.slots.end(1);
        t.same(pipelines.choose(4), [1, 1, 1, -1], choice.kind);
        pipelines.connect(0);
        t.same(pipelines.choose(4), [0, 0, 0, -1], `${choice.kind}, back`);
      }
    },
  );

  await t.test(
    "a connection of which places are closed is chosen while it has another one",
    async (t) => {
      // It is about to be retired: two of its places take no request any more, and one still does.
      for (const choice of CHOICES) {
        const pipelines = new Pipelines(1, choice).connect(0);
        for (const slot of [0, 1]) pipelines.slots.lose(slot);
        t.same(pipelines.begin(2), [2, -1], choice.kind);
      }
    },
  );
});

/** What the orders say of themselves, without any cleverness: a stamp for each connection, and a look at all of them. */
class PlainChoice {
  readonly isFree: boolean[];
  readonly isBusy: boolean[];
  readonly #kind: ChoicePlan["kind"];
  readonly #connectionCount: number;
  readonly #stamps: number[];
  #lastStamp = 0;

  constructor(connectionCount: number, kind: ChoicePlan["kind"]) {
    this.#connectionCount = connectionCount;
    this.#kind = kind;
    this.isFree = new Array<boolean>(connectionCount * STREAMS).fill(false);
    this.isBusy = new Array<boolean>(connectionCount * STREAMS).fill(false);
    this.#stamps = new Array<number>(connectionCount).fill(0);
  }

  free(slot: number): void {
    const connection = Math.floor(slot / STREAMS);
    const isNew = !this.#isFree(connection);
    this.isFree[slot] = true;
    if (isNew || this.#kind === "lifo") this.#stamp(connection);
  }

  changeBusy(slot: number, isBusy: boolean): void {
    if (isBusy) this.isFree[slot] = false;
    this.isBusy[slot] = isBusy;
    if (this.#kind === "leastBusy") this.#stamp(Math.floor(slot / STREAMS));
  }

  /** @returns the connections that may be chosen now */
  choose(): number[] {
    const free = Array.from({ length: this.#connectionCount }, (_, each) => each).filter((each) =>
      this.#isFree(each),
    );
    if (this.#kind === "random" || free.length === 0) return free;
    const fewest = Math.min(...free.map((each) => this.#load(each)));
    const best = free
      .filter((each) => this.#load(each) === fewest)
      .toSorted((a, b) => this.#stamps[a]! - this.#stamps[b]!)
      .at(this.#kind === "lifo" ? -1 : 0)!;
    if (this.#kind === "roundRobin") this.#stamp(best);
    return [best];
  }

  #load(connection: number): number {
    if (this.#kind !== "leastBusy") return 0;
    return slotsOf(connection).filter((slot) => this.isBusy[slot]).length;
  }

  #isFree(connection: number): boolean {
    return slotsOf(connection).some((slot) => this.isFree[slot]);
  }

  #stamp(connection: number): void {
    this.#stamps[connection] = ++this.#lastStamp;
  }
}

t.test("every choice is the plain one, over any sequence", async (t) => {
  for (const choice of CHOICES) {
    const random = createRandom(11);
    const { slots } = new Pipelines(5, choice);
    const plain = new PlainChoice(5, choice.kind);
    for (let step = 0; step < 20_000; step++) {
      const slot = Math.floor(random() * slots.count);
      const draw = random();
      if (plain.isBusy[slot] === true) {
        slots.end(slot);
        plain.changeBusy(slot, false);
        if (draw < 0.3) slots.lose(slot);
        else {
          slots.putReady(slot);
          plain.free(slot);
        }
      } else if (plain.isFree[slot] !== true) {
        slots.putReady(slot);
        plain.free(slot);
      } else if (draw < 0.1) {
        slots.lose(slot);
        plain.isFree[slot] = false;
      } else if (draw < 0.2) {
        slots.begin(slot);
        plain.changeBusy(slot, true);
      } else {
        const allowed = plain.choose();
        const taken = slots.takeReady();
        const isAllowed = allowed.includes(Math.floor(taken / STREAMS));
        if (!isAllowed || slots.state[taken] !== SLOT_READY || plain.isFree[taken] !== true) {
          t.fail(`${choice.kind}, step ${step}: slot ${taken}, not of ${allowed.join()}`);
          break;
        }
        slots.begin(taken);
        plain.changeBusy(taken, true);
      }
    }
    t.pass(choice.kind);
  }
});
