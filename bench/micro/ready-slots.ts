// What choosing a connection costs, per request: `node dist/bench/micro/ready-slots.js`.
//
// A case in a process of its own: the classes that a process has used are part of what is measured.
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Bench } from "tinybench";
import { Slots } from "../../workers/slots.js";
import { median } from "../median.js";

/** Many per sample: one request takes less than the clock's step. */
const REQUESTS_PER_SAMPLE = 1000;
const CONNECTION_COUNT = 32;
const ROUND_COUNT = 5;
const KINDS = ["roundRobin", "lifo", "random", "leastBusy"] as const;
const STREAM_COUNTS = [1, 8, 64];

/** Half of all places are busy, and the request that was sent first ends first. */
function runnerOf(kind: (typeof KINDS)[number], streams: number): () => void {
  const count = CONNECTION_COUNT * streams;
  const slots = new Slots(count, kind === "random" ? { kind, seed: 1 } : { kind }, streams);
  for (let slot = 0; slot < count; slot++) slots.putReady(slot);
  const busy = new Int32Array(count / 2);
  for (let at = 0; at < busy.length; at++) {
    busy[at] = slots.takeReady();
    slots.begin(busy[at] ?? -1);
  }
  let at = 0;
  return () => {
    for (let i = 0; i < REQUESTS_PER_SAMPLE; i++) {
      const ended = busy[at] ?? -1;
      slots.end(ended);
      slots.putReady(ended);
      const slot = slots.takeReady();
      slots.begin(slot);
      busy[at] = slot;
      at = at + 1 === busy.length ? 0 : at + 1;
    }
  };
}

async function measure(kind: (typeof KINDS)[number], streams: number): Promise<number> {
  const bench = new Bench({ time: 150, warmupTime: 50 });
  bench.add(kind, runnerOf(kind, streams));
  const [task] = await bench.run();
  if (task?.result.state !== "completed") throw new Error(`${kind} did not complete`);
  return (task.result.latency.p50 * 1e6) / REQUESTS_PER_SAMPLE;
}

function measureApart(kind: string, streams: number): number {
  const file = fileURLToPath(import.meta.url);
  return Number(
    execFileSync(process.execPath, [file, kind, String(streams)], { encoding: "utf8" }),
  );
}

const asked = KINDS.find((kind) => kind === process.argv[2]);
if (asked !== undefined) {
  console.log(await measure(asked, Number(process.argv[3])));
} else {
  console.log(
    `${CONNECTION_COUNT} connections; ns per request, median of ${ROUND_COUNT} processes`,
  );
  for (const streams of STREAM_COUNTS) {
    for (const kind of KINDS) {
      const rounds = Array.from({ length: ROUND_COUNT }, () => measureApart(kind, streams));
      console.log(
        `${(median(rounds) ?? Number.NaN).toFixed(1).padStart(6)}  ${kind}, streams ${streams}`,
      );
    }
  }
}
