import { runSpecSchema } from "../../engine/index.js";
import type { LoadError, SpecIssue } from "../../engine/index.js";
import { quoteTyped } from "../usage-error.js";
import type { LoadOptions } from "./options.js";
import { SERVER_TIMING_WANTED } from "./server-timing-flag.js";

/** A flag and what was typed after it. */
interface TypedFlag {
  readonly flag: string;
  readonly typed: string | undefined;
  /** What the flag allows beside what the schema's field allows. */
  readonly orElse?: string;
  /** What is wanted, where the validation speaks of more than this flag. */
  readonly wanted?: string;
  /** Where what was typed has fields of its own: what the message begins with and need not say, all else is told. */
  readonly within?: string;
}

const [, , randomBody] = runSpecSchema.properties.target.properties.body.anyOf;
const BODY_SIZE_WANTED = String(randomBody.properties.randomBytes["wanted"]);

type FlagOf = (options: LoadOptions, url: string, pointer: string) => TypedFlag;

/** Which flag fills which field of the spec; a pointer without an entry of its own belongs to its parent's. */
const FLAG_OF_POINTER: Readonly<Record<string, FlagOf>> = {
  "/target/url": (_options, url) => ({ flag: "url", typed: url }),
  "/target/method": ({ method }) => ({ flag: "--method", typed: method }),
  "/target/headers": ({ header }, _url, pointer) => ({
    flag: "--header",
    typed: header?.find((text) => isHeaderAt(pointer, text)),
  }),
  "/target/body": ({ body, bodySize }) =>
    bodySize === undefined
      ? { flag: "--body", typed: body }
      : { flag: "--body-size", typed: bodySize, wanted: BODY_SIZE_WANTED },
  "/target/tls/insecure": () => ({ flag: "--insecure", typed: undefined }),
  "/target/tls/ca": ({ cacert }) => ({ flag: "--cacert", typed: cacert }),
  "/target/tls/cert": ({ cert }) => ({ flag: "--cert", typed: cert }),
  "/target/tls/key": ({ key }) => ({ flag: "--key", typed: key }),
  "/target/tls/serverName": ({ serverName }) => ({ flag: "--server-name", typed: serverName }),
  "/target/unixSocket": ({ unixSocket }) => ({ flag: "--unix-socket", typed: unixSocket }),
  "/target/connectTo": ({ connectTo }) => ({ flag: "--connect-to", typed: connectTo }),
  "/scenarios": ({ scenarios }) => ({ flag: "--scenarios", typed: scenarios, within: "" }),
  "/feed": ({ feed }) => ({ flag: "--feed", typed: feed }),
  "/success": ({ success }) => ({ flag: "--success", typed: success }),
  "/checks": ({ check }, _url, pointer) => {
    const [, , index = ""] = pointer.split("/");
    return { flag: "--check", typed: typedAt(pointer, check), within: `checks.${index}.` };
  },
  "/client": ({ client }) => ({ flag: "--client", typed: client }),
  "/load": ({ rate }) => ({ flag: "--rate", typed: rate, orElse: ', or "max"' }),
  "/load/arrivals": ({ arrivals, rate }) =>
    arrivals === undefined
      ? { flag: "--rate", typed: rate, orElse: ', or "max"' }
      : { flag: "--arrivals", typed: arrivals },
  "/load/arrivals/ratePerSecond": ({ rate }) => ({
    flag: "--rate",
    typed: rate,
    orElse: ', or "max"',
  }),
  "/load/catchUp": ({ catchUp }) => ({ flag: "--catch-up", typed: catchUp }),
  "/load/ratePerSecond": ({ rate }) => ({ flag: "--rate", typed: rate }),
  "/load/thinkTime": ({ thinkTime }) => ({ flag: "--think-time", typed: thinkTime }),
  "/load/connectionSchedule": ({ connectionSchedule }) => ({
    flag: "--connection-schedule",
    typed: connectionSchedule,
  }),
  "/load/maxPending": ({ maxPending }) => ({ flag: "--max-pending", typed: maxPending }),
  "/connectionChoice": ({ connectionChoice }) => ({
    flag: "--connection-choice",
    typed: connectionChoice,
  }),
  "/connections": ({ connections }) => ({ flag: "--connections", typed: connections }),
  "/pacing": ({ pacing }) => ({ flag: "--pacing", typed: pacing }),
  "/streams": ({ streams }) => ({ flag: "--streams", typed: streams }),
  "/maxRequestsPerConnection": ({ maxRequestsPerConnection }) => ({
    flag: "--max-requests-per-connection",
    typed: maxRequestsPerConnection,
  }),
  "/maxConnectionAge": ({ maxConnectionAge }) => ({
    flag: "--max-connection-age",
    typed: maxConnectionAge,
  }),
  "/connect": ({ connect }) => ({ flag: "--connect", typed: connect }),
  "/connectStagger": ({ connectStagger }) => ({ flag: "--connect-stagger", typed: connectStagger }),
  "/retry": ({ retry }) => ({ flag: "--retry", typed: retry }),
  "/workers": ({ workers }) => ({ flag: "--workers", typed: workers }),
  "/duration": ({ duration }) => ({ flag: "--duration", typed: duration }),
  "/requests": ({ requests }) => ({ flag: "--requests", typed: requests }),
  "/until": ({ until }) => ({ flag: "--until", typed: until }),
  "/slo": ({ slo }, _url, pointer) => ({ flag: "--slo", typed: typedAt(pointer, slo) }),
  "/abortOn": ({ abortOn }, _url, pointer) => ({
    flag: "--abort-on",
    typed: typedAt(pointer, abortOn),
  }),
  "/warmup": ({ warmup }) => ({ flag: "--warmup", typed: warmup }),
  "/queueTimeout": ({ queueTimeout }) => ({ flag: "--queue-timeout", typed: queueTimeout }),
  "/timeout": ({ timeout }) => ({ flag: "--timeout", typed: timeout }),
  "/drain": ({ drain }) => ({ flag: "--drain", typed: drain }),
  "/seed": ({ seed }) => ({ flag: "--seed", typed: seed }),
  "/interval": ({ interval }) => ({ flag: "--interval", typed: interval }),
  "/percentiles": ({ percentiles }) => ({ flag: "--percentiles", typed: percentiles }),
  "/serverTiming": ({ serverTiming }) => ({
    flag: "--server-timing",
    typed: serverTiming,
    wanted: SERVER_TIMING_WANTED,
  }),
  "/labels": ({ label }) => ({ flag: "--label", typed: label?.join(", ") }),
};

/** Separates what was found from what is wanted in the messages of the spec's validation. */
const WANTED = "; it must be ";
/** The same for a file that can't be used. */
const REASON = ", which ";

/**
 * Says in the words of the command line what the engine's schema refused: the flag, what was typed, what would be right.
 *
 * @returns one line, however many fields are wrong
 */
export function inFlagWords(error: LoadError, url: string, options: LoadOptions): string {
  if (error.issues.length === 0) return error.message;
  return error.issues.map((issue) => describe(issue, url, options)).join("; also, ");
}

function describe({ pointer, message }: SpecIssue, url: string, options: LoadOptions): string {
  const flagOf = flagAt(pointer);
  if (flagOf === undefined) return message;
  const { flag, typed, orElse, wanted, within } = flagOf(options, url, pointer);
  if (typed === undefined) return `${flag}: ${message}`;
  const found = `${flag} ${foundText(pointer, typed)}`;
  for (const start of [within, `${fieldOf(pointer)}: `]) {
    if (start === undefined || !message.startsWith(start)) continue;
    return `${found}: ${message.slice(start.length)}`;
  }
  if (wanted !== undefined) return `${found}${WANTED}${wanted}`;
  for (const mark of [WANTED, REASON]) {
    const start = message.indexOf(mark);
    if (start < 0) continue;
    const hint = pointer.startsWith("/load/arrivals") ? (orElse ?? "") : "";
    return `${found}${message.slice(start)}${hint}`;
  }
  return `${found}; it ${message.slice(fieldOf(pointer).length + 1)}`;
}

/** @returns the entry of a repeated flag that a pointer names; undefined where it is about all of them */
function typedAt(pointer: string, typed: readonly string[] | undefined): string | undefined {
  const [, , index = ""] = pointer.split("/");
  return index === "" ? undefined : typed?.[Number(index)];
}

/** How the validation names a field at the start of its message: `target.headers.Host`. */
function fieldOf(pointer: string): string {
  return pointer.slice(1).split("/").map(unescapePointer).join(".");
}

function unescapePointer(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

/** `is "abc"`, or `contains "abc"` for an entry of a list. */
function foundText(pointer: string, typed: string): string {
  const entry = /^\/(?:percentiles|success\/status)\/(\d+)$/.exec(pointer);
  if (entry === null) return `is ${quoteTyped(typed)}`;
  return `contains ${quoteTyped(typed.split(",")[Number(entry[1])]?.trim() ?? "")}`;
}

function isHeaderAt(pointer: string, typed: string): boolean {
  const name = unescapePointer(pointer.slice("/target/headers/".length));
  return typed.toLowerCase().startsWith(`${name.toLowerCase()}:`);
}

function flagAt(pointer: string): FlagOf | undefined {
  for (let path = pointer; path !== ""; path = path.slice(0, path.lastIndexOf("/"))) {
    const flagOf = FLAG_OF_POINTER[path];
    if (flagOf !== undefined) return flagOf;
  }
  return undefined;
}
