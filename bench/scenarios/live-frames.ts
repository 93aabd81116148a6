import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { boundsOf, estimateOfMean } from "../../engine/core/statistics/index.js";
import { figuresOf } from "../bars.js";
import { figure } from "../figures.js";
import { median } from "../median.js";
import { startOwnProcess } from "../own-process.js";
import { at, numberAt } from "../peers/json-reader.js";
import { BLOCKS_PER_ROUND, abbaBlocks } from "../rounds.js";
import type { Section } from "../section.js";
import type { Setting } from "../setting.js";

const SUBSCRIBER_COUNT = 10;
const FRAME_INTERVAL = "100ms";
const RESULT_POLL_MS = 250;
const CONNECTIONS = 32;

/** One run on the server, watched or not. */
interface ServerRun {
  readonly block: number;
  readonly watched: boolean;
  readonly requestsPerSecond: number;
  /** Of all subscribers together. */
  readonly frameCount: number;
}

async function postRun(serverUrl: string, setting: Setting): Promise<string> {
  const spec = {
    target: { url: setting.target.url },
    connections: CONNECTIONS,
    workers: 1,
    duration: `${setting.seconds}s`,
  };
  const response = await fetch(`${serverUrl}/api/v1/runs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(spec),
  });
  const body: unknown = await response.json();
  if (response.status !== 201) {
    throw new Error(`the server answered ${response.status} to a run: ${JSON.stringify(body)}`);
  }
  return String(at(body, "id"));
}

/** Sockets that count their messages and read no further: what a subscriber does with a frame is not our cost. */
function subscribe(serverUrl: string, runId: string): { readonly close: () => number } {
  const url = `${serverUrl.replace("http:", "ws:")}/api/v1/runs/${runId}/stream`;
  let frameCount = 0;
  const sockets = Array.from({ length: SUBSCRIBER_COUNT }, () => {
    const socket = new WebSocket(`${url}?interval=${FRAME_INTERVAL}`);
    socket.on("message", () => frameCount++);
    socket.on("error", () => {
      // A socket that fails brings no frames, and the count in the table shows that.
    });
    return socket;
  });
  return {
    close: () => {
      for (const socket of sockets) socket.terminate();
      return frameCount;
    },
  };
}

async function resultOf(serverUrl: string, runId: string, setting: Setting): Promise<unknown> {
  const timeoutMs = setting.seconds * 2000 + 20_000;
  for (let waitedMs = 0; waitedMs < timeoutMs; waitedMs += RESULT_POLL_MS) {
    await sleep(RESULT_POLL_MS, undefined, { signal: setting.signal });
    const response = await fetch(`${serverUrl}/api/v1/runs/${runId}/result`);
    const body: unknown = await response.json();
    if (response.ok) return body;
    if (response.status !== 409)
      throw new Error(`no result: the server answered ${response.status}`);
  }
  throw new Error(`no result after ${timeoutMs} ms`);
}

async function serverRun(
  serverUrl: string,
  setting: Setting,
  { block, watched }: Pick<ServerRun, "block" | "watched">,
): Promise<ServerRun> {
  const runId = await postRun(serverUrl, setting);
  const subscription = watched ? subscribe(serverUrl, runId) : { close: () => 0 };
  try {
    const result = await resultOf(serverUrl, runId, setting);
    const requestsPerSecond = numberAt(result, "rate", "achievedPerSecond");
    const state = watched ? "watched" : "not watched";
    setting.say(`  block ${block}: ${state} ${Math.round(requestsPerSecond)} requests/s`);
    return { block, watched, requestsPerSecond, frameCount: subscription.close() };
  } finally {
    subscription.close();
  }
}

function meanOf(runs: readonly ServerRun[], block: number, watched: boolean): number {
  const values = runs
    .filter((run) => run.block === block && run.watched === watched)
    .map((run) => run.requestsPerSecond);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Throughput lost to the frames, in percent of the unwatched one: a value per block of four runs. */
export function lossPercents(runs: readonly ServerRun[]): readonly number[] {
  const blocks = [...new Set(runs.map((run) => run.block))];
  return blocks.map((block) => 100 * (1 - meanOf(runs, block, true) / meanOf(runs, block, false)));
}

function meanText(losses: readonly number[]): string {
  const { low, high } = boundsOf(estimateOfMean(losses), 0.95);
  return `${figure(low, 2)} to ${figure(high, 2)}`;
}

function sectionOf(runs: readonly ServerRun[]): Section {
  const losses = lossPercents(runs);
  const loss = median(losses);
  const throughput = (watched: boolean): string =>
    figure(
      median(runs.filter((run) => run.watched === watched).map((run) => run.requestsPerSecond)),
      0,
    );
  return {
    title: "Live frames",
    notes: [
      `The server's own run, closed max, ${CONNECTIONS} connections, one worker, on the generator's core; ` +
        `${SUBSCRIBER_COUNT} sockets at ${FRAME_INTERVAL} each against none.`,
      `Blocks of four runs, ABBA and BAAB in turn, ${BLOCKS_PER_ROUND} a round; the loss is the median over the blocks. ` +
        "The subscribers themselves run in the bench's process, which on two cores takes its time from the same two.",
    ],
    medians: {
      headings: ["", "requests/s"],
      rows: [
        ["no subscriber", throughput(false)],
        [`${SUBSCRIBER_COUNT} subscribers`, throughput(true)],
        ["lost, percent", figure(loss, 2)],
        ["… mean of the blocks, 95 % interval", meanText(losses)],
      ],
    },
    rounds: {
      headings: ["block", "subscribers", "requests/s", "frames received", "loss of the block, %"],
      rows: runs.map((run) => [
        String(run.block),
        String(run.watched ? SUBSCRIBER_COUNT : 0),
        figure(run.requestsPerSecond, 0),
        figure(run.frameCount, 0),
        figure(losses[run.block - 1], 2),
      ]),
    },
    figures: figuresOf({ liveFramesLossPercent: loss }),
  };
}

/** What ten live viewers cost a run at full speed. */
export async function liveFrames(setting: Setting): Promise<Section> {
  const server = await startOwnProcess(setting, {
    name: "server",
    portFlag: "--port",
    core: setting.cores.generator,
    readyPath: "/healthz",
  });
  const runs: ServerRun[] = [];
  try {
    for (const [index, block] of abbaBlocks(setting.rounds * BLOCKS_PER_ROUND).entries()) {
      for (const arm of block) {
        runs.push(await serverRun(server.url, setting, { block: index + 1, watched: arm === "b" }));
      }
    }
  } finally {
    await server.close();
  }
  return sectionOf(runs);
}
