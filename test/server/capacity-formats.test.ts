import t from "tap";
import { capacityFormat } from "../../server/capacity-formats.js";

t.test("capacityFormat", async (t) => {
  for (const { name, format, accept, expected } of [
    { name: "JSON unless told otherwise", expected: "json" },
    { name: "what the query names", format: "csv", expected: "csv" },
    {
      name: "the query before the header",
      format: "csv",
      accept: "image/svg+xml",
      expected: "csv",
    },
    { name: "what the header wants", accept: "text/csv", expected: "csv" },
    {
      name: "what an image of a page wants",
      accept: "image/avif,image/webp,image/svg+xml,image/*,*/*;q=0.8",
      expected: "svg",
    },
    { name: "what weighs most", accept: "text/csv;q=0.3, image/svg+xml;q=0.9", expected: "svg" },
    { name: "a whole kind", accept: "image/*", expected: "svg" },
    { name: "not what weighs nothing", accept: "application/json;q=0, */*", expected: "csv" },
    { name: "a header in capitals", accept: "Text/CSV; Q=0.5", expected: "csv" },
    { name: "JSON where nothing fits", accept: "text/html", expected: "json" },
  ]) {
    await t.test(`takes ${name}`, (t) => {
      t.equal(capacityFormat(format, accept).name, expected);
      t.end();
    });
  }

  await t.test("refuses others by name", (t) => {
    t.throws(() => capacityFormat("png", undefined), {
      status: 400,
      message: 'format is "png"; it must be json or csv or svg',
    });
    t.end();
  });
});
