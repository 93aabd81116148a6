import type { ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { generate } from "selfsigned";
import type { Children } from "./children.js";
import { pinned } from "./cores.js";
import { freePort } from "./free-port.js";
import { versionPrintedBy } from "./peers/installed.js";

const START_TIMEOUT_MS = 5000;
const POLL_MS = 20;
const LISTEN_BACKLOG = 8192;
const WORKER_CONNECTIONS = 16_384;

/** The server under test: nginx with one worker that answers 2 bytes. */
export interface TargetServer {
  readonly url: string;
  readonly tlsUrl: string;
  readonly certificateFile: string;
  /** How many requests it has answered since its start, this question included. */
  readonly readRequestCount: () => Promise<number>;
  close(): Promise<void>;
}

interface Ports {
  readonly plain: number;
  readonly tls: number;
}

/**
 * TLS is fixed to one version and cipher: the tools' defaults differ, and the cipher decides a good part of the cost.
 */
function configuration({ plain, tls }: Ports): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((module) => `  ${module}_temp_path temporary/${module};`)
    .join("\n");
  return `daemon off;
worker_processes 1;
worker_rlimit_nofile ${2 * WORKER_CONNECTIONS};
pid nginx.pid;
error_log stderr error;
events { worker_connections ${WORKER_CONNECTIONS}; multi_accept on; }
http {
  access_log off;
  default_type text/plain;
  keepalive_requests 1000000000;
  keepalive_timeout 3600s;
${temporary}
  ssl_certificate certificate.pem;
  ssl_certificate_key key.pem;
  ssl_protocols TLSv1.3;
  ssl_conf_command Ciphersuites TLS_AES_128_GCM_SHA256;
  server {
    listen 127.0.0.1:${plain} backlog=${LISTEN_BACKLOG};
    listen 127.0.0.1:${tls} ssl backlog=${LISTEN_BACKLOG};
    location / { return 200 "ok"; }
    location = /request-count { stub_status; }
  }
}
`;
}

async function createCertificate(folder: string): Promise<void> {
  const { cert, private: key } = await generate([{ name: "commonName", value: "localhost" }], {
    keyType: "ec",
    algorithm: "sha256",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  writeFileSync(`${folder}/key.pem`, key);
  writeFileSync(`${folder}/certificate.pem`, cert);
}

/** The third number of nginx's stub_status page: requests since its start. */
export function parseRequestCount(page: string): number {
  const count = /^\s*\d+\s+\d+\s+(\d+)\s*$/m.exec(page)?.[1];
  if (count === undefined) throw new Error("nginx's status page has no count of requests");
  return Number(count);
}

async function untilAnswered(url: string, child: ChildProcess, messages: string[]): Promise<void> {
  for (let waitedMs = 0; waitedMs < START_TIMEOUT_MS; waitedMs += POLL_MS) {
    if (child.exitCode !== null) break;
    try {
      await (await fetch(url)).text();
      return;
    } catch {
      // Not listening yet; the loop's bound decides when that is an error.
      await sleep(POLL_MS);
    }
  }
  throw new Error(`nginx did not start: ${messages.join("").trim()}`);
}

/** Starts nginx on free ports of the loopback, in a folder of its own, on one core. */
export async function startNginx(
  children: Children,
  folder: string,
  core: number | undefined,
): Promise<TargetServer> {
  const ports = { plain: await freePort(), tls: await freePort() };
  mkdirSync(`${folder}/temporary`);
  await createCertificate(folder);
  writeFileSync(`${folder}/nginx.conf`, configuration(ports));
  const argv = ["nginx", "-e", "stderr", "-p", folder, "-c", "nginx.conf"];
  const child = children.start(pinned(core, argv), ["ignore", "ignore", "pipe"]);
  const messages: string[] = [];
  child.stderr?.on("data", (chunk: Buffer) => messages.push(chunk.toString()));
  const url = `http://127.0.0.1:${ports.plain}/`;
  const statusUrl = `${url}request-count`;
  await untilAnswered(statusUrl, child, messages);
  return {
    url,
    tlsUrl: `https://127.0.0.1:${ports.tls}/`,
    certificateFile: `${folder}/certificate.pem`,
    readRequestCount: async () => parseRequestCount(await (await fetch(statusUrl)).text()),
    close: () => children.stop(child),
  };
}

/** The version of the nginx on the PATH; "missing" without one. */
export function nginxVersion(): string {
  return versionPrintedBy("nginx", ["-v"], /nginx\/(\S+)/) ?? "missing";
}
