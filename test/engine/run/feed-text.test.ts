import fc from "fast-check";
import t from "tap";
import { parseCsvFeed, parseNdjsonFeed } from "../../../engine/run/feed-text.js";

const SEED = 20_261_121;
const NAMES = ["id", "first name"];

t.test("parseCsvFeed reads", async (t) => {
  const rows: { name: string; text: string; rows: string[][] }[] = [
    {
      name: "plain rows",
      text: "id,first name\n1,a\n2,b\n",
      rows: [
        ["1", "a"],
        ["2", "b"],
      ],
    },
    {
      name: "CR LF, and no end of the last line",
      text: "id,first name\r\n1,a",
      rows: [["1", "a"]],
    },
    {
      name: "quotes, doubled quotes, and what they protect",
      text: 'id,"first name"\r\n"1,5","say ""hi""\r\n"\r\n" ",\r\n',
      rows: [
        ["1,5", 'say "hi"\r\n'],
        [" ", ""],
      ],
    },
    {
      name: "a byte order mark, and empty lines",
      text: "\uFEFFid,first name\n\n1,a\n\n",
      rows: [["1", "a"]],
    },
  ];
  for (const { name, text, rows: expected } of rows) {
    t.strictSame(parseCsvFeed(text), { columnNames: NAMES, rows: expected }, name);
  }
  t.strictSame(
    parseCsvFeed('a\n""\n'),
    { columnNames: ["a"], rows: [[""]] },
    "an empty value alone",
  );
});

t.test("parseCsvFeed refuses", async (t) => {
  const rows: { name: string; text: string; message: RegExp }[] = [
    {
      name: "a row with too few values",
      text: "a,b\n1,2\n3\n",
      message: /expect 2, got 1 on line 3$/,
    },
    {
      name: "a row with too many values",
      text: "a,b\n1,2,3\n",
      message: /expect 2, got 3 on line 2$/,
    },
    { name: "a quote that is not closed", text: 'a,b\n1,"2\n', message: /quote at line 2$/ },
    { name: "a quote inside a value", text: 'a,b\n1,x"y\n', message: /at line 2, value is "x"/ },
    {
      name: "two columns of one name",
      text: "a,a\n1,2\n",
      message: /^there are two columns with the name "a"$/,
    },
    { name: "a column without a name", text: "a,\n1,2\n", message: /^column 2 has no name$/ },
    {
      name: "nothing but the names",
      text: "a,b\n",
      message: /^there are no rows of values; there must be/,
    },
    { name: "an empty text", text: "", message: /^there are no rows of values; there must be/ },
  ];
  for (const { name, text, message } of rows) t.throws(() => parseCsvFeed(text), { message }, name);
});

t.test("parseNdjsonFeed reads", async (t) => {
  const text =
    '\uFEFF{"id":1,"first name":"a\\n\\u00e9"}\r\n\n' +
    '{"first name":true,"id":-0.5,"more":[1]}\n{"id":9007199254740991,"first name":""}';
  const rows = [
    ["1", "a\né"],
    ["-0.5", "true"],
    ["9007199254740991", ""],
  ];
  t.strictSame(parseNdjsonFeed(text), { columnNames: NAMES, rows });
});

t.test("parseNdjsonFeed refuses", async (t) => {
  const first = '{"id":"1"}\n';
  const rows: { name: string; text: string; message: string | RegExp }[] = [
    { name: "a line that is no JSON", text: `${first}{id:1}`, message: /^line 2 is no JSON: .+/ },
    ...["[1]", "null", '"a"', "1"].map((line) => ({
      name: `the line ${line}`,
      text: `${first}\n${line}`,
      message: 'line 3 is no object; it must be one, as in {"id": 1}',
    })),
    ...["null", "{}", "[]"].map((value) => ({
      name: `the value ${value}`,
      text: `${first}{"id":${value}}`,
      message: `line 2, "id" is ${value}; it must be a text, a number or a boolean`,
    })),
    {
      name: "a missing key",
      text: `${first}{"Id":"1"}`,
      message: 'line 2, "id" is missing; the first line has it',
    },
    {
      name: "a key that every object inherits",
      text: '{"toString":"1"}\n{}',
      message: 'line 2, "toString" is missing; the first line has it',
    },
    {
      name: "a number that can't be told from the next one",
      text: `${first}{"id":9007199254740993}`,
      message: 'line 2, "id" is a whole number past 2^53 - 1; write it as a text',
    },
    { name: "a key without a name", text: '{"":1}', message: "column 1 has no name" },
    {
      name: "an empty text",
      text: "\n",
      message: "there are no rows of values; there must be one or more",
    },
  ];
  for (const { name, text, message } of rows) {
    t.throws(() => parseNdjsonFeed(text), { message }, name);
  }
});

t.test("Both readers give back what was written", async (t) => {
  t.comment(`seed ${SEED}`);
  const rows = fc.array(fc.tuple(fc.string({ unit: "binary" }), fc.string()), { minLength: 1 });
  const property = fc.property(rows, (written) => {
    const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`;
    const csv = [NAMES, ...written].map((row) => row.map(quoted).join(",")).join("\r\n");
    const ndjson = written
      .map(([id, name]) => JSON.stringify({ [NAMES[0]!]: id, [NAMES[1]!]: name }))
      .join("\n");
    const expected = JSON.stringify({ columnNames: NAMES, rows: written });
    return (
      JSON.stringify(parseCsvFeed(csv)) === expected &&
      JSON.stringify(parseNdjsonFeed(ndjson)) === expected
    );
  });
  t.doesNotThrow(() => {
    fc.assert(property, { seed: SEED, numRuns: 1000 });
  });
});
