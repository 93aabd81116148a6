import { setImmediate } from "node:timers/promises";
import t from "tap";
import { eventsOf } from "../../../../engine/decide/capacity/capacity-events.js";
import type {
  ProbeRun,
  WatchedSearch,
} from "../../../../engine/decide/capacity/capacity-events.js";
import type { CapacityEvent, CapacityReport, CapacityStatus } from "../../../../engine/index.js";
import { CAPACITY_REPORT } from "../../../fixtures/capacity-reports.js";
import { capacityStatusOf, probeOf } from "../../../fixtures/scripted-capacity.js";
import { endedRun } from "../../../fixtures/scripted-run.js";

/** A search that moves on only when it is told to. Its runs have one frame each, and end. */
class ScriptedSearch implements WatchedSearch {
  readonly result: Promise<CapacityReport> = Promise.resolve(CAPACITY_REPORT);
  readonly probes = [...capacityStatusOf(0).probes];
  readonly interval = { lowPerSecond: null, highPerSecond: null };
  readonly elapsedSeconds = 1;
  current: ProbeRun | undefined = currentOf(0);
  changed: Promise<undefined> = Promise.resolve(undefined);
  #tell: (() => void) | undefined;

  constructor() {
    this.#renew();
  }

  get status(): CapacityStatus {
    const status = capacityStatusOf(this.probes.length);
    if (this.current === undefined) return status;
    const { index, request } = this.current;
    return { ...status, running: { index, request, state: "running" } };
  }

  /** The probe under way is judged, and the next one begins. */
  advance(): void {
    this.probes.push(probeOf(this.probes.length));
    this.current = currentOf(this.probes.length);
    this.#renew();
  }

  end(): void {
    this.current = undefined;
    this.#renew();
  }

  #renew(): void {
    this.#tell?.();
    this.changed = new Promise((resolve) => {
      this.#tell = () => {
        resolve(undefined);
      };
    });
  }
}

function currentOf(index: number): ProbeRun {
  return { index, request: probeOf(index).request, run: endedRun(index, 0) };
}

async function take(events: AsyncIterator<CapacityEvent>): Promise<CapacityEvent> {
  const result = await events.next();
  if (result.done === true) throw new Error("nothing came any more");
  return result.value;
}

/** @returns an event in a few words */
function shortOf(event: CapacityEvent): string {
  switch (event.kind) {
    case "status":
      return `status of ${event.status.probes.length}`;
    case "probeEnded":
      return `ended ${event.probe.index}`;
    case "probeStarted":
      return `started ${event.index} at ${event.request.ratePerSecond}`;
    case "frame":
      return `frame of ${event.index}`;
    case "final":
      return "final";
  }
}

t.test("eventsOf", async (t) => {
  await t.test("tells of each probe as it begins, goes on and ends", async (t) => {
    const search = new ScriptedSearch();
    const events = eventsOf(search, {});
    const next = async (): Promise<string> => shortOf(await take(events));
    t.equal(await next(), "status of 0", "which has the probe under way");
    t.equal(await next(), "frame of 0");
    const ended = next();
    // Time for what should not come: the same frame once more.
    await setImmediate();
    search.advance();
    t.equal(await ended, "ended 0");
    t.equal(await next(), "started 1 at 200");
    t.equal(await next(), "frame of 1");
    const last = next();
    search.end();
    t.equal(await last, "final");
    t.equal((await events.next()).done, true);
  });

  await t.test(
    "tells a slow subscriber of every probe, and shows it only the last one",
    async (t) => {
      const search = new ScriptedSearch();
      const events = eventsOf(search, {});
      const first = await take(events);
      for (let count = 0; count < 2; count++) search.advance();
      const shorts = [shortOf(first)];
      for (let count = 0; count < 5; count++) shorts.push(shortOf(await take(events)));
      t.strictSame(shorts, [
        "status of 0",
        "ended 0",
        "started 1 at 200",
        "ended 1",
        "started 2 at 300",
        "frame of 2",
      ]);
    },
  );

  await t.test("starts with all that is known for who comes in the middle", async (t) => {
    const search = new ScriptedSearch();
    search.advance();
    search.advance();
    const events = eventsOf(search, {});
    t.equal(shortOf(await take(events)), "status of 2");
    t.equal(shortOf(await take(events)), "frame of 2");
  });

  await t.test("numbers events from 0, and says of which search they are", async (t) => {
    const search = new ScriptedSearch();
    search.end();
    const all: CapacityEvent[] = [];
    for await (const event of eventsOf(search, {})) all.push(event);
    t.match(all, [
      { v: 1, kind: "status", sequence: 0, searchId: CAPACITY_REPORT.id, elapsedSeconds: 1 },
      { v: 1, kind: "final", sequence: 1, result: CAPACITY_REPORT },
    ]);
    t.equal(all.length, 2);
  });
});
