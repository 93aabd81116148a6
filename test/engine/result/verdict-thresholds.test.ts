import t from "tap";
import { Engine } from "../../../engine/index.js";
import type { VerdictThresholdsInput } from "../../../engine/index.js";
import {
  VERDICT_THRESHOLDS,
  resolveThresholds,
} from "../../../engine/result/verdict-thresholds.js";
import { openSpec, runToEnd } from "../../fixtures/real-run.js";
import { withTarget } from "../../fixtures/with-target.js";

t.test("resolveThresholds", async (t) => {
  await t.test("keeps the default of whatever is not given, at every depth", (t) => {
    t.strictSame(resolveThresholds({}), VERDICT_THRESHOLDS);
    t.strictSame(resolveThresholds({ stealPercent: 0, ownShare: { suspect: { share: 0.5 } } }), {
      ...VERDICT_THRESHOLDS,
      stealPercent: 0,
      ownShare: { ...VERDICT_THRESHOLDS.ownShare, suspect: { share: 0.5, floorNs: 100_000 } },
    });
    t.end();
  });

  for (const { given, message } of [
    {
      given: { gcPauseNs: -1 },
      message: "verdictThresholds.gcPauseNs is -1; it must be a finite number of at least 0",
    },
    {
      given: { gcPauseNs: Number.NaN },
      message: "verdictThresholds.gcPauseNs is NaN; it must be a finite number of at least 0",
    },
    {
      given: { gcPauseNs: Infinity },
      message: "verdictThresholds.gcPauseNs is Infinity; it must be a finite number of at least 0",
    },
    {
      given: { ownShare: { valid: { share: "5%" } } },
      message:
        'verdictThresholds.ownShare.valid.share is "5%"; it must be a finite number of at least 0',
    },
    {
      given: { ownShare: 0.05 },
      message: "verdictThresholds.ownShare is 0.05; it must be an object",
    },
    { given: null, message: "verdictThresholds is null; it must be an object" },
    {
      given: { ownShare: { valid: { floor: 1 } } },
      message:
        "verdictThresholds.ownShare.valid.floor is not known; verdictThresholds.ownShare.valid has share, floorNs",
    },
    {
      given: { constructor: 1 },
      message: /^verdictThresholds\.constructor is not known; verdictThresholds has ownShare, /,
    },
  ]) {
    await t.test(`refuses: ${String(message)}`, (t) => {
      // What a caller without types may hand over.
      const input = given as unknown as VerdictThresholdsInput;
      t.throws(() => resolveThresholds(input), { code: "MB_SPEC_INVALID", message });
      t.end();
    });
  }
});

t.test("Engine's verdictThresholds", async (t) => {
  const target = await withTarget(t);
  const spec = openSpec(`${target.url}/null`, 100, { connections: 2, duration: "200ms" });

  await t.test("decide the verdict, and are told in the result", async (t) => {
    const engine = new Engine({ workers: 1, verdictThresholds: { loopDelayNs: 0 } });
    t.teardown(() => engine.close());
    const { generator } = await runToEnd(t, engine, spec);
    t.ok(
      generator.reasons.some(({ code }) => code === "loopDelay"),
      "every loop takes some time for a turn",
    );
    t.strictSame(generator.thresholds, { ...VERDICT_THRESHOLDS, loopDelayNs: 0 });
  });

  await t.test("are not told when they are the default ones", async (t) => {
    const engine = new Engine({ workers: 1 });
    t.teardown(() => engine.close());
    const { generator } = await runToEnd(t, engine, spec);
    t.notOk("thresholds" in generator);
  });

  await t.test("are refused before anything is started", (t) => {
    t.throws(() => new Engine({ verdictThresholds: { stealPercent: -2 } }), {
      code: "MB_SPEC_INVALID",
      message: /^verdictThresholds\.stealPercent is -2/,
    });
    t.end();
  });
});
