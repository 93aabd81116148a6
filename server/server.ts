import { readFileSync } from "node:fs";

import fastifySwagger from "@fastify/swagger";
import fastifyWebsocket from "@fastify/websocket";
import Fastify from "fastify";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { WebSocket } from "@fastify/websocket";

import { LoadError, resultJsonSchema } from "../engine/index.js";
import type { CapacityRecord } from "./capacity-record.js";
import { addCapacityRoutes } from "./capacity-routes.js";
import type { CapacityStarter } from "./capacity-routes.js";
import { addCapacityStream } from "./capacity-stream.js";
import { checkCaller, checkQuery, watchMethods } from "./guards.js";
import { parseJsonBody } from "./json-body.js";
import { isLoopbackHost, urlHost } from "./loopback.js";
import { openApiOptions, sharedSchemas } from "./openapi.js";
import { addPageRoutes } from "./page.js";
import { HttpProblem, PROBLEM_TYPE, sendProblem, toProblem } from "./problem.js";
import { Registry } from "./registry.js";
import type { RegistryLimits } from "./registry.js";
import type { RunRecord } from "./run-record.js";
import { addRunRoutes } from "./run-routes.js";
import type { RunStarter } from "./run-routes.js";
import { addRunStream } from "./run-stream.js";
import { CLOSE_GOING_AWAY } from "./stream.js";
import { checkUpgrade } from "./stream-route.js";

/** What a server is made of. */
export interface ServerOptions {
  /** Makes the runs and the searches; it stays the caller's, who closes it after the server. */
  readonly engine: RunStarter & CapacityStarter;
  /** A loopback address or `localhost`, which means 127.0.0.1. Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: 8080; 0 for a free one. */
  readonly port?: number;
  /** A target that the page offers. */
  readonly targetUrl?: string;
  /** What is logged on standard error. Default: warnings and errors. */
  readonly logLevel?: "silent" | "warn" | "info";
  /** How many ended runs are remembered, and as many searches. Default: 1000 with 50 000 points of series in all. */
  readonly limits?: RegistryLimits;
}

/** A server that listens. */
export interface Server {
  readonly address: { readonly host: string; readonly port: number };
  /** With a slash at the end. */
  readonly url: string;
  /** Ends all connections within a second. Runs and searches go on; they are the engine's. */
  close(): Promise<void>;
}

const DEFAULT_PORT = 8080;
const BODY_LIMIT_BYTES = 1024 * 1024;
/** How long a socket may take to say goodbye. */
const GOODBYE_MS = 500;
/** Clients have nothing to say on a stream. */
const MAX_MESSAGE_BYTES = 1024;

/**
 * Serves runs and capacity searches over REST and WebSocket, and the page.
 *
 * @throws LoadError MB_SERVER_PORT when the port is taken or not allowed; MB_SPEC_INVALID when the address is not a loopback one
 */
export async function createServer(options: ServerOptions): Promise<Server> {
  const host = checkHost(options.host ?? "127.0.0.1");
  const app = await buildApp(options);
  try {
    const port = await listen(app, host, options.port ?? DEFAULT_PORT);
    let closing: Promise<void> | undefined;
    return {
      address: { host, port },
      url: `http://${urlHost(host)}:${port}/`,
      close: () => (closing ??= app.close()),
    };
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function buildApp(options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: true,
    logger: { level: options.logLevel ?? "warn", stream: process.stderr },
    clientErrorHandler: refuseUnreadable,
  });
  addErrorAnswers(app);
  addBodyParser(app);
  await app.register(fastifyWebsocket, {
    options: { maxPayload: MAX_MESSAGE_BYTES },
    preClose: closeSockets,
    errorHandler: (error, socket) => {
      app.log.warn(error);
      socket.terminate();
    },
  });
  // After the WebSocket plugin, which ends the sockets of upgrades that are refused from here on only.
  app.addHook("onRequest", (request, reply, done) => {
    void reply.header("x-content-type-options", "nosniff").header("referrer-policy", "no-referrer");
    checkCaller(request);
    done();
  });
  await app.register(fastifySwagger, openApiOptions(readVersion()));
  for (const schema of sharedSchemas()) app.addSchema(schema);
  const addMethodAnswers = watchMethods(app);
  await addPageRoutes(app, { targetUrl: options.targetUrl ?? null });
  await app.register((api, _options, done) => {
    addApiHooks(api);
    addRuns(api, options);
    addSearches(api, options);
    api.get("/healthz", { schema: { summary: "Is the server there?" } }, () => ({ status: "ok" }));
    api.get("/openapi.json", { schema: { hide: true } }, () => app.swagger());
    addSchemaRoute(api);
    done();
  });
  addMethodAnswers();
  return app;
}

function addRuns(api: FastifyInstance, { engine, limits }: ServerOptions): void {
  const runs = new Registry<RunRecord>("run", limits);
  addRunRoutes(api, engine, runs);
  addRunStream(api, runs);
}

function addSearches(api: FastifyInstance, { engine, limits }: ServerOptions): void {
  const searches = new Registry<CapacityRecord>("search", limits);
  addCapacityRoutes(api, engine, searches);
  addCapacityStream(api, searches);
}

/** Its address is as stable as the version in it. */
function addSchemaRoute(api: FastifyInstance): void {
  const schema = resultJsonSchema();
  api.get(
    "/schemas/result/v1.json",
    { schema: { summary: "The JSON Schema of results, draft 2020-12" } },
    (_request, reply): FastifyReply => reply.type("application/schema+json").send(schema),
  );
}

function addApiHooks(api: FastifyInstance): void {
  api.addHook("onRequest", (request, reply, done) => {
    void reply.header("cache-control", "no-store");
    checkUpgrade(request);
    checkQuery(request);
    done();
  });
}

/** Schemas describe and do not judge: bodies are judged by the engine, so that every way in gives the same messages. */
function addBodyParser(app: FastifyInstance): void {
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "string" }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body.toString()));
    } catch (error) {
      done(toProblem(error));
    }
  });
}

function addErrorAnswers(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = toProblem(error);
    if (problem.status >= 500) request.log.error(error);
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler((request, reply) => {
    const [path] = request.url.split("?");
    return sendProblem(reply, new HttpProblem(404, `there is nothing at ${path ?? "/"}`));
  });
}

/** Answers what Node's parser could not read as a request. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: NodeJS.WritableStream): void {
  if (error.code === "ECONNRESET" || !socket.writable) return;
  const status = error.code === "HPE_HEADER_OVERFLOW" ? 431 : 400;
  const { document } = new HttpProblem(status, "the request is not readable as HTTP/1.1");
  const body = JSON.stringify(document);
  socket.end(
    `HTTP/1.1 ${status} ${document.title}\r\nContent-Type: ${PROBLEM_TYPE}\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Says goodbye to every stream and waits a little for the answers. */
function closeSockets(this: FastifyInstance, done: () => void): void {
  const { clients } = this.websocketServer;
  for (const socket of clients) socket.close(CLOSE_GOING_AWAY, "the server is closing");
  const timer = setTimeout(() => {
    for (const socket of clients) socket.terminate();
  }, GOODBYE_MS);
  void Promise.all([...clients].map(untilClosed)).then(() => {
    clearTimeout(timer);
    done();
  });
}

async function untilClosed(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.once("close", () => {
      resolve();
    });
  });
}

function readVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}

function checkHost(host: string): string {
  if (!isLoopbackHost(host)) {
    const message = `host is ${JSON.stringify(host)}; it must be a loopback address: 127.0.0.1, ::1 or localhost`;
    throw new LoadError("MB_SPEC_INVALID", message, { issues: [{ pointer: "/host", message }] });
  }
  return host === "localhost" ? "127.0.0.1" : host;
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw new LoadError("MB_SERVER_PORT", `port ${port} on ${host} ${whyNot(error)}`, {
      cause: error,
    });
  }
  const address = app.server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

function whyNot(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EADDRINUSE") return "is taken; choose another with --port, or 0 for a free one";
  if (code === "EACCES") return "is not allowed to this user; choose one above 1023 with --port";
  return `can't be listened on (${code === "" ? String(error) : code}); choose another address`;
}
