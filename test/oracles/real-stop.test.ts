import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import t from "tap";
import type { RunResult } from "../../engine/index.js";
import { auditedResult, openSpec } from "../fixtures/real-run.js";
import { withTarget } from "../fixtures/with-target.js";

const SCRIPT = fileURLToPath(new URL("../fixtures/real-stop.js", import.meta.url));
const run = promisify(execFile);

t.test("Oracle 28: a stop", async (t) => {
  const target = await withTarget(t);

  for (const mode of ["drain", "abort"] as const) {
    await t.test(`that ${mode}s leaves a full result, and nothing else`, async (t) => {
      const spec = openSpec(`${target.url}/?delay=100ms`, 200, {
        connections: 50,
        workers: 2,
        duration: "1m",
        interval: "100ms",
      });
      // A process that something keeps alive is killed after 20 s, which rejects.
      const { stdout } = await run(process.execPath, [SCRIPT, JSON.stringify(spec), mode], {
        timeout: 20_000,
        maxBuffer: 64 * 1024 * 1024,
      });
      const { result, resources } = JSON.parse(stdout) as {
        result: RunResult;
        resources: string[];
      };
      await auditedResult(t, { result });
      t.equal(result.state, "stopped");
      t.equal(result.requests.failed, 0, "a stop fails no request");
      // A worker without a core hears of the stop late and plans up to then, W with it; the other one has stopped already.
      const mostPlanned = Math.ceil(result.measuredSeconds * 200 - 1e-6);
      const { planned } = result.requests;
      t.ok(planned <= mostPlanned && planned > mostPlanned - 100, `W is cut: ${planned}`);
      if (mode === "drain") {
        t.equal(result.requests.unfinished, 0, "what was under way was finished");
        t.equal(result.requests.completed, result.requests.planned);
      } else {
        t.ok(result.requests.unfinished > 0, "what was under way was dropped");
        t.equal(result.latency.service.censored, result.requests.unfinished, "and is censored");
      }
      t.strictSame(
        resources.filter((name) => /Timeout|Immediate|TCP|MessagePort|Worker/.test(name)),
        [],
        "no timer, socket, port or thread is left",
      );
      await target.emptied();
      t.equal(await target.openConnectionCount(), 0, "nor a connection at the target");
    });
  }
});
