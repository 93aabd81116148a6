import { parseDurationNs } from "../duration.js";

/** What becomes of arrivals that the pacer noticed late. */
export type CatchUp =
  | { readonly kind: "sendAll" }
  /** The schedule's clock runs `speed` times as fast as time until it has caught up. */
  | { readonly kind: "paced"; readonly speed: number }
  /** An arrival that is later than this is skipped. */
  | { readonly kind: "skip"; readonly latenessNsMax: number };

/** Completes "… it must be". */
export const CATCH_UP_WANTED =
  '"sendAll", "paced:<k>" with a number k above 1, such as "paced:2", or "skip:<duration>", such as "skip:10ms"';

const SPEED_MAX = 1e6;

/** @returns the policy that a text names; undefined when it names none */
export function parseCatchUp(text: string): CatchUp | undefined {
  if (text === "sendAll") return { kind: "sendAll" };
  const [name, argument = ""] = splitAtColon(text);
  if (name === "paced") {
    const speed = /^\d+(\.\d+)?$/.test(argument) ? Number(argument) : Number.NaN;
    return speed > 1 && speed <= SPEED_MAX ? { kind: "paced", speed } : undefined;
  }
  if (name !== "skip") return undefined;
  const latenessNsMax = parseDurationNs(argument);
  return latenessNsMax === undefined ? undefined : { kind: "skip", latenessNsMax };
}

function splitAtColon(text: string): [string, string?] {
  const at = text.indexOf(":");
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
