export const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const COMMA = 0x2c;
export const DIGIT_0 = 0x30;
export const DIGIT_9 = 0x39;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
const DEL = 0x7f;

/** 1 for the bytes of a token: methods, header names, codings (RFC 9110 section 5.6.2). */
export const IS_TOKEN_BYTE: Uint8Array = tableOf(
  "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
);

/**
 * 1 for the bytes of a header value, a reason phrase or a chunk extension: tab, space, visible ASCII and 0x80-0xFF
 * (RFC 9110 section 5.5). Every other control byte, DEL included, is an attack or a broken server.
 */
export const IS_VALUE_BYTE: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === HTAB || (byte >= SP && byte !== DEL) ? 1 : 0,
);

const NOT_HEXADECIMAL = 255;

/** The value of a hexadecimal digit; above 15 for any other byte. */
export const HEXADECIMAL_VALUE: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => {
  const index = "0123456789abcdef".indexOf(String.fromCharCode(byte).toLowerCase());
  return index < 0 ? NOT_HEXADECIMAL : index;
});

function tableOf(characters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const character of characters) table[character.charCodeAt(0)] = 1;
  return table;
}
