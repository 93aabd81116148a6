import { join } from "node:path";
import { pathToFileURL } from "node:url";
import t from "tap";
import { openNullTarget } from "../../cli/floor/null-target.js";
import { gone, isAlive } from "../fixtures/processes.js";

t.test("openNullTarget", async (t) => {
  await t.test(
    "answers with an empty 204 from a process that ends when it is closed",
    async (t) => {
      const target = await openNullTarget();
      const id = target.processId ?? 0;
      t.not(id, process.pid);
      const { status, headers } = await fetch(target.url);
      t.equal(status, 204);
      t.equal(headers.get("content-length"), null);
      t.ok(isAlive(id));
      await target.close();
      t.notOk(isAlive(id), "gone when close has settled");
      await target.close();
      t.equal(target.death, undefined, "being closed is no death");
    },
  );

  await t.test("leaves a signal for its whole group to its parent", async (t) => {
    const target = await openNullTarget();
    t.teardown(() => target.close());
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.kill(target.processId ?? 0, signal);
      t.equal((await fetch(target.url)).status, 204, signal);
    }
    t.equal(target.death, undefined);
  });

  await t.test("tells how it has died", async (t) => {
    const target = await openNullTarget();
    t.teardown(() => target.close());
    process.kill(target.processId ?? 0, "SIGKILL");
    t.equal(await target.died, "SIGKILL");
    t.equal(target.death, "SIGKILL");
  });

  const folder = t.testdir({
    "ends.mjs": "process.exitCode = 3;",
    "fails.mjs": 'process.send({ kind: "failed", reason: "no port is free" });',
    "named.mjs":
      'process.send({ kind: "failed", reason: String(process.pid) }); setInterval(() => {}, 1000);',
  });
  const entry = (name: string): URL => pathToFileURL(join(folder, name));

  await t.test("says why it did not start", async (t) => {
    await t.rejects(openNullTarget(entry("ends.mjs")), { message: "exit code 3" });
    await t.rejects(openNullTarget(entry("fails.mjs")), { message: "no port is free" });
    await t.rejects(openNullTarget(entry("missing.mjs")), { message: "exit code 1" });
  });

  await t.test("leaves no process behind that did not start as it should", async (t) => {
    const error: unknown = await openNullTarget(entry("named.mjs")).catch((e: unknown) => e);
    const id = error instanceof Error ? Number(error.message) : 0;
    t.ok(id > 0);
    await gone(id);
    t.pass("it is gone");
  });
});
