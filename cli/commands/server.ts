import type { Command } from "commander";
import { nextInterrupt } from "../interrupt.js";
import { UsageError, quoteTyped } from "../usage-error.js";

const PORT_MAX = 65_535;

const EXAMPLES = `
Examples:
  mesh-bench server
  mesh-bench server --port 0 --max-runs 2
  curl http://127.0.0.1:8080/api/v1/runs -H 'Content-Type: application/json' \\
    -d '{"target": {"url": "http://127.0.0.1:8081/"}, "duration": "10s"}'

Exit codes:
  0 interrupted by SIGINT or SIGTERM, 1 the port can't be listened on, 2 bad usage
`;

interface ServerFlags {
  readonly host: string;
  readonly port: number;
  readonly maxRuns: number;
}

/** Adds `mesh-bench server`. */
export function registerServer(program: Command): void {
  program
    .command("server")
    .summary("serve runs over REST, WebSocket and a web page")
    .description(
      "Starts, watches and stops runs on behalf of others: a REST interface, live streams, and a web page that uses both. It listens on the loopback only.",
    )
    .option("--host <address>", "loopback address to listen on", "127.0.0.1")
    .option("--port <port>", "port to listen on; 0: a free one", portParser("--port"), 8080)
    .option("--max-runs <count>", "runs at once at most", parseMaxRuns, 8)
    .addHelpText("after", EXAMPLES)
    .action(serve);
}

async function serve({ host, port, maxRuns }: ServerFlags): Promise<void> {
  // Both are loaded only now: help, version and usage errors must not wait for them.
  const [{ Engine }, { createServer }] = await Promise.all([
    import("../../engine/index.js"),
    import("../../server/index.js"),
  ]);
  const engine = new Engine({ maxRuns });
  try {
    const server = await createServer({ engine, host, port });
    const interrupted = nextInterrupt();
    process.stdout.write(`Mesh Bench listening on ${server.url}\n`);
    await interrupted;
    await server.close();
  } finally {
    await engine.close();
  }
}

/** @returns reads the value of a port flag */
export function portParser(flag: string): (text: string) => number {
  return (text) => {
    if (/^\d{1,5}$/.test(text) && Number(text) <= PORT_MAX) return Number(text);
    throw new UsageError(
      `${flag} is ${quoteTyped(text)}; it must be a port from 1 to ${PORT_MAX}, or 0 for a free one`,
    );
  };
}

function parseMaxRuns(text: string): number {
  if (/^[1-9]\d{0,3}$/.test(text)) return Number(text);
  throw new UsageError(
    `--max-runs is ${quoteTyped(text)}; it must be a whole number from 1 to 9999`,
  );
}
