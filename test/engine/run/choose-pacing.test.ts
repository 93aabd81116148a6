import t from "tap";
import { choosePacing } from "../../../engine/run/choose-pacing.js";

t.test("auto spins only where a core is spare", async (t) => {
  for (const { name, ownCount, machineCount, limit, workerCount, expected } of [
    {
      name: "a core more than workers",
      ownCount: 2,
      machineCount: 2,
      limit: null,
      workerCount: 1,
      expected: "precise",
    },
    {
      name: "as many workers as cores",
      ownCount: 2,
      machineCount: 2,
      limit: null,
      workerCount: 2,
      expected: "economy",
    },
    {
      name: "one core",
      ownCount: 1,
      machineCount: 1,
      limit: null,
      workerCount: 1,
      expected: "economy",
    },
    {
      name: "pinned to a core of its own",
      ownCount: 1,
      machineCount: 2,
      limit: null,
      workerCount: 1,
      expected: "precise",
    },
    {
      name: "pinned, with too many workers",
      ownCount: 1,
      machineCount: 4,
      limit: null,
      workerCount: 2,
      expected: "economy",
    },
    {
      name: "a limit of one core's time",
      ownCount: 8,
      machineCount: 8,
      limit: 1,
      workerCount: 1,
      expected: "economy",
    },
    {
      name: "a limit with room",
      ownCount: 8,
      machineCount: 8,
      limit: 2.5,
      workerCount: 2,
      expected: "precise",
    },
  ]) {
    t.equal(choosePacing({ ownCount, machineCount, limit, workerCount }), expected, name);
  }
});
