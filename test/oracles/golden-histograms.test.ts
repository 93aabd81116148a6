import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import t from "tap";
import type { TotalHistogram } from "../../engine/core/histogram/index.js";
import { BUCKET_COUNT } from "../../engine/core/histogram/index.js";
import { lowestEquivalentNs } from "../../engine/core/histogram/bucket-layout.js";
import { decodeHistogram, encodeHistogram } from "../../engine/result/encoding.js";

interface Golden {
  readonly name: string;
  /** HdrHistogram V2, compressed, base64. */
  readonly encoded: string;
  /** Lowest value of each bucket in use, and its count. */
  readonly buckets: readonly (readonly [lowestNs: number, count: number])[];
}

/** The cookie of a compressed histogram and the length of what follows. */
const HEADER_BYTES = 8;

const goldens = JSON.parse(
  readFileSync(
    new URL("../../../test/fixtures/golden-histograms/java.json", import.meta.url),
    "utf8",
  ),
) as readonly Golden[];

t.test("Histograms of HdrHistogram for Java (oracle 19)", async (t) => {
  t.ok(goldens.length >= 9);
  for (const { name, encoded, buckets } of goldens) {
    await t.test(`${name}: the same buckets are read, and the same bytes written`, async (t) => {
      const histogram = decodeHistogram(encoded);
      t.strictSame(bucketsOf(histogram), buckets);
      t.equal(hexOf(encodeHistogram(histogram)), hexOf(encoded));
    });
  }
});

function bucketsOf(histogram: TotalHistogram): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (let index = 0; index < BUCKET_COUNT; index++) {
    const count = histogram.countAt(index);
    if (count > 0) found.push([lowestEquivalentNs(index), count]);
  }
  return found;
}

/** Compressors differ; what they compress must not. */
function hexOf(encoded: string): string {
  const bytes = Buffer.from(encoded, "base64");
  return (
    bytes.subarray(0, HEADER_BYTES / 2).toString("hex") +
    inflateSync(bytes.subarray(HEADER_BYTES)).toString("hex")
  );
}
