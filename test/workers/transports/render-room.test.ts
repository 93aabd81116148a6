import t from "tap";
import { compileHttp1Template } from "../../../wire/index.js";
import type { Http1Template } from "../../../wire/index.js";
import { RenderRoom } from "../../../workers/transports/render-room.js";
import { SeededWords } from "../../../workers/transports/seeded-words.js";
import { toTemplateParts } from "../../fixtures/request-texts.js";

function template(body: string): Http1Template {
  const parts = toTemplateParts({ method: "POST", path: "/{{seq}}", host: "a.test", body });
  return compileHttp1Template(parts, { random: new SeededWords(1) });
}

function pathOf(bytes: Buffer): string | undefined {
  return bytes.toString("latin1").split(" ")[1];
}

t.test("RenderRoom", async (t) => {
  await t.test("keeps a request that was not given back until it is written", (t) => {
    const room = new RenderRoom();
    const one = template("");
    const taken = Array.from({ length: 2000 }, (_, index) => room.take(one, index));
    t.strictSame(
      taken.map(pathOf),
      taken.map((_, index) => `/${index}`),
      "more than a room holds",
    );
    t.end();
  });

  await t.test("uses the place of one that was given back again", (t) => {
    const room = new RenderRoom();
    const one = template("");
    const first = room.take(one, 10);
    room.giveBack();
    const second = room.take(one, 11);
    t.equal(second, first, "the same buffer, for the same length");
    t.equal(pathOf(second), "/11");
    room.giveBack();
    const longer = room.take(one, 1234);
    t.equal(longer.byteOffset, first.byteOffset);
    t.equal(pathOf(longer), "/1234");
    t.end();
  });

  await t.test("writes behind one that was not given back", (t) => {
    const room = new RenderRoom();
    const one = template("");
    const first = room.take(one, 1);
    const second = room.take(one, 2);
    t.equal(second.byteOffset, first.byteOffset + first.byteLength);
    t.strictSame([first, second].map(pathOf), ["/1", "/2"]);
    t.end();
  });

  await t.test("holds requests that are longer than the usual room", (t) => {
    const room = new RenderRoom();
    const long = template("x".repeat(200_000));
    const [first, second] = [room.take(long, 1), room.take(long, 2)];
    t.strictSame([first, second].map(pathOf), ["/1", "/2"]);
    t.equal(first.byteLength, second.byteLength);
    t.ok(first.byteLength > 200_000);
    t.end();
  });
});
