/** What a JSON path can lead to and be compared with. */
export type JsonScalar = string | number | boolean | null;

/**
 * Something that an answer must fulfil; one that does not is a counted failure.
 *
 * - `status`: is one of `anyOf`, each a code (`"304"`) or a class of codes (`"2xx"`)
 * - `headerPresent`, `headerEquals`, `headerContains`: at least one header of that name, in any letter case, is there, has
 *   the value, or has a value with that text in it. White space around a value is not part of it; letter case counts
 * - `bodyContains`: the bytes of `text` in UTF-8 are somewhere in the body, content codings not undone
 * - `jsonEquals`: the body is JSON, and what `path` (see `parseJsonPath`) leads to is that value
 */
export type ResponseCheck =
  | { readonly kind: "status"; readonly anyOf: readonly string[] }
  | { readonly kind: "headerPresent"; readonly name: string }
  | { readonly kind: "headerEquals"; readonly name: string; readonly value: string }
  | { readonly kind: "headerContains"; readonly name: string; readonly text: string }
  | { readonly kind: "bodyContains"; readonly text: string }
  | { readonly kind: "jsonEquals"; readonly path: string; readonly value: JsonScalar };
