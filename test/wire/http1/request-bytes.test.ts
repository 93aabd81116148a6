import http from "node:http";
import type { AddressInfo } from "node:net";
import net from "node:net";
import t from "tap";
import { compileHttp1Request, type Http1RequestParts, WireError } from "../../../wire/index.js";

const BASE: Http1RequestParts = { method: "GET", path: "/", host: "a.test" };

function textOf(parts: Partial<Http1RequestParts>): string {
  return Buffer.from(compileHttp1Request({ ...BASE, ...parts })).toString("latin1");
}

t.test("compileHttp1Request gives these bytes for", async (t) => {
  const rows: { name: string; parts: Partial<Http1RequestParts>; text: string }[] = [
    {
      name: "a plain GET",
      parts: { path: "/echo?size=2&x=%20", host: "127.0.0.1:8080" },
      text: "GET /echo?size=2&x=%20 HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUser-Agent: mesh-bench\r\n\r\n",
    },
    {
      name: "headers in their order, repeated ones too",
      parts: {
        headers: [
          ["X-B", "1"],
          ["X-A", ""],
          ["x-b", "2, \t3"],
        ],
      },
      text: "GET / HTTP/1.1\r\nHost: a.test\r\nX-B: 1\r\nX-A: \r\nx-b: 2, \t3\r\nUser-Agent: mesh-bench\r\n\r\n",
    },
    {
      name: "a Host and a User-Agent of the user's own",
      parts: {
        headers: [
          ["user-agent", "mine/1"],
          ["HOST", "other.test"],
        ],
      },
      text: "GET / HTTP/1.1\r\nuser-agent: mine/1\r\nHOST: other.test\r\n\r\n",
    },
    {
      name: "a body",
      parts: { method: "POST", body: Uint8Array.of(0, 13, 10, 255) },
      text: "POST / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: mesh-bench\r\nContent-Length: 4\r\n\r\n\0\r\n\xff",
    },
    {
      name: "a GET with a body",
      parts: { body: Uint8Array.of(104) },
      text: "GET / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: mesh-bench\r\nContent-Length: 1\r\n\r\nh",
    },
    {
      name: "a PUT without a body",
      parts: { method: "PUT" },
      text: "PUT / HTTP/1.1\r\nHost: a.test\r\nUser-Agent: mesh-bench\r\nContent-Length: 0\r\n\r\n",
    },
    {
      name: "a Content-Length that agrees with the body",
      parts: { method: "PATCH", headers: [["content-length", "1"]], body: Uint8Array.of(104) },
      text: "PATCH / HTTP/1.1\r\nHost: a.test\r\ncontent-length: 1\r\nUser-Agent: mesh-bench\r\n\r\nh",
    },
    {
      name: "characters up to U+00FF in a value",
      parts: { headers: [["X", "é\u00ff"]] },
      text: "GET / HTTP/1.1\r\nHost: a.test\r\nX: \xe9\xff\r\nUser-Agent: mesh-bench\r\n\r\n",
    },
    {
      name: "OPTIONS * at an IPv6 address",
      parts: { method: "OPTIONS", path: "*", host: "[::1]:80" },
      text: "OPTIONS * HTTP/1.1\r\nHost: [::1]:80\r\nUser-Agent: mesh-bench\r\n\r\n",
    },
  ];
  for (const { name, parts, text } of rows) t.equal(textOf(parts), text, name);
});

t.test("compileHttp1Request refuses", async (t) => {
  const header = (name: string, value: string): Partial<Http1RequestParts> => ({
    headers: [[name, value]],
  });
  const rows: { name: string; parts: Partial<Http1RequestParts>; message: RegExp }[] = [
    { name: "an empty method", parts: { method: "" }, message: /^method is "";/ },
    { name: "a method with a space", parts: { method: "GET /" }, message: /^method is "GET \/";/ },
    { name: "CONNECT", parts: { method: "CONNECT" }, message: /^method is "CONNECT";/ },
    { name: "an empty path", parts: { path: "" }, message: /^path is "";/ },
    { name: "a path without a slash", parts: { path: "echo" }, message: /^path is "echo";/ },
    { name: "a path with a space", parts: { path: "/a b" }, message: /^path is "\/a b";/ },
    {
      name: "a path with line ends",
      parts: { path: "/\r\nX: y" },
      message: /^path is "\/\\r\\nX: y"/,
    },
    {
      name: "a path that ends in a line end",
      parts: { path: "/\n" },
      message: /^path is "\/\\n";/,
    },
    { name: "a path with a fragment", parts: { path: "/a#b" }, message: /^path is "\/a#b";/ },
    { name: "a path with é", parts: { path: "/é" }, message: /^path is "\/é";/ },
    { name: "an empty host", parts: { host: "" }, message: /^host is "";/ },
    { name: "a host with a line end", parts: { host: "a\r\nb" }, message: /^host is "a\\r\\nb";/ },
    { name: "a host with a path", parts: { host: "a/b" }, message: /^host is "a\/b";/ },
    { name: "an empty header name", parts: header("", "x"), message: /^header name is "";/ },
    {
      name: "a header name with a colon",
      parts: header("X:", "x"),
      message: /^header name is "X:";/,
    },
    {
      name: "a header name beyond ASCII",
      parts: header("Xé", "x"),
      message: /^header name is "Xé";/,
    },
    { name: "CR in a value", parts: header("X", "a\rb"), message: /^header X is "a\\rb";/ },
    { name: "LF in a value", parts: header("X", "a\nb"), message: /^header X is "a\\nb";/ },
    { name: "NUL in a value", parts: header("X", "a\0b"), message: /^header X is "a\\u0000b";/ },
    { name: "DEL in a value", parts: header("X", "\x7f"), message: /^header X is / },
    { name: "a value beyond U+00FF", parts: header("X", "€"), message: /^header X is "€";/ },
    {
      name: "a Transfer-Encoding",
      parts: header("transfer-encoding", "chunked"),
      message: /^header transfer-encoding is "chunked";/,
    },
    {
      name: "a Content-Length that the body has not",
      parts: { ...header("Content-Length", "5"), body: Uint8Array.of(1) },
      message: /^header Content-Length is "5"; the body has 1 bytes$/,
    },
    {
      name: "a Content-Length without a body",
      parts: header("Content-Length", "5"),
      message: /the body has 0 bytes$/,
    },
    {
      name: "a Content-Length that is no number",
      parts: { ...header("Content-Length", "0x1"), body: Uint8Array.of(1) },
      message: /^header Content-Length is "0x1";/,
    },
    {
      name: "two Content-Lengths",
      parts: {
        headers: [
          ["Content-Length", "0"],
          ["content-length", "0"],
        ],
      },
      message: /^header content-length is "0, 0"; it may be given once$/,
    },
    {
      name: "two Hosts",
      parts: {
        headers: [
          ["Host", "a"],
          ["host", "b"],
        ],
      },
      message: /^header host is "a, b"; it may be given once$/,
    },
  ];
  for (const { name, parts, message } of rows) {
    t.throws(
      () => textOf(parts),
      { name: "WireError", code: "WIRE_BAD_REQUEST_PART", message },
      name,
    );
  }
  t.throws(() => textOf({ path: "" }), WireError);
});

t.test("compileHttp1Request is understood by Node's server", async (t) => {
  const seen = new Promise<unknown[]>((resolve) => {
    const server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        response.end();
        const { method, url, rawHeaders } = request;
        resolve([method, url, rawHeaders, Buffer.concat(chunks).toString("latin1")]);
      });
    });
    t.teardown(() => {
      server.closeAllConnections();
      server.close();
    });
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      const socket = net.connect(port, "127.0.0.1");
      t.teardown(() => socket.destroy());
      socket.write(
        compileHttp1Request({
          method: "POST",
          path: "/a?b=c",
          host: "a.test:81",
          headers: [["X-Y", "é"]],
          body: new TextEncoder().encode("hello"),
        }),
      );
    });
  });
  const headers = ["Host", "a.test:81", "X-Y", "é", "User-Agent", "mesh-bench"];
  t.strictSame(await seen, ["POST", "/a?b=c", [...headers, "Content-Length", "5"], "hello"]);
});
