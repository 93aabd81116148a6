import http from "node:http";
import type { AddressInfo } from "node:net";
import net from "node:net";
import t, { type Test } from "tap";
import { MALFORMED_RESPONSES, VALID_RESPONSES } from "../../fixtures/http1-corpus.js";
import { bytesOf } from "../../fixtures/read-response.js";

interface Served {
  readonly text: string;
  readonly requestIsHead?: boolean;
  /** End the connection after the text. */
  readonly isEnded: boolean;
}

interface NodeReading {
  readonly status: number;
  readonly bodyBytes: number;
  readonly headCount: number;
  readonly keepAlive: boolean;
}

/** A raw server that answers the request for `/i` with the i-th text, and Node's client to ask it. */
async function withServer(t: Test, served: readonly Served[]): Promise<number> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()); // Node's client resets a connection that it does not like.
    socket.once("data", (request: Buffer) => {
      const entry = served[Number(/ \/(\d+) /.exec(request.toString("latin1"))?.[1])];
      if (entry === undefined) return;
      if (entry.isEnded) socket.end(bytesOf(entry.text));
      else socket.write(bytesOf(entry.text));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.teardown(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

function readWithNode(port: number, index: number, isHead: boolean): Promise<NodeReading> {
  const agent = new http.Agent({ keepAlive: true });
  const method = isHead ? "HEAD" : "GET";
  let status = 0;
  let bodyBytes = 0;
  let headCount = 1;
  let isOver = false;
  let keepAlive: boolean | undefined;
  const reading = new Promise<NodeReading>((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, path: `/${index}`, method, agent });
    const settle = (): void => {
      if (isOver && keepAlive !== undefined) resolve({ status, bodyBytes, headCount, keepAlive });
    };
    // Either the agent gets the socket back, or the client closes it.
    agent.on("free", () => {
      keepAlive ??= true;
      settle();
    });
    request.on("information", () => headCount++);
    request.on("error", reject);
    request.on("response", (response) => {
      status = response.statusCode ?? 0;
      response.on("data", (data: Buffer) => (bodyBytes += data.length));
      response.on("error", reject);
      response.on("end", () => {
        isOver = true;
        settle();
      });
    });
    request.on("socket", (socket) => {
      socket.on("close", () => {
        keepAlive ??= false;
        settle();
      });
    });
    request.end();
  });
  return reading.finally(() => {
    agent.destroy();
  });
}

t.test("Node's parser reads as the corpus says", async (t) => {
  const served = VALID_RESPONSES.map((each) => ({ ...each, isEnded: each.endsByClose === true }));
  const port = await withServer(t, served);
  for (const [index, response] of VALID_RESPONSES.entries()) {
    const { name, status, bodyBytes, headCount = 1, nodeRefuses, nodeCloses } = response;
    const keepAlive = response.keepAlive && nodeCloses === undefined;
    if (nodeRefuses !== undefined) continue;
    const reading = await readWithNode(port, index, response.requestIsHead === true);
    t.strictSame(reading, { status, bodyBytes, headCount, keepAlive }, name);
  }
});

t.test("Node's parser refuses what the corpus calls malformed", async (t) => {
  const served = MALFORMED_RESPONSES.map((each) => ({ ...each, isEnded: true }));
  const port = await withServer(t, served);
  for (const [index, { name, nodeTakes }] of MALFORMED_RESPONSES.entries()) {
    if (nodeTakes !== undefined) continue;
    await t.rejects(readWithNode(port, index, false), name);
  }
});
