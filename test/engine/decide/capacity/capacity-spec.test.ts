import t from "tap";
import { LoadError } from "../../../../engine/index.js";
import {
  capacitySpecSchema,
  parseCapacitySpec,
} from "../../../../engine/decide/capacity/capacity-spec.js";

const target = { url: "http://127.0.0.1:1/" };
const open = (arrivals: unknown): object => ({ target, load: { model: "open", arrivals } });

t.test("parseCapacitySpec", async (t) => {
  for (const { name, spec } of [
    { name: "a target alone", spec: { target } },
    { name: "arrivals without a rate", spec: open({ kind: "gamma", cv2: 4 }) },
    { name: "what a probe has of its own by default", spec: { target, warmup: "1s", drain: "1s" } },
  ]) {
    await t.test(`takes ${name}`, (t) => {
      t.equal(parseCapacitySpec(spec), spec, "as it is");
      t.end();
    });
  }

  for (const { name, spec, issues } of [
    {
      name: "nothing",
      spec: undefined,
      issues: [{ pointer: "", message: /^the run spec is missing; it must be/ }],
    },
    {
      name: "what is no object",
      spec: ["target"],
      issues: [{ pointer: "", message: /^the run spec is \["target"\]; it must be/ }],
    },
    {
      name: "the closed model",
      spec: { target, load: { model: "closed" } },
      issues: [
        { pointer: "/load/model", message: /^load\.model is "closed"; it must be "open": only/ },
      ],
    },
    {
      name: "a load without a model",
      spec: { target, load: {} },
      issues: [{ pointer: "/load/model", message: /^load\.model is missing; it must be "open"/ }],
    },
    {
      name: "a load that is none",
      spec: { target, load: null },
      issues: [{ pointer: "/load", message: /^load is null; it must be an object/ }],
    },
    {
      name: "an open load without arrivals",
      spec: open(undefined),
      issues: [{ pointer: "/load/arrivals", message: /^load\.arrivals is missing; it must be/ }],
    },
    {
      name: "arrivals that are no steady state",
      spec: open({ kind: "ramp", fromPerSecond: 1, toPerSecond: 2 }),
      issues: [
        {
          pointer: "/load/arrivals/kind",
          message: /is "ramp"; it must be "constant", "poisson", "gamma" or "burst": others/,
        },
      ],
    },
    {
      name: "a rate of its own",
      spec: open({ kind: "poisson", ratePerSecond: 100 }),
      issues: [
        {
          pointer: "/load/arrivals/ratePerSecond",
          message: "load.arrivals.ratePerSecond is 100; it must be left out: the search decides it",
        },
      ],
    },
    {
      name: "a length and objectives of its own, both at once",
      spec: { target, duration: "10s", slo: ["p99 < 1s"] },
      issues: [
        { pointer: "/duration", message: "duration is given; it must be left out" },
        { pointer: "/slo", message: "slo is given; it must be left out" },
      ],
    },
    {
      name: "percentiles that are no list",
      spec: { target, percentiles: 99 },
      issues: [{ pointer: "/percentiles", message: /^percentiles is 99; it must be/ }],
    },
    {
      name: "an unknown field",
      spec: { target, conections: 1 },
      issues: [{ pointer: "/conections", message: "conections is not a known field" }],
    },
  ]) {
    await t.test(`refuses ${name}`, (t) => {
      try {
        parseCapacitySpec(spec);
        t.fail("it was taken");
      } catch (error) {
        if (!(error instanceof LoadError)) throw error;
        t.equal(error.code, "MB_SPEC_INVALID");
        t.match(error.issues, issues);
        t.equal(error.issues.length, issues.length);
        t.notMatch(error.message, /\n/);
      }
      t.end();
    });
  }
});

t.test("capacitySpecSchema has the fields of a run that are not the search's own", (t) => {
  const { properties, additionalProperties } = capacitySpecSchema;
  t.equal(additionalProperties, false);
  for (const decided of ["duration", "requests", "until", "slo", "abortOn", "bundle", "interval"]) {
    t.notOk(decided in properties, decided);
  }
  t.match(properties.load.properties, {
    model: { const: "open" },
    maxPending: { default: 1e6 },
    arrivals: {
      anyOf: [
        { properties: { kind: { const: "constant" } }, required: ["kind"] },
        { properties: { kind: { const: "poisson" } }, required: ["kind"] },
        { properties: { kind: { const: "gamma" } }, required: ["kind", "cv2"] },
        { properties: { kind: { const: "burst" } } },
      ],
    },
  });
  t.end();
});
