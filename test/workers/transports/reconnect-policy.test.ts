import t from "tap";
import { ReconnectPolicy } from "../../../workers/transports/reconnect-policy.js";

t.test("ReconnectPolicy", async (t) => {
  await t.test("opens at once after a connection that was used", async (t) => {
    const policy = new ReconnectPolicy({ count: 1 });
    let openedCount = 0;
    policy.onLostUnused();
    policy.onLostUsed();
    policy.schedule({ open: () => openedCount++ });
    t.equal(openedCount, 1);
  });

  await t.test("tries every address at once before it pauses", async (t) => {
    const policy = new ReconnectPolicy({ count: 3 });
    t.teardown(() => {
      policy.cancel();
    });
    let openedCount = 0;
    const opening = { open: () => openedCount++ };
    const isRoundOver = [1, 2, 3].map(() => {
      const isOver = policy.onRefused();
      policy.schedule(opening);
      return isOver;
    });
    t.strictSame(isRoundOver, [false, false, true]);
    t.equal(openedCount, 2);
  });

  await t.test("pauses after a connection that was lost unused", async (t) => {
    const policy = new ReconnectPolicy({ count: 1 });
    policy.onConnected();
    policy.onLostUnused();
    let isOpened = false;
    const opened = new Promise<void>((resolve) => {
      policy.schedule({
        open: () => {
          isOpened = true;
          resolve();
        },
      });
    });
    t.notOk(isOpened);
    await opened;
  });

  await t.test("opens nothing after it was cancelled", async (t) => {
    const policy = new ReconnectPolicy({ count: 1 });
    policy.cancel();
    policy.schedule({ open: () => t.fail("opened") });
  });
});
