import t from "tap";
import type { RunResult } from "../../engine/index.js";
import { startBinary } from "../fixtures/run-binary.js";
import { withTarget } from "../fixtures/with-target.js";

t.test("A run that asks for more connections than the process may have", async (t) => {
  const target = await withTarget(t);
  const { stdout, stderr } = await startBinary(
    ["load", `${target.url}/null`, "-c", "120", "-r", "100", "-d", "300ms", "--json", "-"],
    { descriptorLimit: 100 },
  ).ended;
  const { connections, generator } = parseResult(stdout, stderr);
  t.equal(connections.requested, 120);
  t.ok(connections.opened < 100, `${connections.opened} opened`);
  const messageOf = (code: string): string | undefined =>
    generator.reasons.find((reason) => reason.code === code)?.message;
  t.match(messageOf("connectionsMissing"), /^\d+ of 120 connections .*EMFILE.*ulimit -n/);
  t.match(messageOf("descriptors"), /^120 connections take up to .* may have 100: .*ulimit -n \d/);
});

function parseResult(stdout: string, stderr: string): RunResult {
  try {
    // What `--json -` prints is a result, and nothing else.
    return JSON.parse(stdout) as RunResult;
  } catch (cause) {
    throw new Error(`no result, but: ${stderr}`, { cause });
  }
}
