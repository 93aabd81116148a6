import t from "tap";
import { resultJsonSchema } from "../../../../engine/index.js";
import { FULL_RESULT } from "../../../fixtures/full-result.js";
import { CLOSED_RESULT, OPEN_RESULT } from "../../../fixtures/load-results.js";
import { createResultValidator } from "../../../fixtures/result-validator.js";

/** Parts of which a result may have more than one kind, as paths to where a field is one too many. */
const CLOSED_OBJECTS = [
  "",
  "spec",
  "spec.target",
  "requests",
  "rate",
  "latency",
  "latency.response",
  "attribution.percentiles.99",
  "attribution.percentiles.99.parts",
  "precision",
  "precision.outcome.99",
  "precision.stationarity",
  "until",
  "scenarios.0",
  "scenarios.0.latency",
  "serviceBy",
  "correctedService",
  "serverTiming",
  "load",
  "load.rateChanges.0",
  "load.skippedBy",
  "errors",
  "errorSamples",
  "bytes",
  "connections",
  "warmupBacklog",
  "generator",
  "generator.reasons.0",
  "generator.workers.0",
  "generator.process",
  "floor",
  "floor.latency",
  "accessLog",
  "series.0",
  "series.0.latency",
  "series.0.latency.response",
  "environment",
  "environment.cgroup",
  "environment.limits",
  "clock",
] as const;

/** @returns a copy in which the value at a path of names is another one; undefined takes it away */
function withValueAt(value: unknown, path: readonly string[], other: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return other;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[name] = withValueAt(copy[name], rest, other);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((whole, name) => Reflect.get(whole as object, name), value);
}

t.test("resultJsonSchema", async (t) => {
  const validate = createResultValidator();

  await t.test("has a name that stays, and a dialect", async (t) => {
    const { $schema, $id, title } = resultJsonSchema();
    t.equal($schema, "https://json-schema.org/draft/2020-12/schema");
    t.equal($id, "urn:mesh-bench:result:v1");
    t.equal(title, "Result");
    t.notMatch(JSON.stringify(resultJsonSchema()), /"wanted"|"meaning"|mesh-bench-duration/);
  });

  await t.test("says of every field what it is", async (t) => {
    const undescribed: string[] = [];
    const look = (schema: unknown, path: string): void => {
      if (typeof schema !== "object" || schema === null) return;
      const { properties } = schema as { properties?: Readonly<Record<string, object>> };
      for (const [name, field] of Object.entries(properties ?? {})) {
        const isTold = "description" in field || "$ref" in field || "const" in field;
        if (!isTold) undescribed.push(`${path}.${name}`);
      }
      for (const [key, part] of Object.entries(schema)) look(part, `${path}.${key}`);
    };
    const { $defs, ...rest } = resultJsonSchema();
    look(rest, "");
    const { ResolvedSpec, ...ours } = $defs as Readonly<Record<string, unknown>>;
    look(ours, "$defs");
    t.strictSame(undescribed, []);
    t.ok(ResolvedSpec, "the spec has its own words");
  });

  await t.test("lets pass results with all blocks, and with none", async (t) => {
    t.strictSame(validate(FULL_RESULT), []);
    t.strictSame(validate(OPEN_RESULT), []);
    t.strictSame(validate(CLOSED_RESULT), []);
  });

  await t.test("knows all fields of every object", async (t) => {
    for (const place of CLOSED_OBJECTS) {
      const path = place === "" ? [] : place.split(".");
      const part = valueAt(FULL_RESULT, path) as object;
      const more = withValueAt(FULL_RESULT, path, { ...part, unheardOf: 1 });
      t.not(validate(more).length, 0, `a field too many in ${place || "the result"}`);
    }
  });

  await t.test("misses each field that must be there", async (t) => {
    const optional = new Set(
      "reason clock precision until attribution scenarios correctedService serverTiming floor accessLog".split(
        " ",
      ),
    );
    for (const name of Object.keys(FULL_RESULT)) {
      const errors = validate(withValueAt(FULL_RESULT, [name], undefined));
      t.equal(errors.length === 0, optional.has(name), `without ${name}`);
    }
    for (const place of ["requests.resent", "latency.dns", "generator.process", "spec.seed"]) {
      t.not(
        validate(withValueAt(FULL_RESULT, place.split("."), undefined)).length,
        0,
        `no ${place}`,
      );
    }
  });

  await t.test("refuses what is no value of a field", async (t) => {
    for (const [place, other] of [
      ["schema", "mesh-bench/result/v2"],
      ["id", "run-1"],
      ["state", "running"],
      ["startedAt", "yesterday"],
      ["measuredSeconds", "10"],
      ["requests.planned", 1.5],
      ["requests.failed", -1],
      ["rate.achievedPerSecond", "fast"],
      ["latency.response.unit", "us"],
      ["latency.response.percentiles.99", { low: 5 }],
      ["latency.response.percentiles", { fast: 5 }],
      ["precision.outcome.99.confidence", 0.9],
      ["precision.stationarity.trend", "sideways"],
      ["status", { OK: 5 }],
      ["errors", { broken: 1 }],
      ["generator.verdict", "good"],
      ["generator.reasons.0.code", "tired"],
      ["slo", [1]],
      ["series.0.phase", "cooling"],
      ["environment.cgroup.version", 3],
      ["clock.startedAtNs", 81234567890123],
      ["spec.connections", 0],
    ] as const) {
      t.not(
        validate(withValueAt(FULL_RESULT, place.split("."), other)).length,
        0,
        `another ${place}`,
      );
    }
  });
});
