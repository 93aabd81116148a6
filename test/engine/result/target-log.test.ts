import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import t from "tap";
import { TARGET_LOG_FAULT_INDEX } from "../../../engine/core/index.js";
import { readTargetLog } from "../../../engine/result/target-log.js";

const FOLDER = mkdtempSync(join(tmpdir(), "mesh-bench-read-log-"));
t.teardown(() => {
  rmSync(FOLDER, { recursive: true });
});
const PATH = join(FOLDER, "log.csv");
const HEAD =
  "# mesh-bench/target-log/v1 startedAt=2026-01-31T12:00:00.250Z originNs=9223372036854775807 seed=42";
const COLUMNS = "sequence,connection,arrivalNs,departureNs,status,fault";

function write(...lines: readonly string[]): string {
  writeFileSync(PATH, lines.map((line) => `${line}\n`).join(""));
  return PATH;
}

t.test("readTargetLog", async (t) => {
  await t.test("gives the columns in the order of the requests", async (t) => {
    const log = await readTargetLog(
      write(
        HEAD,
        COLUMNS,
        "1,7,1200,1300,200,none",
        "0,4294967295,1000,9007199254740991,503,truncate",
        "3,0,1500,1500,0,reset",
        "2,1,1400,,0,hang",
        "# end rows=4 lost=0",
      ),
    );
    t.equal(log.startedAt, "2026-01-31T12:00:00.250Z");
    t.equal(log.originNs, 9223372036854775807n);
    t.equal(log.seed, 42);
    t.same([...log.connection], [4294967295, 7, 1, 0]);
    t.same([...log.arrivalNs], [1000, 1200, 1400, 1500]);
    t.same([...log.departureNs], [9007199254740991, 1300, Number.NaN, 1500]);
    t.same([...log.status], [503, 200, 0, 0]);
    const { truncate, none, hang, reset } = TARGET_LOG_FAULT_INDEX;
    t.same([...log.fault], [truncate, none, hang, reset]);
  });
  await t.test("reads one without a request", async (t) => {
    const log = await readTargetLog(write(HEAD, COLUMNS, "# end rows=0 lost=0"));
    t.equal(log.arrivalNs.length, 0);
  });
  await t.test(
    "reads more rows than one chunk of the file holds, and than it had room for",
    async (t) => {
      const rows = Array.from(
        { length: 20_000 },
        (_, index) => `${index},0,${index},${index},200,none`,
      );
      const log = await readTargetLog(write(HEAD, COLUMNS, ...rows, "# end rows=20000 lost=0"));
      t.same(
        [...log.departureNs],
        rows.map((_, index) => index),
      );
    },
  );
});

const END = "# end rows=1 lost=0";
const ROW = "0,0,5,6,200,none";
const CUT_OFF = 'is missing; a log ends with "# end rows=<n> lost=<n>", so this one was cut off';
const ROW_OR_END = 'it must be a row, or "# end rows=<n> lost=<n>"';
const HEAD_WANTED =
  'it must be "# mesh-bench/target-log/v1 startedAt=<RFC 3339, UTC> originNs=<ns> seed=<n>"';
const FAULTS = "it must be one of none, reset, close, truncate, garbage, hang, lost";

const REFUSED: readonly { readonly lines: readonly string[]; readonly says: string }[] = [
  { lines: [], says: `line 1 ${CUT_OFF}` },
  { lines: [HEAD, COLUMNS, ROW], says: `line 4 ${CUT_OFF}` },
  { lines: ["hello"], says: `line 1 is "hello"; ${HEAD_WANTED}` },
  {
    lines: [HEAD.replace("v1", "v2"), COLUMNS, END],
    says: `line 1 is ${JSON.stringify(HEAD.replace("v1", "v2"))}; ${HEAD_WANTED}`,
  },
  {
    lines: [HEAD, "sequence,arrivalNs", ROW, END],
    says: `line 2 is "sequence,arrivalNs"; it must be "${COLUMNS}"`,
  },
  { lines: [HEAD, COLUMNS, "0,0,5,6,200", END], says: "line 3 has 5 columns; it must have 6" },
  {
    lines: [HEAD, COLUMNS, ROW, "", END],
    says: "line 4 has 1 columns; it must have 6",
  },
  {
    lines: [HEAD, COLUMNS, "0,0,5,6,200,none,1", END],
    says: `line 3 column fault is "none,1"; ${FAULTS}`,
  },
  {
    lines: [HEAD, COLUMNS, "-1,0,5,6,200,none", END],
    says: 'line 3 column sequence is "-1"; it must be a whole number',
  },
  {
    lines: [HEAD, COLUMNS, "0,4294967296,5,6,200,none", END],
    says: 'line 3 column connection is "4294967296"; it must be a whole number up to 4294967295',
  },
  {
    lines: [HEAD, COLUMNS, "0,0,1e9,6,200,none", END],
    says: 'line 3 column arrivalNs is "1e9"; it must be a whole number of nanoseconds',
  },
  {
    lines: [HEAD, COLUMNS, "0,0,,6,200,none", END],
    says: 'line 3 column arrivalNs is ""; it must be a whole number of nanoseconds',
  },
  {
    lines: [HEAD, COLUMNS, "0,0,5,6.5,200,none", END],
    says: 'line 3 column departureNs is "6.5"; it must be a whole number of nanoseconds, or empty',
  },
  {
    lines: [HEAD, COLUMNS, "0,0,5,4,200,none", END],
    says: 'line 3 column departureNs is "4"; it must be 5, the arrival, or later',
  },
  {
    lines: [HEAD, COLUMNS, "0,0,5,,200,none", END],
    says: 'line 3 column departureNs is ""; it must be an instant for this fault',
  },
  {
    lines: [HEAD, COLUMNS, "0,0,5,6,0,hang", END],
    says: 'line 3 column departureNs is "6"; it must be empty for this fault',
  },
  {
    lines: [HEAD, COLUMNS, "0,0,5,6,600,none", END],
    says: 'line 3 column status is "600"; it must be a whole number up to 599',
  },
  {
    lines: [HEAD, COLUMNS, "0,0,5,6,0,none", END],
    says: 'line 3 column status is "0"; it must be above 0 for this fault',
  },
  {
    lines: [HEAD, COLUMNS, "0,0,5,6,200,reset", END],
    says: 'line 3 column status is "200"; it must be 0 for this fault',
  },
  {
    lines: [HEAD, COLUMNS, "0,0,5,6,200,slow", END],
    says: `line 3 column fault is "slow"; ${FAULTS}`,
  },
  {
    lines: [HEAD, COLUMNS, "1,0,5,6,200,none", END],
    says: 'line 3 column sequence is "1"; it must be below 1, the number of rows',
  },
  {
    lines: [HEAD, COLUMNS, ROW, ROW, "# end rows=2 lost=0"],
    says: "line 4 column sequence: 0 is there already, in line 3; each is there once",
  },
  { lines: [HEAD, COLUMNS, ROW, "# the end"], says: `line 4 is "# the end"; ${ROW_OR_END}` },
  {
    lines: [HEAD, COLUMNS, ROW, "# end rows=2 lost=0"],
    says: "line 4 says rows=2, but 1 rows are above it",
  },
  {
    lines: [HEAD, COLUMNS, ROW, "# end rows=1 lost=3"],
    says: "line 4 says lost=3; a log with gaps can't be compared: write it to a faster disk",
  },
  {
    lines: [HEAD, COLUMNS, ROW, END, ROW],
    says: "line 5 is behind the end of the log; nothing may follow",
  },
  { lines: ["x".repeat(70_000)], says: "line 1 has over 1024 characters; it is no line of a log" },
];

t.test("readTargetLog names line and column of what is wrong", async (t) => {
  for (const { lines, says } of REFUSED) {
    await t.rejects(readTargetLog(write(...lines)), {
      code: "MB_TARGET_LOG",
      message: `${PATH}: ${says}`,
    });
  }
  await t.test("a log that ends within a line", async (t) => {
    const whole = [HEAD, COLUMNS, ROW, END, ""].join("\n");
    for (let cut = 0; cut < whole.length; cut++) {
      writeFileSync(PATH, whole.slice(0, cut));
      await t.rejects(readTargetLog(PATH), { code: "MB_TARGET_LOG", message: / line \d / });
    }
  });
  await t.test("a file that is not there", async (t) => {
    await t.rejects(readTargetLog(join(FOLDER, "none.csv")), {
      code: "MB_TARGET_LOG",
      message: /can't be read: ENOENT/,
    });
  });
});
