import t from "tap";
import type { ProblemDocument } from "../../server/index.js";
import { withServer } from "../fixtures/with-server.js";

t.test("the server has the bundle of a run that asks for it, once it has ended", async (t) => {
  const { call, start, result } = await withServer(t);
  const bundleOf = (id: string): Promise<Response> => call(`api/v1/runs/${id}/bundle`);
  const detailOf = async (response: Response): Promise<string> =>
    ((await response.json()) as ProblemDocument).detail;

  const { id } = await start({ bundle: true, duration: "500ms" });
  const early = await bundleOf(id);
  t.equal(early.status, 409);
  t.match(await detailOf(early), /has no bundle yet; its state is/);
  const final = await result(id);
  const response = await bundleOf(id);
  t.equal(response.status, 200);
  t.match(await response.json(), {
    schema: "mesh-bench/bundle/v1",
    schedule: { measuredCount: 50 },
    result: { id: final.id },
  });

  const plain = await start({ duration: "100ms" });
  await result(plain.id);
  const none = await bundleOf(plain.id);
  t.equal(none.status, 409);
  t.match(await detailOf(none), /bundle is false in its spec; it must be true/);

  t.equal((await bundleOf("20260101-000000-abcdef")).status, 404);
});
