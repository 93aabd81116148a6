/**
 * A piece of a template, in the order of its text.
 *
 * - `literal`: sent as it stands
 * - `seq`: the index of the request in the whole run, from 0, in decimal
 * - `uuid`: a random UUID of version 4
 * - `random`: a random whole number, `low` ≤ number ≤ `high`
 * - `column`: the value that the request's row of the feed has in that column
 */
export type TemplatePart =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "seq" }
  | { readonly kind: "uuid" }
  | { readonly kind: "random"; readonly low: number; readonly high: number }
  | { readonly kind: "column"; readonly name: string };

/** A text with placeholders, taken apart: no two literals side by side, and no part at all for an empty text. */
export type Template = readonly TemplatePart[];

/** A part that differs from request to request. */
export type Placeholder = Exclude<TemplatePart, { readonly kind: "literal" }>;
