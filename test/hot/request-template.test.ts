import t from "tap";
import { compileHttp1Template, type FeedTable, type Http1Template } from "../../wire/index.js";
import {
  bytesPerOperation,
  LOOP_COUNT,
  NOTHING_BYTES,
  ROUND_COUNT,
} from "../fixtures/heap-growth.js";
import { type RequestTexts, toTemplateParts } from "../fixtures/request-texts.js";
import { SeededWords } from "../../workers/transports/seeded-words.js";

const FEED: FeedTable = {
  columnNames: ["name"],
  rows: Array.from({ length: 7 }, (_, index) => ["x".repeat(5 * index)]),
};

function compile(parts: Partial<RequestTexts>): Http1Template {
  const base = { method: "POST", path: "/", host: "127.0.0.1:8080" };
  const templateParts = toTemplateParts({ ...base, ...parts }, FEED.columnNames);
  return compileHttp1Template(templateParts, { random: new SeededWords(1), feed: FEED });
}

t.test("Http1Template on the hot path", async (t) => {
  const rows: { name: string; parts: Partial<RequestTexts> }[] = [
    { name: "an index", parts: { path: "/{{seq}}" } },
    { name: "a UUID", parts: { path: "/{{uuid}}" } },
    { name: "a small random number", parts: { path: "/{{random 1 6}}" } },
    { name: "a random number of 53 bits", parts: { path: "/{{random 0 9007199254740991}}" } },
    { name: "a column", parts: { path: "/{{name}}" } },
    {
      name: "all of them, with a body whose length varies",
      parts: {
        path: "/{{seq}}?q={{name}}",
        headers: [["X-Id", "{{uuid}}"]],
        body: '{"name":"{{name}}","n":{{random -5 1000000}},"big":{{random 0 9007199254740991}}}',
      },
    },
  ];
  for (const { name, parts } of rows) {
    await t.test(`allocates nothing for ${name}`, (t) => {
      const template = compile(parts);
      const out = new Uint8Array(template.bytesMax);
      let renderedBytes = 0;
      const grownBytes = bytesPerOperation(() => {
        for (let i = 0; i < LOOP_COUNT; i++) renderedBytes += template.render(i, out);
        return renderedBytes;
      });
      t.ok(renderedBytes > ROUND_COUNT * LOOP_COUNT * 60, `${renderedBytes} bytes rendered`);
      t.ok(grownBytes < NOTHING_BYTES, `${grownBytes} bytes per request`);
      t.end();
    });
  }
});
