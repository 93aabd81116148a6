import t from "tap";
import { capacityChart, capacityCsv } from "../../../../engine/index.js";
import { CAPACITY_PROBE, CAPACITY_REPORT } from "../../../fixtures/capacity-reports.js";

t.test("capacityChart", async (t) => {
  const svg = capacityChart(CAPACITY_REPORT);

  await t.test("marks every probe, and says how it ended by shape and colour", async (t) => {
    // One of each is the legend's.
    t.equal(svg.match(/<circle class="dot accent"/g)?.length, 2 + 1);
    t.equal(svg.match(/<circle class="dot muted hollow"/g)?.length, 1 + 1);
    t.equal(svg.match(/<rect class="dot bad"/g)?.length, 2 + 1);
    t.equal(svg.match(/<path class="bar /g)?.length, 4, "the interval of each that has one");
  });

  await t.test("has axes with units, the bound and the answer", async (t) => {
    t.match(svg, ">rate, requests per second</text>");
    t.match(svg, ">p99, time</text>");
    t.match(svg, ">10 ms</text>");
    t.notMatch(svg, 'class="bound"', "no bound where no probe was made");
    const probed = { ...CAPACITY_REPORT, probes: [CAPACITY_PROBE] };
    t.match(capacityChart(probed), '<path class="bound"');
    t.match(svg, '<rect class="band"');
    t.match(svg, ">Capacity: between 1,000/s and 1,040/s<");
  });

  await t.test("can be read on a dark page, and has no figure that is none", async (t) => {
    t.match(svg, "@media (prefers-color-scheme: dark)");
    t.notMatch(svg, /NaN|Infinity|undefined/);
  });

  await t.test("is an image even where nothing is known", async (t) => {
    const answer = { ...CAPACITY_REPORT.answer, lowPerSecond: null, highPerSecond: null };
    const empty = capacityChart({ ...CAPACITY_REPORT, answer, curve: [] });
    t.match(empty, "Capacity: not known");
    t.notMatch(empty, /NaN|Infinity|undefined/);
  });
});

t.test("capacityCsv has a row per probe, by rate", (t) => {
  const lines = capacityCsv(CAPACITY_REPORT).split("\n");
  t.equal(
    lines[0],
    "ratePerSecond,achievedPerSecond,measuredSeconds,verdict,p99 < 10ms,p99 < 10ms low,p99 < 10ms high",
  );
  t.equal(lines[1], "100,100,10,passed,2000000,1800000,2200000");
  t.equal(lines[5], "2000,2000,10,failed,,,");
  t.equal(lines.length, 7, "and nothing behind the last line's end");
  t.end();
});
