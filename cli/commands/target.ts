import type { Command } from "commander";
import type { TargetFlags } from "../target/target-flags.js";
import { nextInterrupt } from "../interrupt.js";
import { printable } from "../printable.js";
import { quoteTyped, UsageError } from "../usage-error.js";

const PORT_MAX = 65_535;

const EXAMPLES = `
Examples:
  mesh-bench target --http-port 0
  curl 'http://127.0.0.1:8081/?size=512:90,65536:10&delay=5ms&status=503:0.5'
  curl 'http://127.0.0.1:8081/?delay=lognormal(2ms;0.5):99,1s:1'
  curl 'http://127.0.0.1:8081/?fault=reset&faultEvery=100'
  curl 'http://127.0.0.1:8081/control?stall=1s@2s'   frozen for 1 s, in 2 s
  mesh-bench target --stall 100ms@5s/10s --log target.csv --seed 1

Exit codes:
  0 interrupted by SIGINT or SIGTERM, or dead as planned, 1 the port can't be listened on, 2 bad usage
`;

interface Flags extends TargetFlags {
  readonly host: string;
  readonly httpPort: number | "off";
}

/** Adds `mesh-bench target`. */
export function registerTarget(program: Command): void {
  program
    .command("target")
    .summary("serve a target to aim load at")
    .description(
      "Serves an HTTP echo whose answers have the size, status and delay that the query asks for, or that fail as it asks, a null target at /null, and freezes of the whole target at /control.",
    )
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option(
      "--http-port <port>",
      "port of the HTTP target; 0: a free one; off: none",
      parsePort,
      8081,
    )
    .option(
      "--seed <n>",
      "seed of everything drawn: request n draws the same again (default: drawn, and printed)",
    )
    .option(
      "--stall <duration@after/every>",
      "freeze the target so long, so long after the first request, and every so often; may be repeated",
      (text: string, earlier: readonly string[] | undefined) => [...(earlier ?? []), text],
    )
    .option(
      "--die-after <n|duration>",
      "reset all connections and end, at the n-th request or so long after the first",
    )
    .option("--log <file>", "write arrival and departure of every request to this file (CSV)")
    .addHelpText("after", EXAMPLES)
    .action(serve);
}

async function serve(flags: Flags): Promise<void> {
  const { host, httpPort } = flags;
  if (httpPort === "off") {
    throw new UsageError(
      "--http-port is off, which leaves nothing to run; give a port, or 0 for a free one",
    );
  }
  // The target is loaded only now: help, version and usage errors must not wait for it.
  const [{ createHttpTarget }, { toTargetOptions }] = await Promise.all([
    import("../../server/targets/index.js"),
    import("../target/target-flags.js"),
  ]);
  const options = toTargetOptions(flags, warn);
  const target = await createHttpTarget({ host, port: httpPort, ...options });
  const interrupted = nextInterrupt();
  process.stdout.write(`${listeningLine(target.url)}${seedLine(target.seed)}`);
  const hasDied = await Promise.race([interrupted.then(() => false), target.died.then(() => true)]);
  await target.close();
  if (hasDied) warn(`the target has died, as --die-after ${flags.dieAfter ?? ""} asked`);
  const { unloggedCount } = target.stats;
  if (unloggedCount > 0) warn(`${unloggedCount} requests are missing in the log`);
}

function warn(message: string): void {
  process.stderr.write(`mesh-bench: ${printable(message)}\n`);
}

function listeningLine(url: string): string {
  return `HTTP target listening on ${url}/ (try '${url}/?size=512&delay=5ms', ${url}/null, '${url}/control?stall=1s@2s')\n`;
}

function seedLine(seed: number): string {
  return `seed ${seed} (--seed ${seed} draws the same again)\n`;
}

function parsePort(text: string): number | "off" {
  if (text === "off") return text;
  if (/^\d{1,5}$/.test(text) && Number(text) <= PORT_MAX) return Number(text);
  throw new UsageError(
    `--http-port is ${quoteTyped(text)}; it must be a port from 1 to ${PORT_MAX}, 0 for a free one, or off`,
  );
}
