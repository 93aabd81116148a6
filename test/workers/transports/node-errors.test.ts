import t from "tap";
import { fromConnectError } from "../../../workers/transports/node-errors.js";

t.test("fromConnectError", async (t) => {
  for (const { code, kind, message } of [
    { code: "ECONNREFUSED", kind: "connectRefused", message: /^it failed$/ },
    { code: "ETIMEDOUT", kind: "connectTimeout", message: /^it failed$/ },
    { code: "ENOTFOUND", kind: "dns", message: /^it failed$/ },
    { code: "ECONNRESET", kind: "connectFailed", message: /^it failed$/ },
    { code: "EHOSTUNREACH", kind: "connectFailed", message: /^it failed$/ },
    { code: "EMFILE", kind: "connectFailed", message: /^it failed: this process may .*ulimit -n/ },
    { code: "ENFILE", kind: "connectFailed", message: /^it failed: this machine .*fs\.file-max/ },
    {
      code: "EADDRNOTAVAIL",
      kind: "connectFailed",
      message: /^it failed: no local port is free .*ip_local_port_range/,
    },
  ]) {
    await t.test(code, (t) => {
      const error = Object.assign(new Error("it failed"), { code });
      t.match(fromConnectError(error, false), { kind, message });
      t.end();
    });
  }

  await t.test("while TLS is under way: whatever it is, it is its", (t) => {
    const error = Object.assign(new Error("it failed"), { code: "ECONNRESET" });
    t.strictSame(fromConnectError(error, true), { kind: "tls", message: "it failed" });
    t.end();
  });
});
