import { readFileSync } from "node:fs";
import { Command } from "commander";
import t from "tap";
import { registerCompare } from "../../cli/commands/compare.js";
import { addFloorOptions, addLoadOptions } from "../../cli/load/options.js";
import {
  DEFAULT_QUAD_COUNT,
  FLOOR_WARMUP,
  RESULT_FORMATS,
  parseRunSpec,
} from "../../engine/index.js";

const guide = readFileSync(new URL("../../../docs/cli.md", import.meta.url), "utf8");

t.test("addLoadOptions", async (t) => {
  const command = new Command();
  addLoadOptions(command);
  for (const { flags, helpGroupHeading } of command.options) {
    await t.test(`has ${flags} in the guide, in the words of the help`, async (t) => {
      t.ok(guide.includes(`\`${flags.replaceAll("|", "\\|")}\``), "the guide names it");
      t.ok(helpGroupHeading, "and it is in a group of the help");
    });
  }
  await t.test("collects what may be repeated and keeps the last of the rest", async (t) => {
    const checks = ["--check", "body~a", "--check", "body~b"];
    command.parse(["-H", "a: 1", "-r", "5", "-H", "b: 2", "-r", "6", ...checks], { from: "user" });
    t.match(command.opts(), { header: ["a: 1", "b: 2"], check: ["body~a", "body~b"], rate: "6" });
  });
  await t.test("tells every ending of a format", async (t) => {
    const output = command.options.find(({ long }) => long === "--output");
    const endings = RESULT_FORMATS.flatMap((format) => format.endings);
    t.match(output?.description, `: ${endings.join(", ")}`);
  });
  await t.test("tells the defaults that the engine fills in", async (t) => {
    const url = "http://127.0.0.1:8081/";
    const closed = parseRunSpec({ target: { url } });
    const arrivals = { kind: "constant", ratePerSecond: 1 };
    const open = parseRunSpec({ target: { url }, load: { model: "open", arrivals } });
    const maxPending = open.load.model === "open" ? open.load.maxPending : undefined;
    const defaults: Readonly<Record<string, string>> = {
      connections: String(closed.connections),
      streams: String(closed.streams),
      connect: closed.connect,
      "connect-stagger": closed.connectStagger,
      retry: closed.retry,
      workers: String(closed.workers),
      duration: String(closed.duration),
      warmup: closed.warmup,
      timeout: closed.timeout,
      drain: closed.drain,
      interval: closed.interval,
      client: closed.client,
      success: closed.success.status.join(","),
      percentiles: closed.percentiles.join(","),
      "max-pending": String(maxPending),
      rate: closed.load.model === "closed" ? "max" : "",
    };
    for (const [name, value] of Object.entries(defaults)) {
      const option = command.options.find(({ long }) => long === `--${name}`);
      t.match(option?.description, `(default: ${value}`, name);
    }
  });
});

t.test("addFloorOptions", async (t) => {
  const load = new Command();
  addLoadOptions(load);
  const floor = new Command();
  addFloorOptions(floor);
  const namesOf = ({ options }: Command): string[] => options.map(({ long }) => long ?? "");
  await t.test("has the flags of load that are not about a target", async (t) => {
    const left = namesOf(load).filter((name) => !namesOf(floor).includes(name));
    t.strictSame(left, [
      "--repeat",
      "--method",
      "--header",
      "--body",
      "--body-size",
      "--scenarios",
      "--feed",
      "--success",
      "--check",
      "--slo",
      "--abort-on",
      "--insecure",
      "--cacert",
      "--cert",
      "--key",
      "--server-name",
      "--unix-socket",
      "--connect-to",
      "--floor",
      "--bundle",
      "--access-log",
    ]);
  });
  await t.test("tells its own warm-up", async (t) => {
    const warmup = floor.options.find(({ long }) => long === "--warmup");
    t.match(warmup?.description, `(default: ${FLOOR_WARMUP})`);
    t.match(load.options.find(({ long }) => long === "--warmup")?.description, "(default: 0s)");
  });
});

t.test("registerCompare", async (t) => {
  const program = new Command();
  registerCompare(program);
  const load = new Command();
  addLoadOptions(load);
  const longsOf = ({ options }: Command): string[] => options.map(({ long }) => long ?? "");
  const [compare] = program.commands;
  const options = compare?.options ?? [];
  for (const { flags, helpGroupHeading } of options) {
    await t.test(`has ${flags} in the guide, in the words of the help`, async (t) => {
      t.ok(guide.includes(`\`${flags.replaceAll("|", "\\|")}\``), "the guide names it");
      t.ok(helpGroupHeading, "and it is in a group of the help");
    });
  }
  await t.test("has the flags of load that say how a run is made", async (t) => {
    const names = options.map(({ long }) => long);
    const left = longsOf(load).filter((name) => !names.includes(name));
    t.strictSame(left, ["--repeat", "--slo", "--abort-on", "--floor", "--bundle", "--access-log"]);
    t.equal(new Set(names).size, names.length, "each once");
  });
  await t.test("tells its defaults", async (t) => {
    const description = (name: string) => options.find(({ long }) => long === name)?.description;
    t.match(description("--quads"), `(default: ${DEFAULT_QUAD_COUNT})`);
    t.match(description("--percentiles"), "(default: 50,90,99)");
    t.match(description("--margin"), "(default: 5%)");
  });
});
