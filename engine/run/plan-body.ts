import { createCipheriv } from "node:crypto";
import type { RequestPlan } from "../core/worker-plan.js";
import type { ResolvedSpec } from "../core/spec/run-spec.js";
import { parseTemplate } from "../core/spec/template-text.js";
import { readNamedFile } from "./named-file.js";
import { placed } from "./placed.js";

/**
 * @param pointer - of the body in the spec
 * @param columnNames - of the feed
 * @returns the body of a request, its file read; null without one
 * @throws LoadError MB_SPEC_FILE when the file can't be read, MB_SPEC_INVALID when a placeholder is not understood
 */
export function planBody(
  body: ResolvedSpec["target"]["body"],
  pointer: string,
  seed: number,
  columnNames: readonly string[],
): RequestPlan["body"] {
  if (body === undefined) return null;
  if (typeof body === "string") return placed(pointer, () => parseTemplate(body, columnNames));
  if ("randomBytes" in body) return seededBytes(seed, body.randomBytes);
  const at = `${pointer}/file`;
  const bytes = readNamedFile(body.file, at);
  if (body.template !== true) return bytes;
  return placed(at, () => parseTemplate(bytes.toString("utf8"), columnNames));
}

/** Incompressible bytes, the same for the same seed: the key stream of AES in counter mode. */
function seededBytes(seed: number, byteCount: number): Uint8Array {
  const key = Buffer.alloc(16);
  key.writeDoubleBE(seed);
  const cipher = createCipheriv("aes-128-ctr", key, Buffer.alloc(16));
  return cipher.update(new Uint8Array(byteCount));
}
