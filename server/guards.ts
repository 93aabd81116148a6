import type { FastifyInstance, FastifyRequest } from "fastify";

import { isLoopbackHost, parseAuthority } from "./loopback.js";
import { HttpProblem } from "./problem.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** The query parameters that a route of the API knows; others are refused. */
    readonly query?: readonly string[];
    /** The route that is a WebSocket. */
    readonly isStream?: boolean;
    /** Says which methods the route's address has. */
    readonly isFallback?: boolean;
  }
}

/**
 * Keeps other sites' pages away from a server that has no password.
 *
 * A foreign page can send requests to the loopback in two ways: openly, and then the browser says so in `Origin`; or under a
 * host name of its own that it has pointed at 127.0.0.1 (DNS rebinding), and then that name is in `Host`.
 *
 * @throws HttpProblem 403
 */
export function checkCaller(request: Pick<FastifyRequest, "headers">): void {
  const authority = parseAuthority(request.headers.host ?? "");
  if (authority === undefined || !isLoopbackHost(authority.hostname)) {
    throw new HttpProblem(
      403,
      `the Host header is ${quote(request.headers.host)}; this server answers only to localhost, 127.0.0.1 and [::1]`,
    );
  }
  const { origin } = request.headers;
  if (origin !== undefined && origin !== `http://${authority.host}`) {
    throw new HttpProblem(
      403,
      `the Origin header is ${quote(origin)}; only this server's own page, http://${authority.host}, may call it`,
    );
  }
}

/** @throws HttpProblem 400 that names every query parameter the route does not know, or that is given twice */
export function checkQuery(request: FastifyRequest): void {
  const known = request.routeOptions.config.query ?? [];
  const errors = Object.entries(request.query ?? {}).flatMap(([parameter, value]) => {
    if (Array.isArray(value)) return [{ parameter, detail: "is given more than once" }];
    return known.includes(parameter) ? [] : [{ parameter, detail: describeKnown(known) }];
  });
  const [first] = errors;
  if (first === undefined) return;
  throw new HttpProblem(400, `query parameter ${quote(first.parameter)} ${first.detail}`, {
    errors,
  });
}

/**
 * Answers 405 with `Allow` wherever an address exists under another method. Call it before the first route.
 *
 * @returns adds those answers; call it after the last route
 */
export function watchMethods(app: FastifyInstance): () => void {
  const methodsByUrl = new Map<string, Set<string>>();
  app.addHook("onRoute", (route) => {
    if (route.config?.isFallback === true) return;
    const methods = methodsByUrl.get(route.url) ?? new Set();
    for (const method of [route.method].flat()) methods.add(method);
    methodsByUrl.set(route.url, methods);
  });
  return () => {
    for (const [url, methods] of methodsByUrl) addMethodNotAllowed(app, url, methods);
  };
}

function addMethodNotAllowed(
  app: FastifyInstance,
  url: string,
  methods: ReadonlySet<string>,
): void {
  const allow = [...methods].sort().join(", ");
  app.route({
    url,
    method: app.supportedMethods.filter((method) => !methods.has(method)),
    config: { isFallback: true },
    schema: { hide: true },
    // In a hook and not in the handler, so that a body is not read and judged first.
    onRequest: (request) => {
      throw new HttpProblem(405, `${request.method} is not possible here; ${allow} is`, {
        headers: { allow },
      });
    },
    handler: () => undefined,
  });
}

function describeKnown(known: readonly string[]): string {
  if (known.length === 0) return "is unknown; this address takes none";
  return `is unknown; this address takes ${known.join(" and ")}`;
}

function quote(value: string | undefined): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}
