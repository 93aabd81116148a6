import t from "tap";
import type { Test } from "tap";
import { hgrmFormat } from "../../../../engine/result/formats/hgrm.js";
import { NS_PER_MS } from "../../../../engine/index.js";
import type { RunResult } from "../../../../engine/index.js";
import { readHdrV2, valueAt } from "../../../fixtures/hdr-v2-reader.js";
import {
  CENSORED_INTERVALS,
  INTERVALS,
  NOTHING_MEASURED,
  measuredResult,
} from "../../../fixtures/measured-result.js";

interface TableRow {
  readonly valueMs: number;
  readonly quantile: number;
  readonly totalCount: number;
  readonly inverse: number;
}

/** As HdrHistogram's plotter reads it: remarks and what has no numbers is passed over. */
function rowsOf(text: string): readonly TableRow[] {
  return text
    .split("\n")
    .filter((line) => /^\s*[\d.]+ [\d.]+/.test(line))
    .map((line) => {
      const [valueMs = NaN, quantile = NaN, totalCount = NaN, inverse = Infinity] = line
        .trim()
        .split(/ +/)
        .map(Number);
      return { valueMs, quantile, totalCount, inverse };
    });
}

function footerOf(text: string): Readonly<Record<string, number>> {
  const found = text.matchAll(/([A-Z][A-Za-z ]*?)\s+=\s+([\d.]+)/g);
  return Object.fromEntries([...found].map(([, name = "", value]) => [name, Number(value)]));
}

/** The three decimals of the table round by as much. */
const HALF_MICROSECOND_MS = 0.0005 + 1e-9;

function assertTable(t: Test, result: RunResult): void {
  const { counts } = readHdrV2(result.latency.response.encoded ?? "");
  const rows = rowsOf(hgrmFormat.write(result).text);
  t.ok(rows.length > 20, `${rows.length} rows`);
  for (const { valueMs, quantile, totalCount } of rows) {
    const wantedNs = valueAt(counts, quantile);
    t.ok(
      Math.abs(valueMs - wantedNs / NS_PER_MS) <= HALF_MICROSECOND_MS,
      `${quantile}: ${wantedNs}`,
    );
    const upTo = [...counts].filter(([value]) => value <= wantedNs);
    const upToCount = upTo.reduce((sum, [, count]) => sum + count, 0);
    t.equal(totalCount, upToCount, `${quantile}: as many lie at or below it`);
  }
  t.equal(rows.at(-1)?.quantile, 1);
  t.equal(rows.at(-1)?.totalCount, result.latency.response.count);
}

t.test("hgrmFormat", async (t) => {
  await t.test("has the columns of HdrHistogram, to the character", async (t) => {
    const lines = hgrmFormat.write(measuredResult(INTERVALS)).text.split("\n");
    t.equal(lines[0], "       Value     Percentile TotalCount 1/(1-Percentile)");
    t.equal(lines[1], "");
    t.match(lines[2], /^ {7}0\.02\d 0\.0{12} {10}\d {11}1\.00$/);
    const table = lines.slice(2).filter((line) => line !== "" && !line.startsWith("#"));
    for (const line of table.slice(0, -1)) {
      t.match(line, /^[ \d]{8}\.\d{3} 0\.\d{12} [ \d]{10} [ \d]{11}\.\d{2}$/);
    }
    t.match(table.at(-1), /^[ \d]{8}\.\d{3} 1\.0{12} {7}4400$/, "the last has no fourth column");
    const footer = lines.slice(2 + table.length).join("\n");
    const number = "[ \\d]{8}\\.\\d{3}";
    const count = "[ \\d]{12}";
    t.match(
      footer,
      new RegExp(
        `^#\\[Mean    = ${number}, StdDeviation   = ${number}\\]\n` +
          `#\\[Max     = ${number}, Total count    = ${count}\\]\n` +
          `#\\[Buckets = ${count}, SubBuckets     = ${count}\\]\n#\\[Unit    = ms, .*\\]\n$`,
      ),
    );
  });

  await t.test("has the percentiles of the histogram, in milliseconds", async (t) => {
    assertTable(t, measuredResult(INTERVALS));
    assertTable(t, measuredResult(CENSORED_INTERVALS));
  });

  await t.test("has mean, deviation, maximum and count of the result", async (t) => {
    const result = measuredResult(INTERVALS);
    const { mean, stdDev, max, count } = result.latency.response;
    const footer = footerOf(hgrmFormat.write(result).text);
    const isNear = (foundMs = NaN, ns: number | null): boolean =>
      Math.abs(foundMs / ((ns ?? NaN) / NS_PER_MS) - 1) < 0.001;
    t.ok(isNear(footer["Mean"], mean), `mean ${footer["Mean"]}`);
    t.ok(isNear(footer["StdDeviation"], stdDev), `deviation ${footer["StdDeviation"]}`);
    t.ok(isNear(footer["Max"], max), `maximum ${footer["Max"]}`);
    t.equal(footer["Total count"], count);
    t.equal(footer["SubBuckets"], 2048);
  });

  await t.test("says which of its values are lower bounds", async (t) => {
    const { lost } = hgrmFormat.write(measuredResult(CENSORED_INTERVALS));
    t.match(lost.join("\n"), "5 of 4505 response times are only known to be longer");
    t.notMatch(hgrmFormat.write(measuredResult(INTERVALS)).lost.join("\n"), "known to be longer");
  });

  await t.test("is a table without rows where nothing was measured, and says so", async (t) => {
    const { text, lost } = hgrmFormat.write(NOTHING_MEASURED);
    t.strictSame(rowsOf(text), []);
    t.equal(footerOf(text)["Total count"], 0);
    t.match(lost.join("\n"), "nothing was measured");
  });
});
