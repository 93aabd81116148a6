import t from "tap";
import { resultJsonSchema } from "../../engine/index.js";
import { withServer } from "../fixtures/with-server.js";

t.test("the server serves the schema of results", async (t) => {
  const { call } = await withServer(t);
  const response = await call("schemas/result/v1.json");
  t.equal(response.status, 200);
  t.match(response.headers.get("content-type"), /^application\/schema\+json/);
  t.same(await response.json(), resultJsonSchema());
});
