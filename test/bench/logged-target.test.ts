import { join } from "node:path";
import t from "tap";
import { Children } from "../../bench/children.js";
import { startLoggedTarget } from "../../bench/truth/logged-target.js";
import { readTargetLog } from "../../engine/result/target-log.js";

t.test("startLoggedTarget", async (t) => {
  const children = new Children();
  t.teardown(() => children.close());
  const folder = t.testdir();
  const cores = { generator: undefined, target: undefined, others: [] };
  const setting = { children, cores, folder, signal: new AbortController().signal };

  await t.test("has nobody's requests but the tool's in its log", async (t) => {
    const path = join(folder, "target.csv");
    const target = await startLoggedTarget(setting, path, ["--stall", "1ms@1h"]);
    t.equal((await fetch(`${target.url}/?status=404`)).status, 404);
    await target.close();
    const { status, seed } = await readTargetLog(path);
    t.strictSame([...status], [404]);
    t.equal(seed, 1, "the same for every tool");
  });
  await t.test("says that the target did not start", async (t) => {
    await t.rejects(startLoggedTarget(setting, "/missing/target.csv", []), {
      message: "mesh-bench target did not start",
    });
  });
});
