import t from "tap";

import { withServer } from "../fixtures/with-server.js";

t.test(
  "the server describes itself as OpenAPI, with what has a default not required",
  async (t) => {
    const { call } = await withServer(t);
    const document = (await (await call("openapi.json")).json()) as {
      readonly paths: Readonly<Record<string, object>>;
      readonly components: {
        readonly schemas: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
      };
    };
    t.match(document, { openapi: "3.1.0", info: { title: "Mesh Bench" } });
    t.same(
      Object.entries(document.paths).map(([path, calls]) => [path, ...Object.keys(calls)]),
      [
        ["/api/v1/runs", "post", "get"],
        ["/api/v1/runs/{id}", "get", "patch"],
        ["/api/v1/runs/{id}/stop", "post"],
        ["/api/v1/runs/{id}/result", "get"],
        ["/api/v1/runs/{id}/bundle", "get"],
        ["/api/v1/runs/{id}/stream", "get"],
        ["/api/v1/capacity", "post", "get"],
        ["/api/v1/capacity/{id}", "get"],
        ["/api/v1/capacity/{id}/stop", "post"],
        ["/api/v1/capacity/{id}/result", "get"],
        ["/api/v1/capacity/{id}/stream", "get"],
        ["/healthz", "get"],
        ["/schemas/result/v1.json", "get"],
      ],
    );
    t.match(document.paths["/api/v1/runs"], {
      post: {
        requestBody: {
          content: { "application/json": { schema: { $ref: "#/components/schemas/RunSpec" } } },
        },
      },
    });
    const spec = document.components.schemas["RunSpec"];
    t.same(spec?.["required"], ["target"]);
    t.match(spec?.["properties"], { connections: { type: "integer", default: 32 } });
    t.match(spec?.["properties"], {
      scenarios: { items: { properties: { weight: { default: 1 }, url: { type: "string" } } } },
      feed: { required: ["file"] },
      success: { properties: { status: { default: ["2xx"] } } },
      checks: { items: { discriminator: { propertyName: "kind" } } },
    });
  },
);

t.test("the OpenAPI document says what a search may be asked", async (t) => {
  const { call } = await withServer(t);
  const document = (await (await call("openapi.json")).json()) as {
    readonly paths: Readonly<Record<string, object>>;
    readonly components: { readonly schemas: Readonly<Record<string, object>> };
  };
  const schema = { $ref: "#/components/schemas/CapacityRequest" };
  t.match(document.paths["/api/v1/capacity"], {
    post: { requestBody: { content: { "application/json": { schema } } } },
  });
  t.match(document.paths["/api/v1/capacity/{id}/result"], {
    get: {
      responses: {
        200: { content: { "application/json": {}, "text/csv": {}, "image/svg+xml": {} } },
      },
    },
  });
  t.match(document.components.schemas["CapacityRequest"], {
    additionalProperties: false,
    required: ["spec", "slo"],
    properties: {
      spec: {
        required: ["target"],
        properties: { load: { required: ["model", "arrivals"] }, connections: { default: 32 } },
      },
      slo: { minItems: 1 },
      precisionPercent: { minimum: 2, maximum: 50, description: "a number from 2 to 50" },
    },
  });
});
