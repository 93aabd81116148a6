import { Type } from "@sinclair/typebox";

/** Doubles as text: big-endian, base64. */
export const doublesText = Type.String({
  pattern: "^[A-Za-z0-9+/=]*$",
  wanted: "doubles as base64",
});

/** @returns the doubles as text */
export function encodeDoubles(values: Float64Array): string {
  const view = new DataView(new ArrayBuffer(values.byteLength));
  values.forEach((value, at) => {
    view.setFloat64(at * Float64Array.BYTES_PER_ELEMENT, value);
  });
  return Buffer.from(view.buffer).toString("base64");
}

/** @returns the doubles that a text says; a rest of less than 8 bytes is left out */
export function decodeDoubles(text: string): Float64Array {
  const bytes = Buffer.from(text, "base64");
  const values = new Float64Array(Math.floor(bytes.length / Float64Array.BYTES_PER_ELEMENT));
  return values.map((_, at) => bytes.readDoubleBE(at * Float64Array.BYTES_PER_ELEMENT));
}
