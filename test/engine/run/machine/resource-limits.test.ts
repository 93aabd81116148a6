import t from "tap";
import { readResourceLimits } from "../../../../engine/run/machine/resource-limits.js";
import { kernelTree } from "../../../fixtures/kernel-tree.js";

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units
Max processes             31705                31705                processes
Max open files            1024                 524288               files
`;
const SOCKSTAT =
  "sockets: used 13\nTCP: inuse 1 orphan 0 tw 77 alloc 1 mem 39\nUDP: inuse 0 mem 0\n";

t.test("readResourceLimits", async (t) => {
  await t.test(
    "reads the soft limit, what is open, ports from first to last, and TIME_WAIT",
    (t) => {
      const { files } = kernelTree(t, {
        "/proc/self/limits": LIMITS,
        "/proc/self/fd/0": "",
        "/proc/self/fd/1": "",
        "/proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n",
        "/proc/net/sockstat": SOCKSTAT,
      });
      t.strictSame(readResourceLimits(files), {
        descriptorLimit: 1024,
        descriptorsOpen: 2,
        portCount: 28_232,
        timeWaitCount: 77,
      });
      t.end();
    },
  );

  await t.test("knows nothing of what is not there, is not limited, or makes no sense", (t) => {
    const nothing = {
      descriptorLimit: null,
      descriptorsOpen: null,
      portCount: null,
      timeWaitCount: null,
    };
    t.strictSame(readResourceLimits(kernelTree(t, {}).files), nothing, "not there");
    for (const range of ["60999\t32768\n", "many\n", "32768\n"]) {
      const { files } = kernelTree(t, {
        "/proc/self/limits": LIMITS.replace("1024", "unlimited"),
        "/proc/sys/net/ipv4/ip_local_port_range": range,
        "/proc/net/sockstat": "TCP: inuse 1\n",
      });
      t.strictSame(readResourceLimits(files), nothing, JSON.stringify(range));
    }
    t.end();
  });
});
