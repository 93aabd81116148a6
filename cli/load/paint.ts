import { styleText } from "node:util";
import type { Verdict } from "../../engine/core/index.js";

/** What a piece of text means, which decides how it looks. */
export type Tone = "plain" | "strong" | "quiet" | "good" | "warning" | "bad" | "accent";

/** Puts a tone on a text, or leaves it as it is where colours are unwanted. */
export type Paint = (tone: Tone, text: string) => string;

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Record<Exclude<Tone, "plain">, Style>> = {
  strong: "bold",
  quiet: "dim",
  good: "green",
  warning: "yellow",
  bad: ["bold", "red"],
  accent: "cyan",
};

/** Leaves every text as it is. */
export const noPaint: Paint = (_tone, text) => text;

// Whether the stream takes colours is decided below: left alone, Node asks its own standard output.
const colours: Paint = (tone, text) =>
  tone === "plain" ? text : styleText(STYLES[tone], text, { validateStream: false });

/** The little of a stream that decides about colours. */
export interface MaybeTerminal {
  readonly isTTY?: boolean;
}

/**
 * @returns colours for a terminal, none for a file, a pipe, `NO_COLOR` or a dumb terminal
 * @see https://no-color.org
 */
export function paintFor(stream: MaybeTerminal, environment: NodeJS.ProcessEnv): Paint {
  const isUnwanted = (environment["NO_COLOR"] ?? "") !== "" || environment["TERM"] === "dumb";
  return stream.isTTY === true && !isUnwanted ? colours : noPaint;
}

/** @returns the tone of a verdict */
export function toneOf(verdict: Verdict): Tone {
  switch (verdict) {
    case "valid":
      return "good";
    case "suspect":
      return "warning";
    case "invalid":
      return "bad";
  }
}
