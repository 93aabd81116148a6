import {
  COMPARED_VIEWS,
  DEFAULT_QUAD_COUNT,
  MARGIN_WANTED,
  QUADS_WANTED,
} from "../../engine/index.js";
import type { CompareTargetsOptions } from "../../engine/index.js";
import type { LoadOptions } from "../load/options.js";
import { UsageError, isNumber, quoteTyped } from "../usage-error.js";

/** The flags of `mesh-bench compare` as typed: its own ones, and those of `load`. */
export interface CompareFlags extends Omit<LoadOptions, "output"> {
  readonly output?: string;
  readonly quads?: string;
  readonly margin?: string;
  readonly view?: string;
  readonly a?: readonly string[];
  readonly b?: readonly string[];
  readonly keep?: string;
}

const MARGIN = /^(\d+(?:\.\d+)?)\s*%$/;
const MARGIN_PERCENT_MAX = 100;
const PERCENTILES_MAX = 32;

/** @returns what the flags ask of a comparison; the engine knows the defaults. @throws UsageError */
export function toCompareOptions({
  quads,
  margin,
  view,
  percentiles,
}: CompareFlags): CompareTargetsOptions & { readonly quads: number } {
  return {
    quads: quads === undefined ? DEFAULT_QUAD_COUNT : parseQuads(quads),
    ...(margin === undefined ? {} : { marginPercent: parseMargin(margin) }),
    ...(view === undefined ? {} : { view: parseView(view) }),
    ...(percentiles === undefined ? {} : { percentiles: parsePercentiles(percentiles) }),
  };
}

function parseQuads(typed: string): number {
  if (/^[1-9]\d{0,2}$|^1000$/.test(typed)) return Number(typed);
  throw new UsageError(`--quads is ${quoteTyped(typed)}; it must be ${QUADS_WANTED}`);
}

function parseMargin(typed: string): number {
  const marginPercent = Number(MARGIN.exec(typed)?.[1]);
  if (marginPercent > 0 && marginPercent <= MARGIN_PERCENT_MAX) return marginPercent;
  throw new UsageError(`--margin is ${quoteTyped(typed)}; it must be ${MARGIN_WANTED}, such as 5%`);
}

function parseView(typed: string): NonNullable<CompareTargetsOptions["view"]> {
  const view = COMPARED_VIEWS.find((each) => each === typed);
  if (view !== undefined) return view;
  throw new UsageError(
    `--view is ${quoteTyped(typed)}; it must be one of ${COMPARED_VIEWS.join(", ")}`,
  );
}

function parsePercentiles(typed: string): readonly number[] {
  const texts = typed.split(",").map((text) => text.trim());
  const wrong = texts.find((text) => !isNumber(text) || !(Number(text) > 0 && Number(text) <= 100));
  if (wrong !== undefined) {
    throw new UsageError(
      `--percentiles contains ${quoteTyped(wrong)}; it must be a number above 0 and up to 100`,
    );
  }
  const percentiles = texts.map(Number);
  if (new Set(percentiles).size === percentiles.length && percentiles.length <= PERCENTILES_MAX) {
    return percentiles;
  }
  throw new UsageError(
    `--percentiles is ${quoteTyped(typed)}; it must be up to ${PERCENTILES_MAX} percentiles, each of them once`,
  );
}
