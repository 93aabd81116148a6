import t from "tap";
import { maskSecrets } from "../../../../engine/core/spec/mask-secrets.js";
import { parseRunSpec } from "../../../../engine/core/spec/parse-run-spec.js";

t.test("maskSecrets", async (t) => {
  await t.test("hides credentials in headers, whatever their case", async (t) => {
    const headers = {
      Authorization: "Bearer abc",
      "proxy-authorization": "Basic abc",
      COOKIE: "session=abc",
      "X-Api-Key": "abc",
      "X-Auth-Token": "abc",
      "client-secret-id": "abc",
      "X-Password": "abc",
    };
    const { target } = maskSecrets(parseRunSpec({ target: { url: "http://a/", headers } }));
    t.same(Object.keys(target.headers), Object.keys(headers));
    t.ok(Object.values(target.headers).every((value) => value === "***"));
  });

  await t.test("hides credentials in the URL", async (t) => {
    const { target } = maskSecrets(parseRunSpec({ target: { url: "http://me:hunter2@a:81/x" } }));
    t.equal(target.url, "http://***:***@a:81/x");
  });

  await t.test("shows everything else as it is, and leaves the spec alone", async (t) => {
    const spec = parseRunSpec({
      target: { url: "HTTP://A/%7e", headers: { "x-a": "1", cookie: "c" }, body: "text" },
      seed: 1,
    });
    const before = structuredClone(spec);
    const masked = maskSecrets(spec);
    t.same(spec, before);
    t.same(masked, {
      ...before,
      target: { ...before.target, headers: { "x-a": "1", cookie: "***" } },
    });
  });
});
