import { setTimeout } from "node:timers/promises";
import t from "tap";
import type { RateChange, RunStatus } from "../../engine/index.js";
import type { ProblemDocument, RunReference } from "../../server/index.js";
import { asJson, withServer } from "../fixtures/with-server.js";

type Changed = RunReference & { readonly rateChange: RateChange };

t.test("PATCH changes the rate of a live run", async (t) => {
  const { call, start, result } = await withServer(t, { maxRuns: 2 });
  const patch = async (id: string, body: unknown): Promise<Response> =>
    call(`api/v1/runs/${id}`, { ...asJson(body), method: "PATCH" });
  const underWay = async (id: string): Promise<void> => {
    let status: RunStatus;
    do {
      await setTimeout(20);
      status = (await (await call(`api/v1/runs/${id}`)).json()) as RunStatus;
    } while ((status.frame?.total.requests.planned ?? 0) === 0);
  };
  const open = (arrivals: unknown): Record<string, unknown> => ({
    load: { model: "open", arrivals },
    duration: "1h",
    interval: "100ms",
  });

  t.test("at one instant, on from where the plan stands, in requests per second", async (t) => {
    const { id } = await start(open({ kind: "constant", ratePerSecond: 100 }));
    await underWay(id);
    const response = await patch(id, { ratePerSecond: 400 });
    t.equal(response.status, 200);
    const { rateChange, state, links } = (await response.json()) as Changed;
    t.match({ state, links }, { state: "running", links: { self: `/api/v1/runs/${id}` } });
    t.match(rateChange, { factor: 4, ratePerSecond: 400 });
    t.ok(Math.abs(rateChange.phase - rateChange.atSeconds * 100) < 1e-6);
    const again = (await (await patch(id, { rateFactor: 0.5 })).json()) as Changed;
    t.match(again.rateChange, { factor: 0.5, ratePerSecond: 50 });
    await setTimeout(300);
    await call(`api/v1/runs/${id}/stop`, asJson({}));
    const final = await result(id);
    t.same(final.load.rateChanges, [rateChange, again.rateChange]);
    const { planned, completed } = final.requests;
    const [first, second] = final.load.rateChanges;
    const phase =
      100 * first!.atSeconds +
      400 * (second!.atSeconds - first!.atSeconds) +
      50 * (final.measuredSeconds - second!.atSeconds);
    t.ok(Math.abs(planned - phase) <= 1, `${planned} planned of ${phase}: no gap, no burst`);
    t.equal(completed, planned);
  });

  t.test("a shape by a factor", async (t) => {
    const { id } = await start(open({ kind: "ramp", fromPerSecond: 50, toPerSecond: 60 }));
    await underWay(id);
    const wrong = await patch(id, { ratePerSecond: 5 });
    t.equal(wrong.status, 400);
    t.match(await wrong.json(), {
      detail: "ratePerSecond can't be set: the plan is a shape (ramp); give rateFactor",
      errors: [{ pointer: "/ratePerSecond" }],
    });
    t.match(await (await patch(id, { rateFactor: 2 })).json(), {
      rateChange: { factor: 2, ratePerSecond: null },
    });
    await call(`api/v1/runs/${id}/stop`, asJson({ mode: "abort" }));
    await result(id);
    const late = await patch(id, { rateFactor: 2 });
    t.equal(late.status, 409);
    t.match(await late.json(), { code: "MB_RUN_STATE", detail: /has already ended/ });
  });

  t.test("but not to nonsense, and not of a closed run", async (t) => {
    const { id } = await start(open({ kind: "constant", ratePerSecond: 100 }));
    for (const { body, detail, pointer } of [
      { body: [], detail: /the body must be an object/, pointer: "" },
      { body: {}, detail: /the body is empty; it must be an object such as/, pointer: "" },
      {
        body: { rate: 5 },
        detail: /rate is unknown; ratePerSecond and rateFactor are/,
        pointer: "/rate",
      },
      {
        body: { ratePerSecond: "5" },
        detail: /ratePerSecond is "5"; it must be a number/,
        pointer: "/ratePerSecond",
      },
      { body: { ratePerSecond: 5, rateFactor: 1 }, detail: /both given/, pointer: "" },
      { body: { ratePerSecond: -1 }, detail: /the new rate is -1; it must be/, pointer: undefined },
    ]) {
      const response = await patch(id, body);
      t.equal(response.status, 400, JSON.stringify(body));
      const problem = (await response.json()) as ProblemDocument;
      t.match(problem.detail, detail);
      t.match(problem.errors?.[0], pointer === undefined ? undefined : { pointer });
    }
    t.equal((await patch("20200101-000000-aaaaaa", { ratePerSecond: 5 })).status, 404);
    await call(`api/v1/runs/${id}/stop`, asJson({ mode: "abort" }));
    t.same((await result(id)).load.rateChanges, []);
    const closed = await start({ load: { model: "closed" }, duration: "1h" });
    const refused = await patch(closed.id, { ratePerSecond: 5 });
    t.equal(refused.status, 409);
    t.match(await refused.json(), { code: "MB_RUN_STATE", detail: /is closed/ });
    await call(`api/v1/runs/${closed.id}/stop`, asJson({ mode: "abort" }));
    await result(closed.id);
  });
});
