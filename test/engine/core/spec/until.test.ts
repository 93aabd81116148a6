import t from "tap";
import { LoadError } from "../../../../engine/core/index.js";
import { parseRunSpec } from "../../../../engine/core/spec/parse-run-spec.js";
import { UNTIL_WANTED, parseUntil } from "../../../../engine/core/spec/until.js";

t.test("parseUntil", async (t) => {
  for (const { text, view, percentile, percent } of [
    { text: "ci(p99) < 5%", view: "outcome", percentile: 99, percent: 5 },
    { text: "ci(p99)<5%", view: "outcome", percentile: 99, percent: 5 },
    { text: "  ci( p99.9 )  <  0.5 %  ", view: "outcome", percentile: 99.9, percent: 0.5 },
    { text: "ci(outcome.p50) < 100%", view: "outcome", percentile: 50, percent: 100 },
    { text: "ci(service.p99) < 5%", view: "service", percentile: 99, percent: 5 },
    { text: "ci(response.p50) < 2.5%", view: "response", percentile: 50, percent: 2.5 },
  ]) {
    await t.test(`reads "${text}"`, async (t) => {
      t.strictSame(parseUntil(text), {
        view,
        percentile,
        relativeHalfWidthPercentMax: percent,
      });
    });
  }

  for (const { name, text } of [
    { name: "nothing", text: "" },
    { name: "a percentile alone", text: "ci(p99)" },
    { name: "a bound without its unit", text: "ci(p99) < 5" },
    { name: "another comparison", text: "ci(p99) <= 5%" },
    { name: "a value that is no interval", text: "p99 < 5%" },
    { name: "the maximum, which has no interval", text: "ci(p100) < 5%" },
    { name: "the minimum", text: "ci(p0) < 5%" },
    { name: "a mean", text: "ci(mean) < 5%" },
    { name: "a view whose precision is not told", text: "ci(lateness.p99) < 5%" },
    { name: "a bound that nothing is below", text: "ci(p99) < 0%" },
    { name: "a bound wider than the percentile itself", text: "ci(p99) < 100.1%" },
    { name: "a negative bound", text: "ci(p99) < -5%" },
    { name: "two conditions", text: "ci(p99) < 5% ci(p50) < 5%" },
  ]) {
    await t.test(`refuses ${name}`, async (t) => {
      t.equal(parseUntil(text), undefined);
    });
  }
});

t.test("A spec with until", async (t) => {
  const target = { url: "http://127.0.0.1:8080/" };
  const until = "ci(p99) < 5%";

  await t.test("has a maximum, whether or not it gives one", async (t) => {
    t.equal(parseRunSpec({ target, until }).duration, "10m");
    t.equal(parseRunSpec({ target, until, duration: "30s" }).duration, "30s");
    t.notOk("duration" in parseRunSpec({ target, until, requests: 1000 }));
    const stages = [{ duration: "1m", ratePerSecond: 10 }];
    const load = { model: "open", arrivals: { kind: "stages", stages } };
    t.notOk("duration" in parseRunSpec({ target, until, load }), "stages end by themselves");
  });
  await t.test("is echoed as it was given", async (t) => {
    t.equal(parseRunSpec({ target, until: "ci(p99)<5%" }).until, "ci(p99)<5%");
  });
  await t.test("is refused in a sentence that says what would be right", async (t) => {
    for (const given of ["p99 < 5%", 5]) {
      try {
        parseRunSpec({ target, until: given });
        t.fail(`${given} was taken`);
      } catch (error) {
        if (!(error instanceof LoadError)) throw error;
        const message = `until is ${JSON.stringify(given)}; it must be ${UNTIL_WANTED}`;
        t.strictSame(error.issues, [{ pointer: "/until", message }]);
      }
    }
  });
});
