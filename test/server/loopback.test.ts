import t from "tap";

import { isLoopbackHost, parseAuthority } from "../../server/loopback.js";

t.test("isLoopbackHost", async (t) => {
  for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "::1"]) {
    t.equal(isLoopbackHost(host), true, `${host} is this machine`);
  }
  const others = ["0.0.0.0", "::", "192.168.0.1", "127.0.0.1.evil.example", "evil.example", ""];
  for (const host of others) t.equal(isLoopbackHost(host), false, `"${host}" is not`);
});

t.test("parseAuthority", async (t) => {
  t.same(parseAuthority("127.0.0.1:8080"), { host: "127.0.0.1:8080", hostname: "127.0.0.1" });
  t.same(parseAuthority("[::1]:8080"), { host: "[::1]:8080", hostname: "::1" });
  t.same(parseAuthority("LOCALHOST"), { host: "localhost", hostname: "localhost" });
  t.same(
    parseAuthority("localhost:80"),
    { host: "localhost", hostname: "localhost" },
    "as a URL has it",
  );
  for (const header of [
    "",
    "a b",
    "127.0.0.1/x",
    "user@127.0.0.1",
    "127.0.0.1:port",
    "x#y",
    "x?y",
  ]) {
    t.equal(parseAuthority(header), undefined, `"${header}" is no authority`);
  }
});
