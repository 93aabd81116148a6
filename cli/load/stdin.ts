import { UsageError } from "../usage-error.js";

/**
 * Reads standard input to its end.
 *
 * A body that is a text travels in the spec and is echoed in the result, so bytes that are no UTF-8 have to be in a file.
 *
 * @throws UsageError when it is no UTF-8
 */
export async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw new UsageError(
      '--body is "@-"; standard input must be UTF-8 text (use @file for other bytes)',
      {
        cause: error,
      },
    );
  }
}
