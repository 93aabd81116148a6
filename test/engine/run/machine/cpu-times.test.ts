import t from "tap";
import { readCpuTimes } from "../../../../engine/run/machine/cpu-times.js";
import { kernelTree } from "../../../fixtures/kernel-tree.js";

const STAT = `cpu  3000 0 300 6000 90 0 30 60 500 0
cpu0 1000 10 100 2000 30 1 10 20 500 0
cpu1 2000 20 200 4000 60 2 20 40 0 0
cpu10 7 0 0 0 0 0 0 0 0 0
intr 44545491 0 0
ctxt 5
`;

t.test("readCpuTimes", async (t) => {
  for (const { name, texts, expected } of [
    {
      name: "sums up the cores that we may run on, guest time left out: it is in user already",
      texts: { "/proc/stat": STAT, "/proc/self/status": "Name:\tnode\nCpus_allowed_list:\t0-1\n" },
      expected: { busyTicks: 3363, stealTicks: 60, totalTicks: 9513 },
    },
    {
      name: "leaves out the others",
      texts: { "/proc/stat": STAT, "/proc/self/status": "Cpus_allowed_list:\t1,10-12\n" },
      expected: { busyTicks: 2249, stealTicks: 40, totalTicks: 6349 },
    },
    {
      name: "takes all of them where the kernel does not say which are ours",
      texts: { "/proc/stat": STAT },
      expected: { busyTicks: 3370, stealTicks: 60, totalTicks: 9520 },
    },
    { name: "knows nothing without the file", texts: {}, expected: undefined },
    {
      name: "knows nothing of a file with too few columns",
      texts: { "/proc/stat": "cpu  1 2 3 4\ncpu0 1 2 3 4\n" },
      expected: undefined,
    },
    {
      name: "knows nothing of lines that are none",
      texts: { "/proc/stat": "cpu0 many more than ever 0 0 0 0\n" },
      expected: undefined,
    },
  ]) {
    await t.test(name, (t) => {
      t.strictSame(readCpuTimes(kernelTree(t, texts).files), expected);
      t.end();
    });
  }
});
