import { setTimeout as pause } from "node:timers/promises";
import t from "tap";
import { MachineObserver } from "../../../../engine/run/machine/machine-observer.js";
import { kernelTree } from "../../../fixtures/kernel-tree.js";

const MOUNT = "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
const UNKNOWN_SHARES = { stealPercent: null, busyPercent: null, othersPercent: null };

function treeTexts(): Record<string, string> {
  return {
    "/proc/self/mountinfo": MOUNT,
    "/proc/self/cgroup": "0::/one\n",
    "/proc/stat": "cpu0 1000000 0 0 1000000 0 0 0 1000\n",
    "/sys/fs/cgroup/cpu.stat": "nr_throttled 100\nthrottled_usec 5000000\n",
    "/sys/fs/cgroup/one/cpu.stat": "nr_throttled 10\nthrottled_usec 1000000\n",
    "/sys/fs/cgroup/one/cpu.max": "50000 100000\n",
  };
}

t.test("MachineObserver", async (t) => {
  await t.test("tells what happened between the window's start and its end, and no more", (t) => {
    const { files, write } = kernelTree(t, treeTexts());
    const observer = new MachineObserver(files);
    observer.beginIn(0);
    // A million ticks: what this process itself takes meanwhile is not seen beside them.
    write("/proc/stat", "cpu0 1700000 0 0 1280000 0 0 0 21000\n");
    write("/sys/fs/cgroup/cpu.stat", "nr_throttled 101\nthrottled_usec 5100000\n");
    write("/sys/fs/cgroup/one/cpu.stat", "nr_throttled 14\nthrottled_usec 1500000\n");
    observer.end();
    write("/proc/stat", "cpu0 9000000 0 0 1280000 0 0 0 9000000\n");
    write("/sys/fs/cgroup/one/cpu.stat", "nr_throttled 99\nthrottled_usec 9000000\n");
    observer.end();
    const { machine } = observer.report();
    t.strictSame(machine.cgroup, {
      version: 2,
      cpuLimit: 0.5,
      throttledSeconds: 0.5,
      throttledCount: 4,
    });
    t.equal(machine.busyPercent, 70);
    t.equal(machine.stealPercent, 2);
    t.ok((machine.othersPercent ?? 0) > 69.9 && (machine.othersPercent ?? 0) <= 70);
    t.end();
  });

  await t.test("takes what this process did from what others did", (t) => {
    const { files, write } = kernelTree(t, treeTexts());
    const observer = new MachineObserver(files);
    observer.beginIn(0);
    burnCpu(60);
    // 60 ms are more than 5 ticks of this process, however coarsely they are told; the machine was busy for 10, of 20.
    write("/proc/stat", "cpu0 1000010 0 0 1000010 0 0 0 1000\n");
    observer.end();
    const { machine, process } = observer.report();
    t.equal(machine.busyPercent, 50);
    t.ok((machine.othersPercent ?? 50) <= 25, `${machine.othersPercent}`);
    const ownSeconds = (process.cpuUserSeconds ?? 0) + (process.cpuSystemSeconds ?? 0);
    t.ok(ownSeconds >= 0.05, `${ownSeconds} s of CPU`);
    t.ok((process.seconds ?? 0) >= 0.05, `${process.seconds} s`);
    t.ok(process.memoryPeakBytes > 10e6, "a process of Node takes more than 10 MB");
    t.end();
  });

  await t.test("begins and ends when it is told to, and moves the end at a stop", async (t) => {
    const { files, write } = kernelTree(t, treeTexts());
    const observer = new MachineObserver(files);
    observer.beginIn(20);
    observer.endIn(1e9);
    // What happens in the warm-up is none of the window's.
    write("/proc/stat", "cpu0 1000100 0 0 1000000 0 0 0 1000\n");
    await pause(40);
    write("/proc/stat", "cpu0 1000130 0 0 1000070 0 0 0 1000\n");
    observer.endIn(5);
    await pause(30);
    write("/proc/stat", "cpu0 9000000 0 0 1000070 0 0 0 1000\n");
    observer.end();
    t.equal(observer.report().machine.busyPercent, 30);
  });

  await t.test("knows nothing of a window that never began", (t) => {
    const { files } = kernelTree(t, treeTexts());
    const observer = new MachineObserver(files);
    observer.beginIn(1e12);
    observer.endIn(1e12);
    observer.end();
    const { machine, process } = observer.report();
    t.match(machine, {
      ...UNKNOWN_SHARES,
      cgroup: { version: 2, cpuLimit: 0.5, throttledSeconds: null, throttledCount: null },
    });
    t.match(process, { seconds: null, cpuUserSeconds: null, mainUtilization: null });
    t.end();
  });

  await t.test("knows little of another kernel, and is not stopped by it", (t) => {
    const observer = new MachineObserver(kernelTree(t, {}).files);
    observer.beginIn(0);
    observer.end();
    const { machine, process } = observer.report();
    t.match(machine, {
      ...UNKNOWN_SHARES,
      cgroup: { version: null, cpuLimit: null, throttledSeconds: null, throttledCount: null },
    });
    t.ok((process.cpuUserSeconds ?? -1) >= 0, "the process is its own to know");
    t.end();
  });
});

/** Keeps this thread busy until it has had a core for so long. */
function burnCpu(lengthMs: number): void {
  const begun = process.cpuUsage();
  for (;;) {
    const { user, system } = process.cpuUsage(begun);
    if (user + system >= lengthMs * 1e3) return;
  }
}
