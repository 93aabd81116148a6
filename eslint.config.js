import js from "@eslint/js";
import n from "eslint-plugin-n";
import tsdoc from "eslint-plugin-tsdoc";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/** Everything run once per arrival or per received chunk. */
export const hotFiles = [
  "wire/checks/byte-needle.ts",
  "wire/checks/header-reader.ts",
  "wire/checks/response-checker.ts",
  "wire/http1/response-parser.ts",
  "wire/http1/chunked-decoder.ts",
  "wire/http1/field-section.ts",
  "wire/http1/framing-fields.ts",
  "wire/http1/head-memo.ts",
  "wire/http1/request-parser.ts",
  "wire/http1/request-template.ts",
  "wire/http1/status-line.ts",
  "wire/splices/ascii-writers.ts",
  "wire/splices/splice-program.ts",
  "wire/splices/splice-random.ts",
  "wire/timing/decimal-reader.ts",
  "wire/timing/plain-time.ts",
  "wire/timing/server-timing.ts",
  "wire/timing/upstream-reader.ts",
  "engine/core/histogram/recording-histogram.ts",
  "engine/core/random/elementary.ts",
  "engine/core/random/random-source.ts",
  "engine/core/stages/recording-stages.ts",
  "engine/core/stages/stage-layout.ts",
  "workers/access-recorder.ts",
  "workers/access-records.ts",
  "workers/backlog.ts",
  "workers/dispatcher.ts",
  "workers/drive-loop.ts",
  "workers/in-flight-audit.ts",
  "workers/in-flight.ts",
  "workers/line.ts",
  "workers/loop-watch.ts",
  "workers/recorder.ts",
  "workers/pinned-backlog.ts",
  "workers/ready/connection-lists.ts",
  "workers/ready/least-busy-order.ts",
  "workers/ready/level-set.ts",
  "workers/ready/lifo-order.ts",
  "workers/ready/random-order.ts",
  "workers/ready/ready-places.ts",
  "workers/ready/ready-ring.ts",
  "workers/ready/round-robin-order.ts",
  "workers/request-mix.ts",
  "workers/scenario-books.ts",
  "workers/slot-pauses.ts",
  "workers/slots.ts",
  "workers/tick-counts.ts",
  "workers/waiting-line.ts",
  "workers/window-recorder.ts",
  "workers/transports/http1-connection.ts",
  "workers/transports/http1-transport.ts",
  "workers/transports/pipelined-connection.ts",
  "workers/transports/pipelined-transport.ts",
  "workers/transports/render-room.ts",
  "workers/transports/request-set.ts",
];

const TIME_WORDS =
  "(latency|duration|timeout|interval|delay|elapsed|deadline|period|[sS]tart|[eE]nd|Time)$";

const neverRead = [
  {
    object: "Math",
    property: "random",
    message: "Randomness is seeded and arrives with the plan.",
  },
  {
    object: "Date",
    property: "now",
    message: "Wall-clock instants come from the wall clock of engine/run.",
  },
];
// A schedule and a result must come out bit for bit the same on every version of Node.
const roundedByTheEngine =
  "log log2 log10 log1p exp expm1 pow cbrt hypot sin cos tan asin acos atan atan2 sinh cosh tanh"
    .split(" ")
    .map((property) => ({
      object: "Math",
      property,
      message:
        "Its last bit differs between engines: engine/core/random/elementary.ts has our own.",
    }));

export default defineConfig(
  { ignores: ["dist/**", "node_modules/**", ".tap/**", "coverage/**"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ["./tsconfig.json", "./ui/tsconfig.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { n, tsdoc },
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      // As for the compiler: what a method does not need, but those that take its place do.
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/explicit-module-boundary-types": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "n/prefer-node-protocol": "error",
      "n/no-process-exit": "error",
      "tsdoc/syntax": "error",
      "no-restricted-properties": ["error", ...neverRead],
      "max-lines": ["error", { max: 400, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ["error", 12],
      "max-params": ["error", 4],
    },
  },
  {
    files: ["{engine,wire,workers,mesh}/**/*.ts"],
    rules: {
      "no-restricted-properties": ["error", ...neverRead, ...roundedByTheEngine],
      "@typescript-eslint/naming-convention": [
        "error",
        {
          selector: ["variable", "parameter", "property"],
          types: ["number"],
          format: ["camelCase", "UPPER_CASE"],
          filter: { regex: TIME_WORDS, match: true },
          custom: { regex: "(Ns|Us|Ms|Seconds|_NS|_US|_MS|_SECONDS)$", match: true },
        },
      ],
    },
  },
  {
    // What is only drawn is rounded to pixels.
    files: ["engine/result/chart/**/*.ts", "engine/result/formats/html/**/*.ts"],
    rules: { "no-restricted-properties": ["error", ...neverRead] },
  },
  {
    files: hotFiles,
    rules: {
      "max-params": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "no-restricted-syntax": [
        "error",
        { selector: "SpreadElement, RestElement", message: "hot path: no spread/rest" },
        {
          selector: "AwaitExpression, FunctionDeclaration[async=true]",
          message: "hot path: no await",
        },
        {
          selector: "TemplateLiteral[expressions.length>0]",
          message: "hot path: no string building (throw from a cold helper)",
        },
        {
          selector:
            "CallExpression > MemberExpression[property.name=/^(map|filter|reduce|forEach|flatMap|slice|concat)$/]",
          message: "hot path: allocates",
        },
        { selector: "ArrowFunctionExpression", message: "hot path: no closures" },
      ],
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "max-lines-per-function": "off",
      "max-params": ["error", 5],
      "@typescript-eslint/no-floating-promises": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/require-await": "off",
      "no-restricted-properties": "off",
    },
  },
  {
    files: ["**/*.{js,mjs,cjs}"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        performance: "readonly",
        module: "writable",
        URL: "readonly",
      },
    },
  },
);
