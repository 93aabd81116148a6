import t from "tap";
import { LoadError, parseRunSpec } from "../../../../engine/index.js";
import { maskSecrets } from "../../../../engine/core/spec/mask-secrets.js";

const URL_TEXT = "http://127.0.0.1:8080/";

function withScenario(scenario: unknown): unknown {
  return { target: { url: URL_TEXT }, scenarios: [scenario] };
}

function withCheck(check: unknown): unknown {
  return { target: { url: URL_TEXT }, checks: [check] };
}

t.test("parseRunSpec fills in what a scenario leaves out", async (t) => {
  const { scenarios, checks, success } = parseRunSpec({
    target: { url: URL_TEXT },
    scenarios: [{}, { name: "b", weight: 0.5, success: {} }],
  });
  t.same(scenarios, [
    { weight: 1, headers: {}, checks: [] },
    { name: "b", weight: 0.5, headers: {}, checks: [], success: { status: ["2xx"] } },
  ]);
  t.same(checks, []);
  t.same(success, { status: ["2xx"] });
});

const CHECK_KINDS =
  'an object whose kind is "status", "headerPresent", "headerEquals", "headerContains", "bodyContains" or "jsonEquals"';
const STATUS = 'a code from "100" to "999" or a class such as "2xx"';

for (const { input, pointer, message } of [
  {
    input: { target: { url: URL_TEXT }, scenarios: [] },
    pointer: "/scenarios",
    message: "scenarios is []; it must be a list of 1 to 32 scenarios",
  },
  {
    input: withScenario("/cart"),
    pointer: "/scenarios/0",
    message:
      'scenarios.0 is "/cart"; it must be an object such as {"name": "cart", "weight": 3, "url": "/cart"}',
  },
  {
    input: withScenario({ wieght: 2 }),
    pointer: "/scenarios/0/wieght",
    message: "scenarios.0.wieght is not a known field",
  },
  ...[0, -1, 2e6, "3"].map((weight) => ({
    input: withScenario({ weight }),
    pointer: "/scenarios/0/weight",
    message: `scenarios.0.weight is ${JSON.stringify(weight)}; it must be a number above 0 and up to 1000000`,
  })),
  {
    input: withScenario({ method: "G T" }),
    pointer: "/scenarios/0/method",
    message: 'scenarios.0.method is "G T"; it must be an HTTP method such as GET or POST',
  },
  {
    input: withScenario({ headers: { "a b": "c" } }),
    pointer: "/scenarios/0/headers/a b",
    message:
      "scenarios.0.headers.a b is not a header name; it must be of letters, digits and !#$%&'*+.^_`|~-",
  },
  {
    input: withScenario({ success: { status: [] } }),
    pointer: "/scenarios/0/success/status",
    message:
      'scenarios.0.success.status is []; it must be a list of codes and classes such as ["2xx", "304"]',
  },
  ...["20", "2x", "099", "2XX"].map((status) => ({
    input: { target: { url: URL_TEXT }, success: { status: [status] } },
    pointer: "/success/status/0",
    message: `success.status.0 is ${JSON.stringify(status)}; it must be ${STATUS}`,
  })),
  {
    input: withCheck({ kind: "body", text: "x" }),
    pointer: "/checks/0",
    message: `checks.0 is {"kind":"body","text":"x"}; it must be ${CHECK_KINDS}`,
  },
  {
    input: withCheck({ kind: "status", anyOf: ["ok"] }),
    pointer: "/checks/0/anyOf/0",
    message: `checks.0.anyOf.0 is "ok"; it must be ${STATUS}`,
  },
  {
    input: withCheck({ kind: "headerPresent", name: "a b" }),
    pointer: "/checks/0/name",
    message: 'checks.0.name is "a b"; it must be a header name such as Content-Type',
  },
  {
    input: withCheck({ kind: "headerEquals", name: "a", value: " b" }),
    pointer: "/checks/0/value",
    message:
      'checks.0.value is " b"; it must be a text of Latin-1 without control characters and without white space around it',
  },
  {
    input: withCheck({ kind: "headerContains", name: "a", text: "" }),
    pointer: "/checks/0/text",
    message:
      'checks.0.text is ""; it must be a text of Latin-1, not empty, without control characters and white space around it',
  },
  {
    input: withCheck({ kind: "bodyContains", text: "" }),
    pointer: "/checks/0/text",
    message: 'checks.0.text is ""; it must be a text that is not empty',
  },
  ...["ok", "$.", "$[01]", '$["a]', '$["\\q"]'].map((path) => ({
    input: withCheck({ kind: "jsonEquals", path, value: 1 }),
    pointer: "/checks/0/path",
    message: `checks.0.path is ${JSON.stringify(path)}; it must be $ and steps such as .name, ["name"] or [0]`,
  })),
  {
    input: withCheck({ kind: "jsonEquals", path: "$", value: {} }),
    pointer: "/checks/0/value",
    message: "checks.0.value is {}; it must be a text, a number, true, false or null",
  },
  {
    input: { target: { url: URL_TEXT, body: "x" }, scenarios: [{}] },
    pointer: "/target/body",
    message: "target.body can't be given together with scenarios; give it to one of these",
  },
  {
    input: { target: { url: URL_TEXT }, scenarios: [{ name: "a" }, { name: "a" }] },
    pointer: "/scenarios/1/name",
    message: 'scenarios.1.name is "a", as is another scenario\'s',
  },
]) {
  void t.test(`parseRunSpec refuses: ${message}`, async (t) => {
    try {
      parseRunSpec(input);
      t.fail("accepted");
    } catch (error) {
      t.type(error, LoadError);
      t.match(error, { code: "MB_SPEC_INVALID", issues: [{ pointer, message }] });
    }
  });
}

t.test("what is secret of a scenario is masked, and its placeholders are not", async (t) => {
  const spec = parseRunSpec({
    target: { url: "http://me:hunter2@a:81/{{seq}}" },
    scenarios: [
      { url: "/x?id={{uuid}}", headers: { Authorization: "Bearer abc", "x-a": "{{seq}}" } },
      { url: "http://you:pass@a:81/{{random 1 9}}" },
    ],
  });
  const { target, scenarios } = maskSecrets(spec);
  t.equal(target.url, "http://***:***@a:81/{{seq}}");
  t.match(scenarios, [
    { url: "/x?id={{uuid}}", headers: { Authorization: "***", "x-a": "{{seq}}" } },
    { url: "http://***:***@a:81/{{random 1 9}}" },
  ]);
});
