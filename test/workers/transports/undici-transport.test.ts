import t from "tap";
import { LoadError } from "../../../engine/core/index.js";
import { WireError } from "../../../wire/index.js";
import { TransportUnderTest } from "../../fixtures/transport-under-test.js";

t.test("UndiciTransport", async (t) => {
  for (const name of ["Expect", "Upgrade", "Keep-Alive"]) {
    await t.test(`refuses ${name}, which undici can't send, before the run`, async (t) => {
      const request = { headers: [[name, "x"]] as const };
      t.throws(
        () => new TransportUnderTest("standard", { target: {}, request }),
        new LoadError(
          "MB_SPEC_INVALID",
          `the standard client can't send this request: ${
            name === "Expect"
              ? "expect header not supported"
              : `invalid ${name.toLowerCase()} header`
          }`,
        ),
      );
    });
  }

  await t.test("refuses what the wire transport refuses", async (t) => {
    const request = { headers: [["Transfer-Encoding", "chunked"]] as const };
    for (const client of ["wire", "standard"] as const) {
      t.throws(() => new TransportUnderTest(client, { target: {}, request }), WireError);
    }
  });
});
