import fc from "fast-check";
import t from "tap";
import { parseTemplate } from "../../../../engine/core/spec/template-text.js";
import type { TemplatePart } from "../../../../wire/index.js";

const SEED = 20_261_121;

function literal(text: string): TemplatePart {
  return { kind: "literal", text };
}

t.test("parseTemplate takes apart", async (t) => {
  const rows: { name: string; text: string; parts: TemplatePart[] }[] = [
    { name: "no text", text: "", parts: [] },
    { name: "a text without placeholders", text: "a }} b {", parts: [literal("a }} b {")] },
    { name: "one placeholder alone", text: "{{seq}}", parts: [{ kind: "seq" }] },
    {
      name: "two side by side",
      text: "{{seq}}{{uuid}}",
      parts: [{ kind: "seq" }, { kind: "uuid" }],
    },
    {
      name: "a placeholder in JSON, next to its braces",
      text: '{"a":{"b":{{seq}}}}',
      parts: [literal('{"a":{"b":'), { kind: "seq" }, literal("}}")],
    },
    { name: "white space inside the braces", text: "{{ \tseq }}", parts: [{ kind: "seq" }] },
    {
      name: "bounds below zero, and equal",
      text: "{{random -10 -1}}{{random  7\t7}}",
      parts: [
        { kind: "random", low: -10, high: -1 },
        { kind: "random", low: 7, high: 7 },
      ],
    },
    {
      name: "the widest bounds",
      text: "{{random 0 9007199254740991}}{{random -9007199254740991 -0}}",
      parts: [
        { kind: "random", low: 0, high: 9_007_199_254_740_991 },
        { kind: "random", low: -9_007_199_254_740_991, high: 0 },
      ],
    },
    {
      name: "columns, whatever their names",
      text: "{{id}}/{{first name}}/{{é}}/{{random number}}",
      parts: [
        { kind: "column", name: "id" },
        literal("/"),
        { kind: "column", name: "first name" },
        literal("/"),
        { kind: "column", name: "é" },
        literal("/"),
        { kind: "column", name: "random number" },
      ],
    },
    {
      name: "doubled braces as the braces themselves",
      text: "a{{{{seq}}b{{{{{{{{{{seq}}",
      parts: [literal("a{{seq}}b{{{{"), { kind: "seq" }],
    },
  ];
  const columnNames = ["id", "first name", "é", "random number"];
  for (const { name, text, parts } of rows) {
    t.strictSame(parseTemplate(text, columnNames), parts, name);
  }
});

t.test("parseTemplate gives back any text whose braces are doubled", async (t) => {
  t.comment(`seed ${SEED}`);
  const texts = fc.string({ unit: fc.constantFrom("{", "}", "a", "é", "seq") });
  t.doesNotThrow(() => {
    fc.assert(
      fc.property(texts, (text) => {
        const escaped = text.replaceAll("{{", "{{{{");
        const parts = parseTemplate(escaped);
        const isWhole = text === "" ? parts.length === 0 : parts.length === 1;
        return isWhole && parts.every((part) => part.kind === "literal" && part.text === text);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});

t.test("parseTemplate refuses", async (t) => {
  const rows: { name: string; text: string; message: string }[] = [
    {
      name: "an opening and nothing more",
      text: "/{{",
      message:
        'placeholder "{{" has no end; close it with }}, or write {{{{ where {{ itself is meant',
    },
    {
      name: "a placeholder that is not closed",
      text: "/{{seq}/a",
      message:
        'placeholder "{{seq}/a" has no end; close it with }}, or write {{{{ where {{ itself is meant',
    },
    {
      name: "an empty placeholder",
      text: "{{ }}",
      message:
        'placeholder "{{}}" is not known; it must be {{seq}}, {{uuid}}, {{random a b}} or a column of the feed ' +
        '("id", "uuid"), or write {{{{ where {{ itself is meant',
    },
    {
      name: "a column that the feed has not",
      text: "{{Id}}",
      message:
        'placeholder "{{Id}}" is not known; it must be {{seq}}, {{uuid}}, {{random a b}} or a column of the feed ' +
        '("id", "uuid"), or write {{{{ where {{ itself is meant',
    },
    {
      name: "a name that means two things",
      text: "{{uuid}}",
      message:
        'placeholder "{{uuid}}" is a placeholder of its own and a column of the feed; rename the column',
    },
    {
      name: "bounds the wrong way round",
      text: "{{random 5 1}}",
      message:
        'placeholder "{{random 5 1}}" has its bounds the wrong way round; it must be {{random 1 5}}',
    },
    ...["", " 1", " x", " 1 2 3", " 1 x", " 1.5 2", " 1e3 2e3", " 0 9007199254740992", " 1 +2"].map(
      (bounds) => ({
        name: `random with the bounds "${bounds}"`,
        text: `{{random${bounds}}}`,
        message:
          `placeholder "{{random${bounds}}}" must have two whole numbers, from -(2^53 - 1) to 2^53 - 1, ` +
          "as in {{random 1 100}}",
      }),
    ),
    {
      name: "more numbers than 53 bits tell apart",
      text: "{{random -1 9007199254740991}}",
      message:
        'placeholder "{{random -1 9007199254740991}}" spans too much; its bounds must be at most 2^53 - 1 apart',
    },
  ];
  for (const { name, text, message } of rows) {
    const refused = { name: "LoadError", code: "MB_SPEC_INVALID", message };
    t.throws(() => parseTemplate(text, ["id", "uuid"]), refused, name);
  }
  t.throws(
    () => parseTemplate("{{id}}"),
    {
      message:
        /^placeholder "\{\{id\}\}" is not known; it must be .* or, with a feed, a column of it,/,
    },
    "a column without a feed",
  );
  t.throws(
    () => parseTemplate(`{{${"long".repeat(100)}`),
    { message: /^placeholder "\{\{[long]+…" has no end;.{20,80}$/ },
    "a long text, of which it shows the beginning",
  );
});
