import t from "tap";
import { createRandom } from "../fixtures/virtual-random.js";
import { Backlog } from "../../workers/backlog.js";

function takeIntended(backlog: Backlog): number {
  backlog.take();
  return backlog.takenIntendedStartNs;
}

t.test("Backlog", async (t) => {
  await t.test("gives back all that was put with an arrival", async (t) => {
    const backlog = new Backlog(2);
    t.ok(backlog.put(-1, 1, 2, 3, 4, 5));
    backlog.take();
    t.match(backlog, {
      takenIntendedStartNs: 1,
      takenDispatchedNs: 2,
      takenEnteredNs: 3,
      takenArrivalIndex: 4,
      takenFlags: 5,
      count: 0,
    });
  });

  await t.test("refuses when it is full, at either end", async (t) => {
    const backlog = new Backlog(2);
    backlog.put(-1, 1, 0, 0, 0, 0);
    backlog.put(-1, 2, 0, 0, 0, 0);
    t.notOk(backlog.put(-1, 3, 0, 0, 0, 0));
    t.notOk(backlog.putFirst(-1, 3, 0, 0, 0, 0));
    t.same([takeIntended(backlog), takeIntended(backlog)], [1, 2]);
  });

  await t.test("tells the oldest that waits", async (t) => {
    const backlog = new Backlog(4);
    t.equal(backlog.oldestIntendedStartNs(), Infinity);
    backlog.put(-1, 7, 0, 0, 0, 0);
    backlog.put(-1, 8, 0, 0, 0, 0);
    t.equal(backlog.oldestIntendedStartNs(), 7);
    backlog.putFirst(-1, 3, 0, 0, 0, 0);
    t.equal(backlog.oldestIntendedStartNs(), 3);
  });

  await t.test("does what a list does, over any sequence", async (t) => {
    const random = createRandom(7);
    for (const capacity of [1, 2, 3, 8]) {
      const backlog = new Backlog(capacity);
      const list: number[] = [];
      for (let step = 0; step < 3000; step++) {
        const draw = random();
        if (draw < 0.4) {
          const isPut = backlog.put(-1, step, 0, 0, 0, 0);
          if (isPut !== list.length < capacity) t.fail(`put at ${list.length} of ${capacity}`);
          if (isPut) list.push(step);
        } else if (draw < 0.5) {
          const isPut = backlog.putFirst(-1, step, 0, 0, 0, 0);
          if (isPut !== list.length < capacity) t.fail(`put at ${list.length} of ${capacity}`);
          if (isPut) list.unshift(step);
        } else if (list.length > 0) {
          if (takeIntended(backlog) !== list.shift()) t.fail("took another one");
        }
        if (backlog.count !== list.length) t.fail("counts otherwise");
      }
      t.pass(`capacity ${capacity}`);
    }
  });
});
