import type { Command } from "commander";
import { nextInterrupt } from "../interrupt.js";
import { portParser } from "./server.js";

const HOST = "127.0.0.1";

interface StartFlags {
  readonly port: number;
  readonly httpPort: number;
}

interface Closable {
  close(): Promise<void>;
}

/** Adds `mesh-bench start`, which is what `npm start` runs. */
export function registerStart(program: Command): void {
  program
    .command("start")
    .summary("serve everything needed to try it: page, API, and a target")
    .description("Starts the server with its web page, and an HTTP target to aim at, on 127.0.0.1.")
    .option("--port <port>", "port of the server; 0: a free one", portParser("--port"), 8080)
    .option(
      "--http-port <port>",
      "port of the HTTP target; 0: a free one",
      portParser("--http-port"),
      8081,
    )
    .action(start);
}

async function start({ port, httpPort }: StartFlags): Promise<void> {
  // All are loaded only now: help, version and usage errors must not wait for them.
  const [{ Engine }, { createServer }, { createHttpTarget }] = await Promise.all([
    import("../../engine/index.js"),
    import("../../server/index.js"),
    import("../../server/targets/index.js"),
  ]);
  const opened: Closable[] = [];
  try {
    const target = await createHttpTarget({ host: HOST, port: httpPort });
    opened.unshift(target);
    const engine = new Engine();
    opened.unshift(engine);
    const targetUrl = `${target.url}/`;
    const server = await createServer({ engine, host: HOST, port, targetUrl });
    opened.unshift(server);
    const interrupted = nextInterrupt();
    process.stdout.write(welcome(server.url, targetUrl));
    await interrupted;
  } finally {
    // The server first, so that no run begins any more; the target last, so that none ends in errors.
    for (const part of opened) await part.close();
  }
}

function welcome(serverUrl: string, targetUrl: string): string {
  const spec = JSON.stringify({
    target: { url: targetUrl },
    load: { model: "open", arrivals: { kind: "constant", ratePerSecond: 1000 } },
    duration: "30s",
  });
  return `Mesh Bench is ready.

  page and API   ${serverUrl}
  HTTP target    ${targetUrl}

Open the page and press Start. Or start a run by hand:

  curl ${serverUrl}api/v1/runs -H 'Content-Type: application/json' -d '${spec}'

Or from a second terminal, without the server:

  npx mesh-bench load ${targetUrl} --rate 1000 --duration 30s

Ctrl-C ends it all.
`;
}
