import { spawnSync } from "node:child_process";

/**
 * What a command prints on both streams, whatever its exit code: several tools print their version and exit with 1.
 *
 * @returns undefined when the command is not on the PATH
 */
export function printedBy(command: string, args: readonly string[]): string | undefined {
  const done = spawnSync(command, args, { encoding: "utf8", timeout: 10_000 });
  return done.error === undefined ? `${done.stdout}${done.stderr}` : undefined;
}

/** The version a pattern finds in what a command prints; "unknown version" when it prints none. */
export function versionPrintedBy(
  command: string,
  args: readonly string[],
  pattern: RegExp,
): string | undefined {
  const text = printedBy(command, args);
  if (text === undefined) return undefined;
  return pattern.exec(text)?.[1] ?? "unknown version";
}
