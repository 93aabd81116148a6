import { parameterProblem } from "./problem.js";
import type { Kept, Registry } from "./registry.js";

/** A query as the routes get it: unknown and repeated parameters were refused. */
export type Query = Readonly<Record<string, string>>;

/** A part of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The address of the next page. */
  readonly next?: string;
}

const DEFAULT_PAGE = 50;
const MAX_PAGE = 1000;

/** The query parameters of a list. */
export const PAGE_PARAMETERS: readonly string[] = ["limit", "after"];

/** @returns the schema of the query of a list; @param noun - of its items */
export function pageSchema(noun: string): object {
  return {
    type: "object",
    properties: {
      limit: { type: "integer", minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE },
      after: { type: "string", description: `list what is older than the ${noun} of this id` },
    },
  };
}

/**
 * @param address - of the list, without a query
 * @returns the part of a list that was asked for, newest first
 * @throws HttpProblem 400 that names the query parameter
 */
export function pageOf<Item extends Kept>(
  registry: Registry<Item>,
  query: Query,
  address: string,
): Page<Item> {
  const limit = parseLimit(query["limit"]);
  const all = registry.newestFirst();
  const { after } = query;
  const from = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
  if (after !== undefined && from === 0) {
    const detail = `is ${JSON.stringify(after)}; there is no such ${registry.noun}`;
    throw parameterProblem("after", detail);
  }
  const items = all.slice(from, from + limit);
  const last = items.at(-1);
  if (last === undefined || from + limit >= all.length) return { items };
  return { items, next: `${address}?limit=${limit}&after=${last.id}` };
}

function parseLimit(text: string | undefined): number {
  if (text === undefined) return DEFAULT_PAGE;
  const limit = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= MAX_PAGE) return limit;
  throw parameterProblem(
    "limit",
    `is ${JSON.stringify(text)}; it must be a whole number from 1 to ${MAX_PAGE}`,
  );
}
