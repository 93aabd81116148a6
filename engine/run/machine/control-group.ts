import { posix } from "node:path";
import type { KernelFiles } from "./kernel-files.js";
import { wholeNumber } from "./kernel-files.js";

/** The control group whose processor time is ours, and where the kernel tells about it. */
export interface ControlGroup {
  readonly version: 1 | 2;
  /** Its own folder first, then those of the groups that it lies in: a limit of any of them holds for us. */
  readonly folders: readonly string[];
}

/** Counters of a group's processor limit; two readings tell what happened in between. */
export interface ThrottlingReading {
  /** Time for which some core was withheld from the group, summed over cores. */
  readonly throttledNs: number | null;
  /** Periods of the limit in which that happened. */
  readonly throttledCount: number | null;
}

const NS_PER_US = 1e3;

/**
 * Finds the group that limits the processor time of this process. With both versions mounted it is the one of the version
 * that has the processor's controller; that is version 1 wherever its controller `cpu` has a hierarchy.
 *
 * @returns undefined where the kernel does not say
 * @see `man 7 cgroups`, "/proc files"; `man 5 proc_pid_mountinfo`
 */
export function findControlGroup(files: KernelFiles): ControlGroup | undefined {
  const memberships = parseMemberships(files.text("/proc/self/cgroup") ?? "");
  const mounts = parseMounts(files.text("/proc/self/mountinfo") ?? "");
  for (const version of [1, 2] as const) {
    const path = memberships.find((each) => each.version === version)?.path;
    const mount = mounts.find((each) => each.version === version);
    if (path === undefined || mount === undefined) continue;
    return { version, folders: foldersOf(mount, path, files) };
  }
  return undefined;
}

/** @returns the tightest limit of a group and of those that it lies in, in cores; null when there is none */
export function readCpuLimit(group: ControlGroup, files: KernelFiles): number | null {
  const read = group.version === 2 ? limitOfV2 : limitOfV1;
  const limits = group.folders.map((folder) => read(folder, files)).filter((each) => each !== null);
  return limits.length === 0 ? null : Math.min(...limits);
}

/** @returns the counters now, folder by folder of the group */
export function readThrottling(
  group: ControlGroup,
  files: KernelFiles,
): readonly ThrottlingReading[] {
  const [key, unitNs] =
    group.version === 2
      ? (["throttled_usec", NS_PER_US] as const)
      : (["throttled_time", 1] as const);
  return group.folders.map((folder) => {
    const path = `${folder}/cpu.stat`;
    const throttled = files.numberIn(path, key);
    return {
      throttledNs: throttled === null ? null : throttled * unitNs,
      throttledCount: files.numberIn(path, "nr_throttled"),
    };
  });
}

interface Membership {
  readonly version: 1 | 2;
  readonly path: string;
}

interface Mount {
  readonly version: 1 | 2;
  /** The folder of the hierarchy that is mounted: not its top in a container that shares the host's view. */
  readonly root: string;
  readonly folder: string;
}

interface Bandwidth {
  readonly quotaUs: number | null;
  readonly periodUs: number | null;
}

/** Lines such as `4:cpu,cpuacct:/a/b`, and `0::/a/b` for version 2. */
function parseMemberships(text: string): readonly Membership[] {
  return text.split("\n").flatMap((line): Membership[] => {
    const [, id, controllers = "", path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined) return [];
    if (id === "0" && controllers === "") return [{ version: 2, path }];
    return controllers.split(",").includes("cpu") ? [{ version: 1, path }] : [];
  });
}

/** Lines such as `32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu`. */
function parseMounts(text: string): readonly Mount[] {
  return text.split("\n").flatMap((line): Mount[] => {
    const [where = "", what = ""] = line.split(" - ");
    const [, , , root, folder] = where.split(" ");
    const [kind, , options = ""] = what.split(" ");
    if (root === undefined || folder === undefined) return [];
    if (kind === "cgroup2") return [{ version: 2, root, folder }];
    const hasCpu = kind === "cgroup" && options.split(",").includes("cpu");
    return hasCpu ? [{ version: 1, root, folder }] : [];
  });
}

/** In a container whose root is the group itself, its path is that of the host, which is not there: the mount is the group. */
function foldersOf(mount: Mount, path: string, files: KernelFiles): readonly string[] {
  const below = posix.relative(mount.root, path);
  const isBelow = below !== "" && !below.startsWith("..");
  const own = isBelow ? posix.join(mount.folder, below) : mount.folder;
  if (files.entryCount(own) === null) return [mount.folder];
  const folders = [own];
  for (let folder = own; folder !== mount.folder;) {
    folder = posix.dirname(folder);
    folders.push(folder);
  }
  return folders;
}

function limitOfV2(folder: string, files: KernelFiles): number | null {
  const [quota, period] = (files.text(`${folder}/cpu.max`) ?? "").trim().split(" ");
  return limitOf({ quotaUs: wholeNumber(quota), periodUs: wholeNumber(period) });
}

function limitOfV1(folder: string, files: KernelFiles): number | null {
  return limitOf({
    quotaUs: wholeNumber(files.text(`${folder}/cpu.cfs_quota_us`)),
    periodUs: wholeNumber(files.text(`${folder}/cpu.cfs_period_us`)),
  });
}

/** A quota of −1, or of `max`, is none. */
function limitOf({ quotaUs, periodUs }: Bandwidth): number | null {
  if (quotaUs === null || periodUs === null || quotaUs <= 0 || periodUs <= 0) return null;
  return quotaUs / periodUs;
}
