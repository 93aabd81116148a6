import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import fastifyStatic from "@fastify/static";
import type { FastifyInstance, FastifyReply } from "fastify";

/** What the page is told about this server. */
export interface PageSettings {
  /** A target that is known to be there, or null. */
  readonly targetUrl: string | null;
}

const PAGE_ROOT = fileURLToPath(new URL("../ui/", import.meta.url));
const CHART_FILES = ["uPlot.esm.js", "uPlot.min.css"] as const;

/** Adds the web page, its own files, and the chart library's. */
export async function addPageRoutes(app: FastifyInstance, settings: PageSettings): Promise<void> {
  const policy = contentSecurityPolicy(readFileSync(`${PAGE_ROOT}index.html`, "utf8"));
  await app.register(fastifyStatic, {
    root: PAGE_ROOT,
    wildcard: false,
    cacheControl: false,
    globIgnore: ["**/*.d.ts", "**/*.map", "**/*.tsbuildinfo"],
    setHeaders: (response) => {
      response.setHeader("content-security-policy", policy);
      response.setHeader("cache-control", "no-cache");
    },
  });
  const chartRoot = dirname(createRequire(import.meta.url).resolve("uplot"));
  for (const file of CHART_FILES) {
    app.get(`/vendor/${file}`, { schema: { hide: true } }, (_request, reply): FastifyReply => {
      return reply.sendFile(file, chartRoot);
    });
  }
  app.get("/page-settings.json", { schema: { hide: true } }, () => settings);
}

/** Only this server's own files, and the one inline script: browsers take import maps from nowhere else. */
function contentSecurityPolicy(html: string): string {
  const inline = /<script type="importmap">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "";
  const hash = createHash("sha256").update(inline).digest("base64");
  return [
    "default-src 'none'",
    `script-src 'self' 'sha256-${hash}'`,
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
