/**
 * Everything a byte codec can object to, and what is compiled for it. The set is closed: a transport maps it to the run's own
 * error kinds.
 */
export type WireErrorCode =
  | "WIRE_MALFORMED_START_LINE"
  | "WIRE_MALFORMED_HEADER"
  | "WIRE_HEADER_TOO_LARGE"
  | "WIRE_BAD_CONTENT_LENGTH"
  | "WIRE_BAD_TRANSFER_ENCODING"
  | "WIRE_BAD_CHUNK"
  | "WIRE_TRUNCATED"
  | "WIRE_UNEXPECTED_BYTES"
  | "WIRE_BAD_REQUEST_PART"
  | "WIRE_BAD_FEED"
  | "WIRE_BAD_CHECK";

/** A codec's objection: what it found and what the protocol allows. */
export class WireError extends Error {
  override readonly name: string = "WireError";
  readonly code: WireErrorCode;

  /**
   * @param code - which rule was broken
   * @param message - what was found, and what is allowed
   */
  constructor(code: WireErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
