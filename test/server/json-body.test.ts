import fc from "fast-check";
import t from "tap";

import { findFault, parseJsonBody } from "../../server/json-body.js";

/** Characters that are put in the place of others. */
const PUT = ["{", "}", "[", "]", ",", ":", '"', "x", "0", "-", "\\", " "];

t.test("parseJsonBody", (t) => {
  t.equal(parseJsonBody(""), undefined, "an empty body is no body");
  t.same(parseJsonBody('{"a": [1, null]}'), { a: [1, null] }, "JSON is read");

  const faults = [
    {
      name: "a missing colon",
      text: '{"target":{"url"}}',
      says: 'unexpected "}" at line 1, column 17',
    },
    { name: "a comma too many", text: '{"a": 1,\n  }', says: 'unexpected "}" at line 2, column 3' },
    {
      name: "a comma missing",
      text: '{"a": 1 "b": 2}',
      says: 'unexpected "\\"" at line 1, column 9',
    },
    { name: "the wrong bracket", text: "[1}", says: 'unexpected "}" at line 1, column 3' },
    { name: "a word", text: "hello", says: 'unexpected "h" at line 1, column 1' },
    {
      name: "a word in its time",
      text: '{"a":\n\n yes}',
      says: 'unexpected "y" at line 3, column 2',
    },
    { name: "a number that is none", text: "[1, 01]", says: 'unexpected "0" at line 1, column 5' },
    { name: "something after the end", text: "{} {}", says: 'unexpected "{" at line 1, column 4' },
    { name: "single quotes", text: "{'a': 1}", says: 'unexpected "\'" at line 1, column 2' },
    {
      name: "a line break in a text",
      text: '["a\nb"]',
      says: 'unexpected "\\"" at line 1, column 2',
    },
    { name: "an open object", text: '{"a": 1', says: "it ends too early, at line 1, column 8" },
    { name: "white space only", text: " \n", says: "it ends too early, at line 2, column 1" },
  ];
  for (const { name, text, says } of faults) {
    t.throws(
      () => parseJsonBody(text),
      { status: 400, message: `the body is not JSON: ${says}` },
      `names the place of ${name}`,
    );
  }

  t.test("reads a megabyte of brackets without a deep stack", async (t) => {
    const text = "[".repeat(1024 * 1024);
    t.equal(findFault(text), text.length);
  });
  t.end();
});

t.test("findFault", (t) => {
  t.test("finds none in any JSON, however it is laid out", async () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        return findFault(text) === text.length;
      }),
    );
  });

  t.test("stops at or before the first place where JSON.parse has to give up", async () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), fc.constantFrom(...PUT), (value, at, put) => {
        const whole = JSON.stringify(value);
        const offset = at % whole.length;
        const text = whole.slice(0, offset) + put + whole.slice(offset + 1);
        const fault = findFault(text);
        return parses(text) ? fault === text.length : fault <= text.length;
      }),
    );
  });
  t.end();
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
