import { Option } from "commander";
import type { Command } from "commander";
import { ARRIVALS_SYNTAX } from "./arrivals-flag.js";
import { CHECK_SYNTAX } from "./check-flag.js";

/** The flags of `mesh-bench load` as typed; the engine's schema says what is allowed in them. */
export interface LoadOptions {
  readonly connections?: string;
  readonly streams?: string;
  readonly workers?: string;
  readonly rate?: string;
  readonly model?: string;
  readonly arrivals?: string;
  readonly pacing?: string;
  readonly catchUp?: string;
  readonly thinkTime?: string;
  readonly connectionSchedule?: string;
  readonly connectionChoice?: string;
  readonly maxPending?: string;
  readonly seed?: string;
  readonly duration?: string;
  readonly requests?: string;
  readonly until?: string;
  readonly slo?: readonly string[];
  readonly abortOn?: readonly string[];
  readonly repeat?: string;
  readonly warmup?: string;
  readonly timeout?: string;
  readonly queueTimeout?: string;
  readonly drain?: string;
  readonly method?: string;
  readonly header?: readonly string[];
  readonly body?: string;
  readonly bodySize?: string;
  readonly scenarios?: string;
  readonly feed?: string;
  readonly success?: string;
  readonly check?: readonly string[];
  readonly client?: string;
  readonly insecure?: boolean;
  readonly cacert?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  readonly unixSocket?: string;
  readonly connectTo?: string;
  readonly floor?: boolean;
  readonly maxRequestsPerConnection?: string;
  readonly maxConnectionAge?: string;
  readonly connect?: string;
  readonly connectStagger?: string;
  readonly retry?: string;
  readonly interval?: string;
  readonly percentiles?: string;
  readonly serverTiming?: string;
  readonly label?: readonly string[];
  readonly json?: string;
  readonly output?: readonly string[];
  readonly bundle?: string;
  readonly accessLog?: string;
  readonly quiet?: boolean;
}

/** Those of the engine's formats, which help must not wait for; a test compares the two. */
const OUTPUT_ENDINGS =
  ".json, .yaml, .yml, .csv, .run.csv, .hgrm, .hlog, .prom, .smp.json, .junit.xml, .xml, .fortio.json, .html, .htm";

interface FlagGroup {
  readonly title: string;
  readonly flags: readonly (readonly [flags: string, description: string])[];
}

const GROUPS: readonly FlagGroup[] = [
  {
    title: "How much:",
    flags: [
      [
        "-r, --rate <n|max>",
        'requests per second, on a fixed plan; "max": as many as possible (default: max)',
      ],
      ["-c, --connections <n>", "connections to the target (default: 32)"],
      ["--streams <n>", "requests in flight on each; more than 1: pipelining (default: 1)"],
      ["-w, --workers <n|auto>", "threads of the generator (default: auto, one fewer than cores)"],
      [
        "--model <open|closed|paced>",
        "open: arrivals follow the plan; closed: each follows an answer; paced: a plan per connection (default: by --rate)",
      ],
      ["--arrivals <shape>", `shape of the plan: ${ARRIVALS_SYNTAX} (default: constant)`],
      [
        "--catch-up <policy>",
        "arrivals noticed late: sendAll, paced:<k> or skip:<time> (default: sendAll)",
      ],
      [
        "--pacing <p>",
        "wait for the next arrival: precise spins, economy sleeps, auto: as cores allow (default: auto)",
      ],
      ["--think-time <time>", "closed: from an answer to the next request (default: 0s)"],
      [
        "--connection-schedule <s>",
        "closed: connections in use, step:<from>[..<to>]/<by>@<time> or line:<from>[..<to>]@<time> (default: all)",
      ],
      [
        "--connection-choice <c>",
        "which free connection is next: roundRobin, lifo, random or leastBusy (default: roundRobin)",
      ],
      [
        "--max-pending <n>",
        "arrivals that may wait for a connection before further ones are skipped (default: 1000000)",
      ],
      ["--seed <n>", "seed of everything random (default: drawn, and printed in the result)"],
    ],
  },
  {
    title: "How long:",
    flags: [
      [
        "-d, --duration <time>",
        "length of the measured part (default: 10s; 10m with --until; no limit with --requests)",
      ],
      ["-n, --requests <n>", "number of requests; with --duration: whichever comes first"],
      [
        "--until <expression>",
        'end as soon as a percentile is precise, such as "ci(p99) < 5%"; --duration and --requests are then the most',
      ],
      [
        "--repeat <n>",
        "make so many runs, each with a seed of its own, and sum them up (default: 1)",
      ],
      ["--warmup <time>", "load before the measured part, not reported (default: 0s)"],
      ["--timeout <time>", "longest wait for one answer (default: 10s)"],
      ["--queue-timeout <time>", "longest wait for a free connection (default: no limit)"],
      ["--drain <time>", "longest wait for the last answers (default: 10s)"],
    ],
  },
  {
    title: "The request:",
    flags: [
      ["-X, --method <name>", "HTTP method (default: GET, or POST with a body)"],
      ["-H, --header <name: value>", "a header, of all scenarios too; may be repeated"],
      ["--body <text|@file|@->", "the body: a text, a file, or standard input"],
      ["--body-size <bytes>", "a random body of this size"],
      ["--scenarios <file>", "several requests in place of one, as a JSON list with weights"],
      ["--feed <file>", "CSV or NDJSON with the values of {{column}} in URL, headers and bodies"],
      [
        "--client <wire|standard>",
        "our own HTTP client, or undici as the reference (default: wire)",
      ],
    ],
  },
  {
    title: "What is a success:",
    flags: [
      ["--success <list>", "statuses of a success, such as 2xx,304 (default: 2xx)"],
      ["--check <expression>", `what every response must fulfil: ${CHECK_SYNTAX}; may be repeated`],
    ],
  },
  {
    title: "What must hold:",
    flags: [
      [
        "--slo <expression>",
        'an objective, such as "p99 < 10ms", "failed < 0.1%" or "rate >= 990/s"; decides the exit code; may be repeated',
      ],
      [
        "--abort-on <condition>",
        'end the run early, with exit code 3: "status 5xx", "error connectionLost", "errors > 5% over 1s" or "slo"; may be repeated',
      ],
    ],
  },
  {
    title: "The life of connections:",
    flags: [
      ["--max-requests-per-connection <n>", "then open a new one; 1: no keep-alive"],
      ["--max-connection-age <time>", "close connections of this age and open new ones"],
      [
        "--connect <before|lazy>",
        "open all connections before the start, or each when a request needs it (default: before)",
      ],
      ["--connect-stagger <time>", "open connections one by one, this far apart (default: 0s)"],
      [
        "--retry <idle-close|none>",
        "requests that meet a closing connection: send again or not (default: idle-close)",
      ],
    ],
  },
  {
    title: "Connection and TLS:",
    flags: [
      ["--insecure", "accept any server certificate"],
      ["--cacert <file>", "trust the authorities in this PEM file"],
      ["--cert <file>", "client certificate (PEM)"],
      ["--key <file>", "key of the client certificate (PEM)"],
      ["--server-name <name>", "name asked for, and checked, in TLS (SNI)"],
      ["--unix-socket <path>", "connect to this Unix socket"],
      ["--connect-to <host:port>", "connect here instead of to the URL's host"],
    ],
  },
  {
    title: "What is printed and kept:",
    flags: [
      [
        "--floor",
        "first measure this machine and the generator alone, against a null target, and print it beside the result",
      ],
      ["--percentiles <list>", "percentiles to report (default: 50,75,90,95,99,99.9,99.99)"],
      [
        "--interval <time>",
        "length of one point of the series, and of one plain line (default: 1s)",
      ],
      [
        "--server-timing <header>",
        "header[:metric][@unit] in which responses say what their upstream took: report it, and the rest",
      ],
      ["--label <key=value>", "a label kept in the result; may be repeated"],
      [
        "--json <file|->",
        "write the result as JSON; -: to standard output, and nothing else there",
      ],
      [
        "-o, --output <file>",
        `write the result in the format of its ending; may be repeated: ${OUTPUT_ENDINGS}`,
      ],
      [
        "--bundle <file>",
        "write everything that the result is computed from, for mesh-bench verify",
      ],
      [
        "--access-log <file|->",
        "write each request with its instants, a line of JSON each; -: to standard output, and nothing else there",
      ],
      ["--quiet", "print nothing but errors"],
    ],
  },
];

const REPEATABLE: ReadonlySet<string> = new Set([
  "header",
  "check",
  "slo",
  "abortOn",
  "label",
  "output",
]);

/** What only a target of the user's own can have, and more runs than one. */
const NOT_OF_FLOOR: ReadonlySet<string> = new Set([
  "floor",
  "repeat",
  "method",
  "header",
  "body",
  "bodySize",
  "scenarios",
  "feed",
  "success",
  "check",
  "slo",
  "abortOn",
  "bundle",
  "accessLog",
  "insecure",
  "cacert",
  "cert",
  "key",
  "serverName",
  "unixSocket",
  "connectTo",
]);

/** What a comparison has of its own, or what would be a part of every single run. */
const NOT_OF_COMPARE: ReadonlySet<string> = new Set([
  "floor",
  "percentiles",
  "json",
  "output",
  "bundle",
  "accessLog",
  "repeat",
  "slo",
  "abortOn",
]);

/** What a search decides, or has in another form. */
const NOT_OF_CAPACITY: ReadonlySet<string> = new Set([
  "rate",
  "thinkTime",
  "connectionSchedule",
  "duration",
  "requests",
  "until",
  "floor",
  "interval",
  "percentiles",
  "serverTiming",
  "output",
  "bundle",
  "accessLog",
  "repeat",
  "slo",
  "abortOn",
]);
/** Where a search says something else than a run. */
const IN_CAPACITY: Readonly<Record<string, string>> = {
  model: "only open: the rate of other models depends on the target",
  arrivals: "shape of the plan: constant, poisson, gamma:<cv2>, burst:<n> (default: constant)",
  seed: "seed of everything random; each probe has its own from it (default: drawn)",
  warmup: "load before each measured part (default: 20 % of it)",
  drain: "longest wait for the last answers (default: twice the bound of --slo, 500ms to 10s)",
};

/** Adds the flags of `load`, in groups. Their values stay text: one schema, the engine's, judges them. */
export function addLoadOptions(command: Command): void {
  for (const option of allOptions()) command.addOption(option);
  command.helpOption("-h, --help", "show this help");
}

/** Adds the flags of `floor`: those of `load` that say nothing of a target. */
export function addFloorOptions(command: Command): void {
  for (const option of allOptions()) {
    const name = option.attributeName();
    if (NOT_OF_FLOOR.has(name)) continue;
    // FLOOR_WARMUP of the engine, which help must not wait for.
    if (name === "warmup") option.description = option.description.replace("0s", "1s");
    command.addOption(option);
  }
  command.helpOption("-h, --help", "show this help");
}

/** Adds the flags of `compare` that say how its runs are made: those of `load`. */
export function addLoadOptionsOfCompare(command: Command): void {
  for (const option of allOptions()) {
    if (!NOT_OF_COMPARE.has(option.attributeName())) command.addOption(option);
  }
  command.helpOption("-h, --help", "show this help");
}

/** Adds the flags of `capacity` that say what each probe is. */
export function addCapacityLoadOptions(command: Command): void {
  for (const option of allOptions()) {
    const name = option.attributeName();
    if (NOT_OF_CAPACITY.has(name)) continue;
    option.description = IN_CAPACITY[name] ?? option.description;
    command.addOption(option);
  }
  command.helpOption("-h, --help", "show this help");
}

function allOptions(): readonly Option[] {
  return GROUPS.flatMap(({ title, flags }) =>
    flags.map(([syntax, description]) => toOption(syntax, description, title)),
  );
}

function toOption(syntax: string, description: string, group: string): Option {
  const option = new Option(syntax, description).helpGroup(group);
  return REPEATABLE.has(option.attributeName()) ? repeatable(option) : option;
}

/** @returns the option, whose value is the list of all that was typed */
export function repeatable(option: Option): Option {
  return option.argParser((value: string, earlier: readonly string[] | undefined) => [
    ...(earlier ?? []),
    value,
  ]);
}

/** @returns typed flags without some: what is left has the shape of the flags of `load`, any of which may be missing */
export function withoutFlags(flags: object, names: readonly string[]): LoadOptions {
  return Object.fromEntries(Object.entries(flags).filter(([name]) => !names.includes(name)));
}
