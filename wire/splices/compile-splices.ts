import { WireError } from "../errors.js";
import { compileFeedColumn, type FeedColumn, type FeedTable, type SpliceUse } from "./feed.js";
import { type Splice, SpliceProgram } from "./splice-program.js";
import type { SpliceRandom } from "./splice-random.js";
import type { Placeholder, Template } from "./template.js";

/** What the values of a template come from. */
export interface SpliceSources {
  readonly random: SpliceRandom;
  /** Needed by templates that name columns. */
  readonly feed?: FeedTable;
}

/** Bytes that stay, or a placeholder and what its values are used for. */
export type SplicePiece =
  Uint8Array | { readonly placeholder: Placeholder; readonly use: SpliceUse };

/** @returns the parts of a template, its literals encoded for their use */
export function toPieces(parts: Template, use: SpliceUse): readonly SplicePiece[] {
  return parts.map((part) =>
    part.kind === "literal"
      ? Buffer.from(part.text, use === "body" ? "utf8" : "latin1")
      : { placeholder: part, use },
  );
}

/** @returns how many of the pieces are placeholders */
export function countPlaceholders(pieces: readonly SplicePiece[]): number {
  return pieces.filter((piece) => !(piece instanceof Uint8Array)).length;
}

/**
 * Compiles the pieces of a message, or of a stretch of it.
 *
 * @param placeholderIndex - how many placeholders of the same message come before these: each has random numbers of its own
 * @throws WireError WIRE_BAD_FEED if a column is missing, or has a value that can't be used where it is named
 */
export function compileSplices(
  pieces: readonly SplicePiece[],
  sources: SpliceSources,
  placeholderIndex: number,
): SpliceProgram {
  const literals: Uint8Array[] = [];
  const splices: Splice[] = [];
  const columns = new Map<string, FeedColumn>();
  let pending: Uint8Array[] = [];
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) {
      pending.push(piece);
      continue;
    }
    literals.push(joinBytes(pending));
    pending = [];
    const { placeholder, use } = piece;
    splices.push(placeholder.kind === "column" ? spliceOf(placeholder.name, use) : placeholder);
  }
  literals.push(joinBytes(pending));
  return new SpliceProgram({ literals, splices, random: sources.random, placeholderIndex });

  function spliceOf(columnName: string, use: SpliceUse): Splice {
    const key = `${use} ${columnName}`;
    const column = columns.get(key) ?? compileFeedColumn(feedOf(columnName), columnName, use);
    columns.set(key, column);
    return { kind: "column", column };
  }

  function feedOf(columnName: string): FeedTable {
    if (sources.feed !== undefined) return sources.feed;
    const name = JSON.stringify(columnName);
    throw new WireError("WIRE_BAD_FEED", `column ${name} is used; there must be a feed`);
  }
}

/** Arrays of their own, not Buffers: what is copied for every request has one shape. */
function joinBytes(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(pieces));
}
