// What one request costs a template: `node dist/bench/micro/request-template.js`.
import { Bench } from "tinybench";
import { parseTemplate } from "../../engine/core/spec/template-text.js";
import { compileHttp1Template } from "../../wire/index.js";
import type { SpliceRandom } from "../../wire/index.js";

/** Many per sample: one request takes less than the clock's step. */
const REQUESTS_PER_SAMPLE = 1000;

/** Almost free, so that what is measured is the template. */
const RANDOM: SpliceRandom = {
  word32: (index, position) => Math.imul(index ^ position, 0x9e3779b9),
};
const FEED = { columnNames: ["name"], rows: [["anna"], ["berta"], ["x".repeat(30)]] };

interface Texts {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
}

const CASES: readonly (readonly [name: string, texts: Texts])[] = [
  ["no placeholder", {}],
  ["an index in the path", { path: "/{{seq}}" }],
  ["a UUID in the path", { path: "/{{uuid}}" }],
  ["a number up to 100 in the path", { path: "/{{random 1 100}}" }],
  ["a number of 53 bits in the path", { path: "/{{random 0 9007199254740991}}" }],
  ["a column of 13 bytes in the path", { path: "/{{name}}" }],
  ["an index in the body", { method: "POST", body: '{"n":{{seq}},"text":"some more of it"}' }],
];

function runnerOf({ method = "GET", path = "/", body = "" }: Texts): () => void {
  const parts = {
    method,
    path: parseTemplate(path, FEED.columnNames),
    host: "127.0.0.1:8080",
    ...(body === "" ? {} : { body: parseTemplate(body, FEED.columnNames) }),
  };
  const template = compileHttp1Template(parts, { random: RANDOM, feed: FEED });
  const out = new Uint8Array(template.bytesMax);
  let index = 0;
  return () => {
    for (let i = 0; i < REQUESTS_PER_SAMPLE; i++) template.render(index++, out);
  };
}

const bench = new Bench({ time: 300, warmupTime: 50 });
for (const [name, parts] of CASES) bench.add(name, runnerOf(parts));
await bench.run();
for (const { name, result } of bench.tasks) {
  if (result.state !== "completed") throw new Error(`${name} did not complete`);
  const nsPerRequest = (result.latency.p50 * 1e6) / REQUESTS_PER_SAMPLE;
  console.log(`${nsPerRequest.toFixed(0).padStart(6)}  ${name}`);
}
