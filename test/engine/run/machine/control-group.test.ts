import { readFileSync } from "node:fs";
import t from "tap";
import {
  findControlGroup,
  readCpuLimit,
  readThrottling,
} from "../../../../engine/run/machine/control-group.js";
import type { ControlGroup } from "../../../../engine/run/machine/control-group.js";
import { KernelFiles } from "../../../../engine/run/machine/kernel-files.js";
import { kernelTree } from "../../../fixtures/kernel-tree.js";

const V2_MOUNT = "31 23 0:28 / /sys/fs/cgroup rw,relatime - cgroup2 cgroup2 rw,nsdelegate\n";
const V1_MOUNT = "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n";
const HYBRID_MOUNTS = `31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpuset rw - cgroup cgroup rw,cpuset
33 31 0:30 / /sys/fs/cgroup/cpu rw,relatime shared:9 - cgroup cgroup rw,cpu
34 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw
`;
const NONE = { throttledNs: null, throttledCount: null };

interface Case {
  readonly name: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly group: ControlGroup | undefined;
  readonly cpuLimit: number | null;
  readonly throttling: ReturnType<typeof readThrottling>;
}

const CASES: readonly Case[] = [
  {
    name: "version 2, in the group at the top: a container with a view of its own",
    texts: {
      "/proc/self/mountinfo": V2_MOUNT,
      "/proc/self/cgroup": "0::/\n",
      "/sys/fs/cgroup/cpu.max": "150000 100000\n",
      "/sys/fs/cgroup/cpu.stat": "usage_usec 9\nnr_periods 7\nnr_throttled 3\nthrottled_usec 250\n",
    },
    group: { version: 2, folders: ["/sys/fs/cgroup"] },
    cpuLimit: 1.5,
    throttling: [{ throttledNs: 250_000, throttledCount: 3 }],
  },
  {
    name: "version 2, nested: the tightest limit on the way up holds",
    texts: {
      "/proc/self/mountinfo": V2_MOUNT,
      "/proc/self/cgroup": "0::/pods/one/main\n",
      "/sys/fs/cgroup/cpu.stat": "usage_usec 9\n",
      "/sys/fs/cgroup/pods/cpu.max": "200000 100000\n",
      "/sys/fs/cgroup/pods/one/cpu.max": "400000 100000\n",
      "/sys/fs/cgroup/pods/one/cpu.stat": "nr_throttled 5\nthrottled_usec 12\n",
      "/sys/fs/cgroup/pods/one/main/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/pods/one/main/cpu.stat": "nr_throttled 0\nthrottled_usec 0\n",
    },
    group: {
      version: 2,
      folders: [
        "/sys/fs/cgroup/pods/one/main",
        "/sys/fs/cgroup/pods/one",
        "/sys/fs/cgroup/pods",
        "/sys/fs/cgroup",
      ],
    },
    cpuLimit: 2,
    throttling: [
      { throttledNs: 0, throttledCount: 0 },
      { throttledNs: 12_000, throttledCount: 5 },
      NONE,
      NONE,
    ],
  },
  {
    name: "version 2 without a processor controller: there is nothing to know",
    texts: {
      "/proc/self/mountinfo": V2_MOUNT,
      "/proc/self/cgroup": "0::/\n",
      "/sys/fs/cgroup/cpu.stat": "usage_usec 9\nuser_usec 5\nsystem_usec 4\n",
    },
    group: { version: 2, folders: ["/sys/fs/cgroup"] },
    cpuLimit: null,
    throttling: [NONE],
  },
  {
    name: "version 1, nested, with the controllers cpu and cpuacct together",
    texts: {
      "/proc/self/mountinfo": V1_MOUNT,
      "/proc/self/cgroup": "4:memory:/elsewhere\n3:cpu,cpuacct:/docker/abc\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us": "50000\n",
      "/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.stat":
        "nr_periods 10\nnr_throttled 4\nthrottled_time 123456789\n",
    },
    group: {
      version: 1,
      folders: [
        "/sys/fs/cgroup/cpu,cpuacct/docker/abc",
        "/sys/fs/cgroup/cpu,cpuacct/docker",
        "/sys/fs/cgroup/cpu,cpuacct",
      ],
    },
    cpuLimit: 0.5,
    throttling: [{ throttledNs: 123_456_789, throttledCount: 4 }, NONE, NONE],
  },
  {
    name: "version 1 in a container that sees the host's path, but only its own folder",
    texts: {
      "/proc/self/mountinfo":
        "32 31 0:29 /docker/abc /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n",
      "/proc/self/cgroup": "1:cpu:/docker/abc/inner\n",
      "/sys/fs/cgroup/cpu/cpu.stat": "nr_throttled 1\nthrottled_time 5\n",
      "/sys/fs/cgroup/cpu/inner/cpu.stat": "nr_throttled 2\nthrottled_time 6\n",
    },
    group: { version: 1, folders: ["/sys/fs/cgroup/cpu/inner", "/sys/fs/cgroup/cpu"] },
    cpuLimit: null,
    throttling: [
      { throttledNs: 6, throttledCount: 2 },
      { throttledNs: 5, throttledCount: 1 },
    ],
  },
  {
    name: "a path of the host that is not there: the mount is the group itself",
    texts: {
      "/proc/self/mountinfo": V2_MOUNT,
      "/proc/self/cgroup": "0::/system.slice/docker-abc.scope\n",
      "/sys/fs/cgroup/cpu.stat": "nr_throttled 8\nthrottled_usec 1\n",
    },
    group: { version: 2, folders: ["/sys/fs/cgroup"] },
    cpuLimit: null,
    throttling: [{ throttledNs: 1000, throttledCount: 8 }],
  },
  {
    name: "a path outside of what is mounted: the mount is the group itself",
    texts: {
      "/proc/self/mountinfo": V2_MOUNT.replace(" / /sys", " /pods/one /sys"),
      "/proc/self/cgroup": "0::/pods/two\n",
      "/sys/fs/cgroup/cpu.stat": "nr_throttled 8\nthrottled_usec 1\n",
    },
    group: { version: 2, folders: ["/sys/fs/cgroup"] },
    cpuLimit: null,
    throttling: [{ throttledNs: 1000, throttledCount: 8 }],
  },
  {
    name: "both versions mounted: the one that has the processor's controller",
    texts: {
      "/proc/self/mountinfo": HYBRID_MOUNTS,
      "/proc/self/cgroup": "3:cpuset:/\n2:cpuacct:/\n1:cpu:/jobs\n0::/user.slice\n",
      "/sys/fs/cgroup/cpu/jobs/cpu.stat": "nr_periods 0\nnr_throttled 0\nthrottled_time 0\n",
      "/sys/fs/cgroup/unified/user.slice/cpu.stat": "nr_throttled 9\nthrottled_usec 9\n",
    },
    group: { version: 1, folders: ["/sys/fs/cgroup/cpu/jobs", "/sys/fs/cgroup/cpu"] },
    cpuLimit: null,
    throttling: [{ throttledNs: 0, throttledCount: 0 }, NONE],
  },
  {
    name: "both versions mounted, and the controller in the second",
    texts: {
      "/proc/self/mountinfo": HYBRID_MOUNTS.replace("rw,cpu\n", "rw,devices\n"),
      "/proc/self/cgroup": "1:devices:/jobs\n0::/user.slice\n",
      "/sys/fs/cgroup/unified/user.slice/cpu.stat": "nr_throttled 9\nthrottled_usec 9\n",
    },
    group: {
      version: 2,
      folders: ["/sys/fs/cgroup/unified/user.slice", "/sys/fs/cgroup/unified"],
    },
    cpuLimit: null,
    throttling: [{ throttledNs: 9000, throttledCount: 9 }, NONE],
  },
  {
    name: "no control groups at all",
    texts: {
      "/proc/self/cgroup": "",
      "/proc/self/mountinfo": "21 1 8:1 / / rw - ext4 /dev/sda rw\n",
    },
    group: undefined,
    cpuLimit: null,
    throttling: [],
  },
  { name: "another kernel", texts: {}, group: undefined, cpuLimit: null, throttling: [] },
  {
    name: "lines that are none",
    texts: {
      "/proc/self/mountinfo": "nonsense\n - \n1 2 3 / - cgroup2\n" + V2_MOUNT,
      "/proc/self/cgroup": "0:/\n::\ncpu\n0::/\n",
      "/sys/fs/cgroup/cpu.max": "much 100000\n",
      "/sys/fs/cgroup/cpu.stat": "throttled_usec soon\nnr_throttled\nnr_throttled_more 7\n",
    },
    group: { version: 2, folders: ["/sys/fs/cgroup"] },
    cpuLimit: null,
    throttling: [NONE],
  },
];

t.test("findControlGroup, readCpuLimit and readThrottling", async (t) => {
  for (const { name, texts, group, cpuLimit, throttling } of CASES) {
    await t.test(name, (t) => {
      const { files } = kernelTree(t, texts);
      const found = findControlGroup(files);
      t.strictSame(found, group);
      if (found !== undefined) {
        t.equal(readCpuLimit(found, files), cpuLimit);
        t.strictSame(readThrottling(found, files), throttling);
      }
      t.end();
    });
  }

  await t.test("what can't be read is unknown", (t) => {
    // A folder in a file's place: its owner could read it, and so could root, were it a file.
    const { files } = kernelTree(t, {
      "/proc/self/mountinfo": V2_MOUNT,
      "/proc/self/cgroup": "0::/\n",
      "/sys/fs/cgroup/cpu.max/x": "",
      "/sys/fs/cgroup/cpu.stat/x": "",
    });
    const group = findControlGroup(files);
    t.strictSame(group, { version: 2, folders: ["/sys/fs/cgroup"] });
    if (group !== undefined) {
      t.equal(readCpuLimit(group, files), null);
      t.strictSame(readThrottling(group, files), [NONE]);
    }
    t.end();
  });

  await t.test("finds this process's own group, where the kernel has any", (t) => {
    const files = new KernelFiles();
    const hasGroups = /^\d+::?/m.test(files.text("/proc/self/cgroup") ?? "");
    const group = findControlGroup(files);
    t.equal(group !== undefined, hasGroups && / cgroup2? /.test(mounts()));
    t.end();
  });
});

function mounts(): string {
  try {
    return readFileSync("/proc/self/mountinfo", "utf8");
  } catch {
    // Not Linux.
    return "";
  }
}
