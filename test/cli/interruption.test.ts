import t from "tap";
import { withInterruption } from "../../cli/interruption.js";

t.test("withInterruption", async (t) => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    await t.test(`hears ${signal} as long as the action takes`, async (t) => {
      const before = process.listenerCount(signal);
      const heard = await withInterruption(async (interruption) => {
        t.equal(interruption.hasCome, false);
        process.emit(signal);
        process.emit(signal);
        return interruption.hasCome;
      });
      t.equal(heard, true);
      t.equal(process.listenerCount(signal), before, "and not any longer");
    });
  }

  await t.test("stops listening when the action fails", async (t) => {
    const before = process.listenerCount("SIGINT");
    await t.rejects(
      withInterruption(() => Promise.reject(new Error("no"))),
      { message: "no" },
    );
    t.equal(process.listenerCount("SIGINT"), before);
  });

  await t.test("leaves the third signal to whoever else hears it", async (t) => {
    let othersCount = 0;
    const before = process.listenerCount("SIGINT");
    const other = (): void => {
      othersCount++;
    };
    process.on("SIGINT", other);
    t.teardown(() => process.off("SIGINT", other));
    await withInterruption(async () => {
      for (let signal = 0; signal < 3; signal++) process.emit("SIGINT");
      t.equal(process.listenerCount("SIGINT"), before + 1);
    });
    t.equal(othersCount, 3);
  });
});
