/** What a transport can say went wrong; the keys of `errors` in a result. */
export const ERROR_KINDS = [
  "connectRefused",
  "connectTimeout",
  "connectFailed",
  "dns",
  "tls",
  "connectionLost",
  "protocol",
  "timeout",
  "queueTimeout",
  "status",
  "check",
] as const;

/**
 * A way a request can fail. `status` is a complete response whose status is no success, `check` one that is, but fails a check.
 */
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** The kinds a transport itself reports; the drive loop adds the others. */
export type TransportErrorKind = Exclude<
  ErrorKind,
  "timeout" | "queueTimeout" | "status" | "check"
>;
