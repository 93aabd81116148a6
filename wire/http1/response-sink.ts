/**
 * Is shown the bytes of a response while they are read, for checks of what a response says. The parser keeps none of them,
 * and without a sink looks at few.
 *
 * Shape: `bytes` is the caller's read buffer; what is shown of it is valid during the call only.
 */
export interface ResponseSink {
  /** A head begins. It may turn out to be interim (1xx): what was shown since the last `beginHead` is void then. */
  beginHead(): void;

  /** `bytes[from, to)` are the next of the head, from the status line to the empty line, cut anywhere. */
  takeHead(bytes: Uint8Array, from: number, to: number): void;

  /** `bytes[from, to)` are the next of the body, without chunk framing, cut anywhere. */
  takeBody(bytes: Uint8Array, from: number, to: number): void;
}
