import t from "tap";
import type { Test } from "tap";
import type { RequestTexts } from "../../fixtures/request-texts.js";
import { answering } from "../../fixtures/scripted-server.js";
import type { ReceivedRequest, ScriptedServer } from "../../fixtures/scripted-server.js";
import { CLIENTS, finish, openOver } from "../../fixtures/transport-under-test.js";
import type { ClientName, TransportUnderTest } from "../../fixtures/transport-under-test.js";

const HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

interface RequestCase {
  readonly name: string;
  readonly request: Partial<RequestTexts>;
  /** Headers that every client sends. */
  readonly headers: readonly string[];
  /** What undici adds to every request, and why it can't be otherwise. */
  readonly standardAdds: readonly string[];
}

/** undici always says that it wants to keep the connection; HTTP/1.1 means that without a word. */
const KEEP_ALIVE = ["connection: keep-alive"];

const requestCases: readonly RequestCase[] = [
  {
    name: "a GET",
    request: { path: "/echo?size=100&x=%20" },
    headers: ["host: target.test", "user-agent: mesh-bench"],
    standardAdds: KEEP_ALIVE,
  },
  {
    name: "headers, twice the same among them",
    request: {
      headers: [
        ["X-Tag", "a"],
        ["X-Tag", "b é"],
        ["User-Agent", "mine"],
        ["Host", "other.test:81"],
      ],
    },
    headers: ["host: other.test:81", "user-agent: mine", "x-tag: a", "x-tag: b é"],
    standardAdds: KEEP_ALIVE,
  },
  {
    name: "a POST with a body",
    request: { method: "POST", body: new Uint8Array([0, 1, 254, 255]) },
    headers: ["content-length: 4", "host: target.test", "user-agent: mesh-bench"],
    standardAdds: KEEP_ALIVE,
  },
  {
    name: "a POST without a body",
    request: { method: "POST" },
    headers: ["content-length: 0", "host: target.test", "user-agent: mesh-bench"],
    standardAdds: KEEP_ALIVE,
  },
  {
    name: "a DELETE with a body",
    request: { method: "DELETE", body: new Uint8Array([65]) },
    headers: ["content-length: 1", "host: target.test", "user-agent: mesh-bench"],
    standardAdds: KEEP_ALIVE,
  },
  {
    name: "a HEAD",
    request: { method: "HEAD" },
    headers: ["host: target.test", "user-agent: mesh-bench"],
    standardAdds: KEEP_ALIVE,
  },
  {
    name: "the wish to close the connection",
    request: { headers: [["Connection", "close"]] },
    headers: ["connection: close", "host: target.test", "user-agent: mesh-bench"],
    standardAdds: [],
  },
];

for (const client of CLIENTS) {
  t.test(`the ${client} transport sends`, async (t) => {
    for (const row of requestCases) await t.test(row.name, (t) => sendOne(t, client, row));
  });
}

async function sendOne(t: Test, client: ClientName, row: RequestCase): Promise<void> {
  const { server, underTest } = await openOver(t, client, [answering(HELLO)], {
    request: row.request,
  });
  await underTest.listener.nth("ready");
  underTest.send();
  const received = await firstRequest(server, underTest);
  const added = client === "standard" ? row.standardAdds : [];
  t.equal(received.method, row.request.method ?? "GET");
  t.equal(received.path, row.request.path ?? "/");
  t.equal(received.version, "HTTP/1.1");
  t.strictSame(
    received.headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`).sort(),
    [...row.headers, ...added].sort(),
  );
  t.strictSame([...received.body], [...Buffer.from(row.request.body ?? "")]);
  t.equal(underTest.transport.sentBytes, received.byteCount);
  finish(t, underTest);
}

async function firstRequest(
  server: ScriptedServer,
  underTest: TransportUnderTest,
): Promise<ReceivedRequest> {
  await underTest.listener.nth("firstByte");
  const [first] = server.requests;
  if (first === undefined) throw new Error("the server has read no request");
  return first;
}
