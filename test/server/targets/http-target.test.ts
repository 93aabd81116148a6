import { Agent, request } from "node:http";
import type { IncomingMessage } from "node:http";
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import t from "tap";
import { LoadError } from "../../../engine/core/index.js";
import { createHttpTarget } from "../../../server/targets/index.js";
import { connectTo, get, startTarget } from "./raw-client.js";

await t.test("/null answers 204 with nothing else", async (t) => {
  const client = await connectTo(t, await startTarget(t));
  t.equal((await client.get("/null")).head, "HTTP/1.1 204 No Content");
  t.equal((await client.get("/null?size=5&status=503")).head, "HTTP/1.1 204 No Content");
  t.equal((await client.get("/null", "HEAD")).head, "HTTP/1.1 204 No Content");
  client.send("POST /null HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
  t.equal((await client.read()).head, "HTTP/1.1 204 No Content");
});

await t.test("the echo", async (t) => {
  const target = await startTarget(t);
  await t.test("answers 200 and nothing to nothing", async (t) => {
    const { head } = await (await connectTo(t, target)).get("/any/path?unknown=1");
    t.equal(head, "HTTP/1.1 200 OK\r\nContent-Length: 0");
  });
  await t.test("gives a body back with its type", async (t) => {
    const client = await connectTo(t, target);
    client.send("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Type: x/y\r\nContent-Length: 3\r\n\r\na\0b");
    const { head, body } = await client.read();
    t.equal(head, "HTTP/1.1 200 OK\r\nContent-Type: x/y\r\nContent-Length: 3");
    t.equal(body.toString("latin1"), "a\0b");
  });
  await t.test("gives different bodies back to equal heads", async (t) => {
    const client = await connectTo(t, target);
    for (const text of ["abc", "def"]) {
      client.send(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n${text}`);
      t.equal((await client.read()).body.toString(), text);
    }
  });
  await t.test("gives a chunked body back with a length", async (t) => {
    const client = await connectTo(t, target);
    client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n");
    client.send("1\r\nc\r\n0\r\n\r\n");
    const { head, body } = await client.read();
    t.match(head, "Content-Length: 3");
    t.equal(body.toString(), "abc");
  });
  await t.test("takes an absolute URL as the same path", async (t) => {
    const client = await connectTo(t, target);
    t.equal((await client.get("http://elsewhere:1/null")).status, 204);
    t.equal((await client.get("http://elsewhere?status=418")).status, 418);
  });
});

await t.test("size", async (t) => {
  const target = await startTarget(t);
  for (const sizeBytes of [0, 1, 2, 8192, 8193, 200_000, 3_000_001]) {
    await t.test(`${sizeBytes} gives as many bytes`, async (t) => {
      const client = await connectTo(t, target);
      const { head, body } = await client.get(`/?size=${sizeBytes}`);
      t.equal(
        head,
        `HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: ${sizeBytes}`,
      );
      t.equal(body.length, sizeBytes);
      t.equal((await client.get("/null")).status, 204, "and the next answer begins after them");
    });
  }
  await t.test("gives bytes that can't be compressed", async (t) => {
    const { body } = await (await connectTo(t, target)).get("/?size=2000000");
    t.ok(gzipSync(body).length >= body.length);
  });
  await t.test("takes the place of an echo", async (t) => {
    const client = await connectTo(t, target);
    client.send("POST /?size=7 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
    t.equal((await client.read()).body.length, 7);
  });
});

await t.test("HEAD is answered as GET, without the body", async (t) => {
  const client = await connectTo(t, await startTarget(t));
  const { head } = await client.get("/?size=100000", "HEAD");
  t.match(head, /Content-Length: 100000$/);
  t.equal((await client.get("/?status=500&size=3")).body.length, 3);
});

await t.test("status", async (t) => {
  const target = await startTarget(t);
  await t.test("is given as asked", async (t) => {
    const client = await connectTo(t, target);
    t.equal(
      (await client.get("/?status=503")).head.split("\r\n")[0],
      "HTTP/1.1 503 Service Unavailable",
    );
    t.equal((await client.get("/?status=299")).head.split("\r\n")[0], "HTTP/1.1 299 ");
  });
  await t.test("204 and 304 have neither body nor length", async (t) => {
    const client = await connectTo(t, target);
    t.equal((await client.get("/?status=204&size=9")).head, "HTTP/1.1 204 No Content");
    t.equal((await client.get("/?status=304&size=90000")).head, "HTTP/1.1 304 Not Modified");
    t.equal((await client.get("/null")).status, 204);
  });
});

await t.test("header", async (t) => {
  const client = await connectTo(t, await startTarget(t));
  await t.test("adds fields, in order, as often as given", async (t) => {
    const { head } = await client.get("/?header=A:b&header=A:%20c%20d&header=E:");
    t.equal(head, "HTTP/1.1 200 OK\r\nA: b\r\nA: c d\r\nE: \r\nContent-Length: 0");
  });
  await t.test("replaces the type that the target would give", async (t) => {
    const { head } = await client.get("/?size=1&header=content-type:a/b");
    t.equal(head, "HTTP/1.1 200 OK\r\ncontent-type: a/b\r\nContent-Length: 1");
  });
});

await t.test("close", async (t) => {
  const target = await startTarget(t);
  for (const sizeBytes of [3, 100_000, 2_000_000]) {
    await t.test(`ends the connection after an answer of ${sizeBytes} bytes`, async (t) => {
      const client = await connectTo(t, target);
      const { head, body } = await client.get(`/?close=true&size=${sizeBytes}`);
      t.match(head, /\r\nConnection: close$/);
      t.equal(body.length, sizeBytes);
      t.equal(await client.readToEnd(), "");
    });
  }
  await t.test("leaves requests behind it unanswered", async (t) => {
    const client = await connectTo(t, target);
    client.send(get("/null") + get("/?close=100%25") + get("/null"));
    const text = await client.readToEnd();
    t.equal(text.match(/HTTP\/1\.1/g)?.length, 2);
  });
  await t.test("0 % never does", async (t) => {
    const client = await connectTo(t, target);
    for (let i = 0; i < 20; i++) t.notMatch((await client.get("/?close=0")).head, "Connection");
  });
});

await t.test("the connection", async (t) => {
  const target = await startTarget(t);
  await t.test("ends when the client asks for it", async (t) => {
    const client = await connectTo(t, target);
    client.send("GET /null HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    t.equal(await client.readToEnd(), "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
  });
  await t.test("of HTTP/1.0 ends after one answer", async (t) => {
    const client = await connectTo(t, target);
    client.send("GET /?size=0 HTTP/1.0\r\n\r\n");
    t.match(await client.readToEnd(), /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n$/);
  });
  await t.test("of HTTP/1.0 stays open when asked, and says so", async (t) => {
    const client = await connectTo(t, target);
    for (let i = 0; i < 2; i++) {
      client.send("GET /null HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      t.equal((await client.read()).head, "HTTP/1.1 204 No Content\r\nConnection: keep-alive");
    }
  });
  await t.test("half-closed by the client still gets its answers, then ends", async (t) => {
    const client = await connectTo(t, target);
    client.socket.end(get("/?delay=20ms&status=201") + get("/?status=202"));
    t.same((await client.readToEnd()).match(/HTTP\/1\.1 \d+/g), ["HTTP/1.1 201", "HTTP/1.1 202"]);
  });
  await t.test("reset by the client harms nobody", async (t) => {
    const client = await connectTo(t, target);
    client.send(get("/?size=60000000"));
    await client.read(true);
    client.socket.resetAndDestroy();
    t.equal((await (await connectTo(t, target)).get("/null")).status, 204);
  });
});

await t.test("pipelined requests are answered in their order", async (t) => {
  const client = await connectTo(t, await startTarget(t));
  await t.test("whatever each one's delay and size", async (t) => {
    const targets = ["delay=30ms&status=201", "status=202", "size=90000&status=203", "status=204"];
    client.send(targets.map((query) => get(`/?${query}`)).join(""));
    for (const status of [201, 202, 203, 204]) t.equal((await client.read()).status, status);
  });
  await t.test("in one read when there are many", async (t) => {
    client.send(get("/?size=3").repeat(500));
    for (let i = 0; i < 500; i++) t.equal((await client.read()).body.length, 3);
  });
});

await t.test("requests split at every byte are answered as whole ones", async (t) => {
  const client = await connectTo(t, await startTarget(t));
  const text = "POST /?header=A:b HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
  for (let cut = 1; cut < text.length; cut++) {
    client.send(text.slice(0, cut));
    await turn();
    await turn();
    client.send(text.slice(cut));
    const { head, body } = await client.read();
    t.match(head, "A: b");
    t.equal(body.toString(), "abc", `cut at ${cut}`);
  }
});

await t.test("Expect: 100-continue is answered before the body is sent", async (t) => {
  const client = await connectTo(t, await startTarget(t));
  client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  t.equal((await client.read()).head, "HTTP/1.1 100 Continue");
  client.send("ab");
  t.equal((await client.read()).body.toString(), "ab");
});

await t.test("requests that can't be read get one line, and the connection ends", async (t) => {
  const target = await startTarget(t);
  for (const { name, text, status } of [
    { name: "malformed", text: "nonsense\r\n\r\n", status: 400 },
    {
      name: "header block over 64 KiB",
      text: `GET / HTTP/1.1\r\nA: ${"x".repeat(70_000)}`,
      status: 431,
    },
    {
      name: "announced body over 256 KiB",
      text: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 262145\r\n\r\n",
      status: 413,
    },
    {
      name: "chunked body over 256 KiB, sent to its end",
      text: `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${`8000\r\n${"x".repeat(32_768)}\r\n`.repeat(30)}`,
      status: 413,
    },
  ]) {
    await t.test(name, async (t) => {
      const client = await connectTo(t, target);
      client.send(get("/null") + text);
      t.equal((await client.read()).status, 204, "what came before is answered");
      const { head, body } = await client.read();
      t.match(head, new RegExp(`^HTTP/1.1 ${status} .*\r\nConnection: close$`, "s"));
      t.match(body.toString(), /^[^\n]+\n$/);
      t.equal(await client.readToEnd(), "");
    });
  }
  t.equal(target.stats.refusedCount, 4);
});

await t.test(
  "a client may go on sending for a while after the last answer, and is not reset",
  async (t) => {
    const client = await connectTo(t, await startTarget(t), true);
    const closed = new Promise<boolean>((resolve) => client.socket.once("close", resolve));
    client.send("nonsense\r\n\r\n");
    t.match(await client.readToEnd(), /^HTTP\/1\.1 400/);
    for (let i = 0; i < 5; i++) {
      client.send(get("/null"));
      for (let turns = 0; turns < 5; turns++) await turn();
    }
    client.socket.end();
    t.equal(await closed, false, "closed without an error");
    t.notMatch(await client.readToEnd(), "204", "and without another answer");
  },
);

t.test("a client that never ends its side is cut off at last", async (t) => {
  const target = await startTarget(t);
  const client = await connectTo(t, target, true);
  client.send(get("/?close=true"));
  await client.readToEnd();
  while (target.stats.openConnectionCount > 0) await sleep(20);
  t.pass();
});

t.test("delay holds an answer back by at least as much", async (t) => {
  const client = await connectTo(t, await startTarget(t));
  for (const [text, delayMs] of [
    ["25ms", 25],
    ["2500us", 2.5],
    ["0.03s", 30],
  ] as const) {
    const sentMs = performance.now();
    t.equal((await client.get(`/?delay=${text}`)).status, 200);
    t.ok(performance.now() - sentMs >= delayMs, text);
  }
});

await t.test("a client that does not read is not read from", async (t) => {
  const target = await startTarget(t);
  const client = await connectTo(t, target);
  client.socket.pause();
  client.send(get("/?size=1000000").repeat(64));
  const other = await connectTo(t, target);
  for (let i = 0; i < 200; i++) t.equal((await other.get("/null")).status, 204);
  t.ok(target.stats.requestCount < 200 + 64, "most of its requests wait");
  client.socket.resume();
  for (let i = 0; i < 64; i++) t.equal((await client.read()).body.length, 1_000_000);
});

await t.test("echoDefaults is the query of requests that have none", async (t) => {
  const client = await connectTo(t, await startTarget(t, { echoDefaults: "status=201&size=4" }));
  t.match(await client.get("/a"), { status: 201, body: { length: 4 } });
  t.match(await client.get("/a?size=5"), { status: 200, body: { length: 5 } });
  await t.rejects(createHttpTarget({ host: "127.0.0.1", port: 0, echoDefaults: "size=x" }), {
    code: "MB_SPEC_INVALID",
    message: /^echoDefaults: size is "x"/,
  });
});

await t.test("Node's own client agrees with every answer, over one connection", async (t) => {
  const target = await startTarget(t);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.teardown(() => {
    agent.destroy();
  });
  const send = (
    method: string,
    path: string,
    body?: string,
  ): Promise<IncomingMessage & { text: string }> =>
    new Promise((resolve, reject) => {
      const sent = request(`${target.url}${path}`, { method, agent }, (message) => {
        let text = "";
        message.setEncoding("latin1").on("data", (part: string) => (text += part));
        message.on("end", () => {
          resolve(Object.assign(message, { text }));
        });
      }).on("error", reject);
      // Without a length Node sends it chunked.
      if (body !== undefined) sent.write(body);
      sent.end();
    });
  t.match(await send("GET", "/null"), { statusCode: 204, text: "" });
  t.match(await send("POST", "/", "chunked body"), { statusCode: 200, text: "chunked body" });
  t.equal((await send("GET", "/?size=70000")).text.length, 70_000);
  t.match(await send("HEAD", "/?size=70000"), { headers: { "content-length": "70000" }, text: "" });
  t.match(await send("GET", "/?status=304&size=3"), { statusCode: 304, text: "" });
  t.match(await send("GET", "/?status=503&header=A:b"), { statusCode: 503, headers: { a: "b" } });
  t.match(await send("DELETE", "/?delay=5ms"), { statusCode: 200, statusMessage: "OK" });
  t.equal(target.stats.connectionCount, 1);
  t.match(await send("GET", "/?close=true"), { headers: { connection: "close" } });
  t.match(await send("GET", "/null"), { statusCode: 204 });
  t.equal(target.stats.connectionCount, 2);
  t.equal(target.stats.requestCount, 9);
});

await t.test("createHttpTarget", async (t) => {
  await t.test("names a taken port", async (t) => {
    const { address } = await startTarget(t);
    const error: unknown = await createHttpTarget(address).catch((reason: unknown) => reason);
    if (!(error instanceof LoadError)) return void t.fail(String(error));
    t.equal(error.code, "MB_TARGET_PORT");
    t.equal(
      error.message,
      `port ${address.port} on 127.0.0.1 is taken; choose another with --http-port or use 0 for a free one`,
    );
  });
  await t.test("names an address that is not this machine's", async (t) => {
    await t.rejects(createHttpTarget({ host: "192.0.2.1", port: 0 }), {
      code: "MB_TARGET_PORT",
      message: /^cannot listen on 192\.0\.2\.1 port 0: EADDRNOTAVAIL; .*--host$/,
    });
  });
  await t.test("gives a URL that can be used", async (t) => {
    const target = await startTarget(t);
    t.equal(target.url, `http://127.0.0.1:${target.address.port}`);
  });
});

await t.test(
  "close ends open connections, pending delays and freezes, and may be called again",
  async (t) => {
    const target = await startTarget(t);
    const client = await connectTo(t, target);
    const delayed = await connectTo(t, target);
    delayed.send(get("/?delay=10s"));
    t.equal((await client.get("/null")).status, 204);
    target.freeze(3_600_000, 0);
    target.freeze(1, 3_600_000);
    await Promise.all([target.close(), target.close()]);
    await client.ended;
    await delayed.ended;
    await t.rejects(connectTo(t, target), { code: "ECONNREFUSED" });
  },
);
