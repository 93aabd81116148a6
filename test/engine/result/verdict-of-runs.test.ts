import t from "tap";
import { Engine } from "../../../engine/index.js";
import type {
  GeneratorVerdict,
  RunSpec,
  VerdictCode,
  VerdictReason,
} from "../../../engine/index.js";
import { untilBelievable } from "../../fixtures/believable.js";
import { fillThread, startOnOwnThread } from "../../fixtures/real-own-thread.js";
import { auditedResult, closedSpec, openSpec, runToEnd } from "../../fixtures/real-run.js";
import { withTarget } from "../../fixtures/with-target.js";

const MS = 1e6;

t.test("The verdict of a real run", async (t) => {
  const target = await withTarget(t);
  const engine = new Engine({ workers: 1 });
  t.teardown(() => engine.close());

  await t.test("is valid when nothing was in its way", async (t) => {
    const spec = openSpec(`${target.url}/?delay=5ms`, 200, { connections: 10, duration: "2s" });
    const { measured, isBelievable } = await untilBelievable(t, async () => ({
      result: await runToEnd(t, engine, spec),
    }));
    t.equal(measured.result.requests.completed, 400);
    if (isBelievable) t.strictSame(measured.result.generator.reasons, []);
  });

  await t.test("is generatorBound when a closed run fills its own core", async (t) => {
    const run = startOnOwnThread(closedSpec(`${target.url}/null`, { duration: "300ms" }));
    t.teardown(fillThread());
    const { generator, load } = await auditedResult(t, run);
    t.equal(load.coordinated, true);
    t.equal(reasonOf("generatorBound", generator)?.severity, "suspect");
    const ownShare = reasonOf("generatorOwnShare", generator)?.severity ?? "suspect";
    t.equal(ownShare, "suspect", "its own share makes it no worse");
  });

  await t.test("is suspect when arrivals were skipped", async (t) => {
    const spec: RunSpec = {
      ...openSpec(`${target.url}/?delay=400ms`, 100, { connections: 1, duration: "300ms" }),
      load: { model: "open", arrivals: { kind: "constant", ratePerSecond: 100 }, maxPending: 1 },
    };
    const { generator, requests } = await runToEnd(t, engine, spec);
    t.match(requests, { planned: 30, completed: 2, skipped: 28 });
    t.equal(reasonOf("skippedArrivals", generator)?.severity, "suspect");
  });

  await t.test("is suspect when the warm-up left a backlog", async (t) => {
    const spec = openSpec(`${target.url}/?delay=100ms`, 100, {
      connections: 2,
      warmup: "300ms",
      duration: "200ms",
    });
    const { generator, warmupBacklog } = await runToEnd(t, engine, spec);
    t.equal(reasonOf("warmupBacklog", generator)?.severity, "suspect");
    t.equal(warmupBacklog?.inFlight, 2);
    t.ok((warmupBacklog?.queued ?? 0) >= 10, "of 30 arrivals at most 8 could be sent");
    t.ok((warmupBacklog?.oldestAgeNs ?? 0) >= 100 * MS);
  });
});

function reasonOf(code: VerdictCode, { reasons }: GeneratorVerdict): VerdictReason | undefined {
  return reasons.find((reason) => reason.code === code);
}
