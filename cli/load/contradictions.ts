import { UsageError, quoteTyped } from "../usage-error.js";
import { hasOwnRates, hasPlannedRate } from "./arrivals-flag.js";
import type { LoadOptions } from "./options.js";

/** Refuses flags that can't hold together, and words that name nothing. @throws UsageError for the first one */
export function assertConsistent(url: string, options: LoadOptions): void {
  assertOneOf("--model", options.model, ["open", "closed", "paced"]);
  assertModelFits(options);
  assertRequestFits(options);
  assertTlsFits(url, options);
  assertOneOutput(options);
}

function assertOneOf(flag: string, typed: string | undefined, allowed: readonly string[]): void {
  if (typed === undefined || allowed.includes(typed)) return;
  const names = allowed.map((name) => JSON.stringify(name)).join(" or ");
  throw new UsageError(`${flag} is ${quoteTyped(typed)}; it must be ${names}`);
}

function assertModelFits(options: LoadOptions): void {
  const { rate, model, arrivals } = options;
  if (model === "paced" && arrivals !== undefined && arrivals !== "constant") {
    throw new UsageError(
      `--model is "paced" and --arrivals is ${quoteTyped(arrivals)}; a paced run has one rate: leave one of them out`,
    );
  }
  if (hasOwnRates(arrivals)) {
    assertClosedIsNotMeant(options, ["--arrivals", arrivals]);
  } else if (hasPlannedRate(options)) {
    assertClosedIsNotMeant(options, ["--rate", rate]);
  } else {
    assertNothingNeedsRate(options);
  }
}

function assertNothingNeedsRate({ model, arrivals, catchUp, maxPending }: LoadOptions): void {
  const needsRate = [
    ["--model", model === "open" || model === "paced" ? model : undefined],
    ["--arrivals", arrivals],
    ["--catch-up", catchUp],
    ["--max-pending", maxPending],
  ] as const;
  for (const [flag, typed] of needsRate) {
    if (typed === undefined) continue;
    throw new UsageError(
      `${flag} is ${quoteTyped(typed)}; it needs --rate with a number of requests per second`,
    );
  }
}

function assertClosedIsNotMeant(options: LoadOptions, [flag, typed]: Typed): void {
  const { model, rate, thinkTime, connectionSchedule } = options;
  const closedFlags = [
    ["--model", model === "closed" ? model : undefined],
    ["--think-time", thinkTime],
    ["--connection-schedule", connectionSchedule],
  ] as const;
  for (const [closedFlag, closedTyped] of closedFlags) {
    if (closedTyped === undefined) continue;
    throw new UsageError(
      `${closedFlag} is ${quoteTyped(closedTyped)} and ${flag} is ${quoteTyped(typed ?? "")}; a closed run has no planned rate: leave one of them out`,
    );
  }
  if (rate === "max" && flag !== "--rate") {
    throw new UsageError(
      `--rate is "max" and ${flag} is ${quoteTyped(typed ?? "")}, which has rates of its own: leave one of them out`,
    );
  }
}

function assertRequestFits(options: LoadOptions): void {
  const { method, body, bodySize, scenarios, unixSocket, connectTo } = options;
  assertNotOfScenarios(["--method", method], scenarios);
  assertNotOfScenarios(["--body", body], scenarios);
  assertNotOfScenarios(["--body-size", bodySize], scenarios);
  assertNotBoth(["--body", body], ["--body-size", bodySize]);
  assertNotBoth(["--unix-socket", unixSocket], ["--connect-to", connectTo]);
}

function assertNotOfScenarios([flag, typed]: Typed, scenarios: string | undefined): void {
  if (typed === undefined || scenarios === undefined) return;
  throw new UsageError(
    `${flag} is ${quoteTyped(typed)} and --scenarios is ${quoteTyped(scenarios)}; each scenario has its own: write it into that file`,
  );
}

/** Standard output can hold one thing. */
function assertOneOutput({ accessLog, json, repeat }: LoadOptions): void {
  if (accessLog !== "-") return;
  if (json === "-") {
    throw new UsageError(
      '--access-log is "-" and --json is "-"; only one of them can go to standard output',
    );
  }
  if (repeat === undefined || repeat === "1") return;
  throw new UsageError(
    `--access-log is "-" and --repeat is ${quoteTyped(repeat)}; each run has a log of its own: name a file or a folder`,
  );
}

type Typed = readonly [flag: string, typed: string | undefined];

function assertNotBoth([flagA, typedA]: Typed, [flagB, typedB]: Typed): void {
  if (typedA === undefined || typedB === undefined) return;
  throw new UsageError(
    `${flagA} is ${quoteTyped(typedA)} and ${flagB} is ${quoteTyped(typedB)}; only one of them can be given`,
  );
}

function assertTogether([flagA, typedA]: Typed, [flagB, typedB]: Typed): void {
  if (typedA === undefined || typedB !== undefined) return;
  throw new UsageError(`${flagA} is ${quoteTyped(typedA)}; it needs ${flagB} too`);
}

function assertTlsFits(url: string, options: LoadOptions): void {
  assertTogether(["--cert", options.cert], ["--key", options.key]);
  assertTogether(["--key", options.key], ["--cert", options.cert]);
  if (!/^http:/i.test(url)) return;
  if (options.insecure === true) {
    throw new UsageError(`--insecure needs an https URL; the URL is ${quoteTyped(url)}`);
  }
  const tlsFlags: readonly Typed[] = [
    ["--cacert", options.cacert],
    ["--cert", options.cert],
    ["--server-name", options.serverName],
  ];
  for (const [flag, typed] of tlsFlags) {
    if (typed === undefined) continue;
    throw new UsageError(
      `${flag} is ${quoteTyped(typed)}; it needs an https URL, and the URL is ${quoteTyped(url)}`,
    );
  }
}
