import type { Command } from "commander";
import { nextInterrupt } from "../interrupt.js";
import { quoteTyped, UsageError } from "../usage-error.js";

const PORT_MAX = 65_535;

const EXAMPLES = `
Examples:
  mesh-bench target --http-port 0
  curl 'http://127.0.0.1:8081/?size=512:90,65536:10&delay=5ms&status=503:0.5'
  curl 'http://127.0.0.1:8081/control?stall=1s@2s'   frozen for 1 s, in 2 s

Exit codes:
  0 interrupted by SIGINT or SIGTERM, 1 the port can't be listened on, 2 bad usage
`;

interface TargetFlags {
  readonly host: string;
  readonly httpPort: number | "off";
}

/** Adds `mesh-bench target`. */
export function registerTarget(program: Command): void {
  const target = program
    .command("target")
    .summary("serve a target to aim load at")
    .description(
      "Serves an HTTP echo whose answers have the size, status and delay that the query asks for, a null target at /null, and freezes of the whole target at /control.",
    )
    .option("--host <host>", "address to listen on", "127.0.0.1")
    .option(
      "--http-port <port>",
      "port of the HTTP target; 0: a free one; off: none",
      parsePort,
      8081,
    );
  target.addHelpText("after", EXAMPLES).action(async (flags: TargetFlags) => {
    const { host, httpPort } = flags;
    if (httpPort === "off") {
      throw new UsageError(
        "--http-port is off, which leaves nothing to run; give a port, or 0 for a free one",
      );
    }
    // The target is loaded only now: help, version and usage errors must not wait for it.
    const { createHttpTarget } = await import("../../server/targets/index.js");
    const httpTarget = await createHttpTarget({ host, port: httpPort });
    const interrupted = nextInterrupt();
    process.stdout.write(listeningLine(httpTarget.url));
    await interrupted;
    await httpTarget.close();
  });
}

function listeningLine(url: string): string {
  return `HTTP target listening on ${url}/ (try '${url}/?size=512&delay=5ms', ${url}/null, '${url}/control?stall=1s@2s')\n`;
}

function parsePort(text: string): number | "off" {
  if (text === "off") return text;
  if (/^\d{1,5}$/.test(text) && Number(text) <= PORT_MAX) return Number(text);
  throw new UsageError(
    `--http-port is ${quoteTyped(text)}; it must be a port from 1 to ${PORT_MAX}, 0 for a free one, or off`,
  );
}
