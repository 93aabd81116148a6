import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { figuresOf } from "../bars.js";
import { createDeadline } from "../deadline.js";
import { figure } from "../figures.js";
import { median } from "../median.js";
import { OWN_COMMAND } from "../peers/index.js";
import type { Section } from "../section.js";
import type { Setting } from "../setting.js";

const START_COUNT = 10;
const TIMEOUT_MS = 20_000;
const REQUEST_COUNT = 32;
const ANSWER = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

function childFailure(what: string, exitCode: unknown): Error {
  return new Error(`${what} ended with exit code ${String(exitCode)}`);
}

async function exitCodeOf(child: ChildProcess, signal: AbortSignal): Promise<number | null> {
  const deadline = createDeadline(signal, TIMEOUT_MS);
  try {
    const [exitCode] = (await once(child, "exit", { signal: deadline.signal })) as [number | null];
    return exitCode;
  } finally {
    deadline.close();
  }
}

async function versionMs({ children, signal }: Setting): Promise<number> {
  const startMs = performance.now();
  const child = children.start([process.execPath, OWN_COMMAND, "--version"], "ignore");
  const exitCode = await exitCodeOf(child, signal);
  if (exitCode !== 0) throw childFailure("mesh-bench --version", exitCode);
  return performance.now() - startMs;
}

/** A server below HTTP: it stamps the first byte of the first request, and gives every read one answer. */
function stampingServer(onFirstRequest: () => void): Server {
  return createServer((socket) => {
    socket.on("data", () => {
      onFirstRequest();
      socket.write(ANSWER);
    });
    socket.on("error", () => {
      // The generator resets its connections when it is done; nothing is measured after the first request.
    });
  });
}

async function firstRequestMs({ children, signal }: Setting): Promise<number> {
  let firstMs: number | undefined;
  const server = stampingServer(() => (firstMs ??= performance.now()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const startMs = performance.now();
  const argv = [process.execPath, OWN_COMMAND, "load", url, "-n", String(REQUEST_COUNT), "--quiet"];
  const child = children.start(argv, "ignore");
  try {
    const exitCode = await exitCodeOf(child, signal);
    if (firstMs === undefined) throw childFailure("mesh-bench load without a request", exitCode);
    return firstMs - startMs;
  } finally {
    await children.stop(child);
    server.close();
  }
}

/** How long a user waits for the first sign of life. */
export async function startUp(setting: Setting): Promise<Section> {
  const rows: { readonly version: number; readonly firstRequest: number }[] = [];
  for (let i = 0; i < START_COUNT; i++) {
    rows.push({ version: await versionMs(setting), firstRequest: await firstRequestMs(setting) });
  }
  const version = median(rows.map((row) => row.version));
  const firstRequest = median(rows.map((row) => row.firstRequest));
  setting.say(`  version ${figure(version, 0)} ms, first request ${figure(firstRequest, 0)} ms`);
  return {
    title: "Start-up",
    notes: [
      `Median of ${START_COUNT} starts, pinned to no core; \`load\` with its defaults but -n ${REQUEST_COUNT}, ` +
        "the first request seen by a bare TCP server.",
    ],
    medians: {
      headings: ["", "ms"],
      rows: [
        ["mesh-bench --version, process start to exit", figure(version, 1)],
        ["mesh-bench load, process start to first request", figure(firstRequest, 1)],
      ],
    },
    rounds: {
      headings: ["start", "--version ms", "first request ms"],
      rows: rows.map((row, index) => [
        String(index + 1),
        figure(row.version, 1),
        figure(row.firstRequest, 1),
      ]),
    },
    figures: figuresOf({ versionMs: version, firstRequestMs: firstRequest }),
  };
}
