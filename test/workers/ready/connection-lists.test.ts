import t from "tap";
import { ConnectionLists } from "../../../workers/ready/connection-lists.js";
import { createRandom } from "../../fixtures/virtual-random.js";

function takeAll(lists: ConnectionLists, list: number): number[] {
  const taken: number[] = [];
  for (let first = lists.first(list); first >= 0; first = lists.first(list)) {
    taken.push(first);
    lists.remove(first);
  }
  return taken;
}

t.test("ConnectionLists", async (t) => {
  await t.test("keeps connections from the head to the tail of each list", async (t) => {
    const lists = new ConnectionLists(6, 2);
    t.equal(lists.first(0), -1);
    for (const connection of [3, 0, 5]) lists.append(0, connection);
    lists.prepend(0, 1);
    for (const connection of [4, 2]) lists.prepend(1, connection);
    t.same(
      [takeAll(lists, 0), takeAll(lists, 1)],
      [
        [1, 3, 0, 5],
        [2, 4],
      ],
    );
    t.same([lists.first(0), lists.first(1)], [-1, -1]);
  });

  await t.test("is what arrays would be, over any sequence", async (t) => {
    const random = createRandom(8);
    const draw = (count: number): number => Math.floor(random() * count);
    const lists = new ConnectionLists(7, 3);
    const arrays: number[][] = [[], [], []];
    for (let step = 0; step < 5000; step++) {
      const connection = draw(7);
      const holder = arrays.find((array) => array.includes(connection));
      if (holder !== undefined) {
        holder.splice(holder.indexOf(connection), 1);
        lists.remove(connection);
      } else {
        const list = draw(3);
        if (random() < 0.5) {
          arrays[list]!.push(connection);
          lists.append(list, connection);
        } else {
          arrays[list]!.unshift(connection);
          lists.prepend(list, connection);
        }
      }
      const firsts = [0, 1, 2].map((list) => lists.first(list));
      const expected = arrays.map(([first]) => first ?? -1);
      if (firsts.join() !== expected.join()) t.fail(`step ${step}: ${firsts.join()}`);
    }
    t.same(
      [0, 1, 2].map((list) => takeAll(lists, list)),
      arrays,
    );
  });
});
