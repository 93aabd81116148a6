import t from "tap";
import { type FeedTable } from "../../../wire/index.js";
import { compileFeedColumn, type SpliceUse } from "../../../wire/splices/feed.js";

const FEED: FeedTable = {
  columnNames: ["id", "name"],
  rows: [
    ["1", "a b/é~"],
    ["", "\tü\u00ff"],
    ["333", ""],
  ],
};

function valuesOf(table: FeedTable, columnName: string, use: SpliceUse): string[] {
  const { bytes, offsets } = compileFeedColumn(table, columnName, use);
  return Array.from({ length: offsets.length - 1 }, (_, row) =>
    Buffer.from(bytes.subarray(offsets[row], offsets[row + 1])).toString("latin1"),
  );
}

function oneValue(value: string): FeedTable {
  return {
    columnNames: ["id", "name"],
    rows: [
      ["1", "a"],
      ["2", value],
    ],
  };
}

t.test("compileFeedColumn encodes the values", async (t) => {
  t.strictSame(valuesOf(FEED, "id", "body"), ["1", "", "333"]);
  t.equal(compileFeedColumn(FEED, "id", "body").longestBytes, 3);
  t.strictSame(
    valuesOf(FEED, "name", "path"),
    ["a%20b%2F%C3%A9~", "%09%C3%BC%C3%BF", ""],
    "of a path in percent codes of their UTF-8, all but the unreserved",
  );
  t.equal(compileFeedColumn(FEED, "name", "path").longestBytes, 15, "the longest one as encoded");
  t.strictSame(
    valuesOf(FEED, "name", "header"),
    ["a b/\xe9~", "\t\xfc\xff", ""],
    "of a header in Latin-1",
  );
  t.strictSame(
    valuesOf(FEED, "name", "body"),
    ["a b/\xc3\xa9~", "\t\xc3\xbc\xc3\xbf", ""],
    "of a body in UTF-8",
  );
  const unreserved = "ABCXYZabcxyz0189-._~";
  t.strictSame(valuesOf(oneValue(unreserved), "name", "path")[1], unreserved);
  t.equal(valuesOf(oneValue("!*'()%+€"), "name", "path")[1], "%21%2A%27%28%29%25%2B%E2%82%AC");
});

t.test("compileFeedColumn refuses", async (t) => {
  const rows: { name: string; table: FeedTable; column?: string; message: string }[] = [
    ...["a\rb", "a\nb", "a\0b", "\x7f", "€"].map((value) => ({
      name: `${JSON.stringify(value)} in a header`,
      table: oneValue(value),
      message:
        `row 2, column "name" of the feed is ${JSON.stringify(value)}; ` +
        "in a header it must hold no control characters but tab, and none above U+00FF",
    })),
    {
      name: "a column that is not there",
      table: FEED,
      column: "Name",
      message: 'the feed has no column "Name"; it must be one of "id", "name"',
    },
    {
      name: "a feed without rows",
      table: { columnNames: ["name"], rows: [] },
      message: "the feed has no rows; it must have one or more",
    },
    {
      name: "a row with too few values",
      table: { columnNames: ["id", "name"], rows: [["1", "a"], ["2"]] },
      message: "row 2 of the feed has 1 values; there are 2 columns",
    },
    {
      name: "a row with too many values",
      table: { columnNames: ["name"], rows: [["1", "2"]] },
      message: "row 1 of the feed has 2 values; there are 1 columns",
    },
  ];
  for (const { name, table, column = "name", message } of rows) {
    const refused = { name: "WireError", code: "WIRE_BAD_FEED", message };
    t.throws(() => compileFeedColumn(table, column, "header"), refused, name);
  }
  t.doesNotThrow(() => compileFeedColumn(oneValue("a\r\nb€"), "name", "body"), "but not in a body");
});
