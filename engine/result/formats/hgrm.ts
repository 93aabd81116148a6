import { NS_PER_MS } from "../../core/duration.js";
import type { RunResult } from "../../core/frame.js";
import { toPercentileTable } from "../encoding.js";
import { encodedOf, readEncoded } from "./encoded.js";
import type { ResultFormat } from "./format.js";
import { lostOfHistogram } from "./lost.js";

/** Behind the table: readers take every line with this mark for a remark, but some want the table first. */
const REMARK =
  "#[Unit    = ms, of the response time: from the planned start of a request to its end]\n";

/** HdrHistogram's table of the response times, in milliseconds as wrk2 prints it: what its plotters read. */
export const hgrmFormat: ResultFormat = {
  name: "hgrm",
  endings: [".hgrm"],
  description: "response times as HdrHistogram's table of percentiles, in milliseconds",
  holdsUnknown: true,
  write: (result) => {
    const encoded = encodedOf(result, "response", "hgrm");
    const table = readEncoded("latency.response.encoded", () =>
      toPercentileTable(encoded, NS_PER_MS),
    );
    return { text: table + REMARK, lost: lostOf(result) };
  },
};

function lostOf({ latency: { response } }: RunResult): readonly string[] {
  return [
    "it holds the distribution of response and nothing else of the result",
    "its values are milliseconds with three decimals: finer differences are gone",
    ...(response.count === 0
      ? ["nothing was measured: the zeros below its table stand for no value"]
      : []),
    ...lostOfHistogram("response", response),
  ];
}
