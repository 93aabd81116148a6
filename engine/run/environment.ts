import { createRequire } from "node:module";
import { availableParallelism, cpus, release } from "node:os";
import type { EnvironmentReport } from "../core/generator-report.js";
import type { MachineReport } from "./machine/machine-observer.js";

/** @returns where and on what a run was made, with what its machine did meanwhile */
export function describeEnvironment(machine: MachineReport["machine"]): EnvironmentReport {
  return {
    version: packageVersion(),
    node: process.version,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    kernel: release(),
    ...machine,
  };
}

/** @returns the package's version */
export function packageVersion(): string {
  const manifest: unknown = createRequire(import.meta.url)("mesh-bench/package.json");
  return typeof manifest === "object" && manifest !== null && "version" in manifest
    ? String(manifest.version)
    : "unknown";
}
