import { formatForPath } from "../../engine/index.js";
import { UsageError, isNumber, quoteTyped } from "../usage-error.js";
import { arrivalsOf } from "./arrivals-flag.js";
import { checksOf } from "./check-flag.js";
import { connectionScheduleOf } from "./connection-schedule-flag.js";
import type { LoadOptions } from "./options.js";
import { scenariosOf } from "./scenarios-flag.js";
import { serverTimingOf } from "./server-timing-flag.js";

/** A run's input before the engine's schema has judged it. */
export type RunSpecInput = Readonly<Record<string, unknown>>;

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/**
 * The flags as a run's input.
 *
 * Numbers that are none stay text and lists keep what was typed: the schema refuses them, so that one place knows what is
 * allowed. Flags that were not given are left out: it also knows the defaults.
 *
 * @param readStdin - called only for `--body @-`
 * @throws UsageError for a header, a label or a check that can't be told apart, and for scenarios that can't be read
 */
export async function toRunSpecInput(
  url: string,
  options: LoadOptions,
  readStdin: () => Promise<string>,
): Promise<RunSpecInput> {
  return withoutUndefined({
    target: withoutUndefined({
      url,
      method: options.method,
      headers: headersOf(options.header),
      body: await bodyOf(options, readStdin),
      tls: tlsOf(options),
      unixSocket: options.unixSocket,
      connectTo: options.connectTo,
    }),
    scenarios: scenariosOf(options.scenarios),
    feed: options.feed === undefined ? undefined : { file: options.feed },
    success: successOf(options.success),
    checks: checksOf(options.check),
    client: options.client,
    load: loadOf(options),
    connections: numberOf(options.connections),
    connectionChoice: options.connectionChoice,
    streams: numberOf(options.streams),
    maxRequestsPerConnection: numberOf(options.maxRequestsPerConnection),
    maxConnectionAge: options.maxConnectionAge,
    connect: options.connect,
    connectStagger: options.connectStagger,
    retry: options.retry,
    workers: numberOf(options.workers),
    pacing: options.pacing,
    duration: options.duration,
    requests: numberOf(options.requests),
    until: options.until,
    slo: options.slo,
    abortOn: options.abortOn,
    warmup: options.warmup,
    timeout: options.timeout,
    queueTimeout: options.queueTimeout,
    drain: options.drain,
    seed: numberOf(options.seed),
    interval: options.interval,
    bundle: options.bundle === undefined ? undefined : true,
    seriesHistograms: needsSeriesHistograms(options.output) ? true : undefined,
    percentiles: options.percentiles?.split(",").map((text) => numberOf(text.trim())),
    serverTiming: serverTimingOf(options.serverTiming),
    labels: labelsOf(options.label),
  });
}

/** An interval's histogram can't be had afterwards: a run that is to be written with them has to keep them. */
function needsSeriesHistograms(output: readonly string[] = []): boolean {
  return output.some((path) => formatForPath(path)?.needs === "seriesHistograms");
}

function successOf(typed: string | undefined): unknown {
  if (typed === undefined) return undefined;
  return { status: typed.split(",").map((text) => text.trim()) };
}

function numberOf(typed: string | undefined): number | string | undefined {
  return typed !== undefined && isNumber(typed) ? Number(typed) : typed;
}

function loadOf(options: LoadOptions): unknown {
  if (options.model === "paced") {
    return withoutUndefined({
      model: "paced",
      ratePerSecond: numberOf(options.rate),
      catchUp: options.catchUp,
      maxPending: numberOf(options.maxPending),
    });
  }
  const arrivals = arrivalsOf(options);
  if (arrivals !== undefined) {
    return withoutUndefined({
      model: "open",
      arrivals,
      catchUp: options.catchUp,
      maxPending: numberOf(options.maxPending),
    });
  }
  const { model, rate, thinkTime } = options;
  const connectionSchedule = connectionScheduleOf(options.connectionSchedule);
  const isAsked = [thinkTime, connectionSchedule].some((each) => each !== undefined);
  if (rate !== "max" && model !== "closed" && !isAsked) return undefined;
  return withoutUndefined({ model: "closed", thinkTime, connectionSchedule });
}

async function bodyOf(
  { body, bodySize }: LoadOptions,
  readStdin: () => Promise<string>,
): Promise<unknown> {
  if (bodySize !== undefined) return { randomBytes: numberOf(bodySize) };
  if (body === "@-") return await readStdin();
  if (body?.startsWith("@") === true) return { file: body.slice(1) };
  return body;
}

function tlsOf({ insecure, cacert, cert, key, serverName }: LoadOptions): unknown {
  const tls = withoutUndefined({ insecure, ca: cacert, cert, key, serverName });
  return Object.keys(tls).length === 0 ? undefined : tls;
}

function headersOf(typed: readonly string[] | undefined): unknown {
  if (typed === undefined) return undefined;
  const byName = new Map<string, { readonly name: string; readonly value: string }>();
  for (const header of typed) {
    const { name, value } = parseHeader(header);
    const key = name.toLowerCase();
    const earlier = byName.get(key);
    byName.set(key, earlier === undefined ? { name, value } : joined(earlier, value));
  }
  return Object.fromEntries([...byName.values()].map(({ name, value }) => [name, value]));
}

/** One field with a list says the same as several fields (RFC 9110, section 5.3); cookies have a separator of their own. */
function joined(
  earlier: { readonly name: string; readonly value: string },
  value: string,
): { readonly name: string; readonly value: string } {
  const separator = earlier.name.toLowerCase() === "cookie" ? "; " : ", ";
  return { name: earlier.name, value: `${earlier.value}${separator}${value}` };
}

function parseHeader(typed: string): { readonly name: string; readonly value: string } {
  const colon = typed.indexOf(":");
  const name = typed.slice(0, Math.max(0, colon));
  const value = typed.slice(colon + 1).trim();
  // A line break in a value would start another header, or another request.
  if (HEADER_NAME.test(name) && !/[^\P{Cc}\t]/u.test(value)) return { name, value };
  throw new UsageError(
    `--header is ${quoteTyped(typed)}; it must be "Name: value", with letters, digits and dashes in the name, on one line`,
  );
}

function labelsOf(typed: readonly string[] | undefined): unknown {
  if (typed === undefined) return undefined;
  return Object.fromEntries(
    typed.map((label) => {
      const equals = label.indexOf("=");
      if (equals > 0) return [label.slice(0, equals), label.slice(equals + 1)];
      throw new UsageError(`--label is ${quoteTyped(label)}; it must be key=value`);
    }),
  );
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): RunSpecInput {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
