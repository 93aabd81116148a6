import t from "tap";
import { CONTINUE_BYTES, encodeResponseHead, isBodyForbidden } from "../../../wire/index.js";

await t.test("encodeResponseHead", async (t) => {
  await t.test("writes fields in order, then framing", async (t) => {
    const bytes = encodeResponseHead({
      status: 200,
      fields: [
        ["Content-Type", "text/plain"],
        ["X-A", "b"],
      ],
      contentLengthBytes: 5,
      connection: "close",
    });
    t.equal(
      bytes.toString("latin1"),
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX-A: b\r\nContent-Length: 5\r\nConnection: close\r\n\r\n",
    );
  });
  await t.test(
    "leaves out what is not said, and keeps the space before an unknown reason",
    async (t) => {
      const parts = { fields: [], contentLengthBytes: undefined, connection: "unsaid" } as const;
      t.equal(
        encodeResponseHead({ ...parts, status: 204 }).toString("latin1"),
        "HTTP/1.1 204 No Content\r\n\r\n",
      );
      t.equal(
        encodeResponseHead({ ...parts, status: 299 }).toString("latin1"),
        "HTTP/1.1 299 \r\n\r\n",
      );
    },
  );
  await t.test("sends values as the bytes they came in", async (t) => {
    const bytes = encodeResponseHead({
      status: 200,
      fields: [["A", "\xe9"]],
      contentLengthBytes: 0,
      connection: "keep-alive",
    });
    t.ok(bytes.includes(Buffer.from([0x41, 0x3a, 0x20, 0xe9, 13, 10])));
    t.match(bytes.toString("latin1"), /\r\nConnection: keep-alive\r\n\r\n$/);
  });
});

await t.test("isBodyForbidden holds for 1xx, 204 and 304 alone", async (t) => {
  const forbidden = [100, 101, 199, 204, 304];
  for (const status of forbidden) t.equal(isBodyForbidden(status), true, String(status));
  for (const status of [200, 203, 205, 303, 404, 500]) t.equal(isBodyForbidden(status), false);
});

await t.test("CONTINUE_BYTES is a complete interim answer", async (t) => {
  t.equal(CONTINUE_BYTES.toString("latin1"), "HTTP/1.1 100 Continue\r\n\r\n");
});
