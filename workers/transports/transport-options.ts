import type {
  Clock,
  ConnectionRules,
  RequestPlan,
  ServerTimingPlan,
  Stripe,
  TargetPlan,
} from "../../engine/core/index.js";
import { compileHttp1Request } from "../../wire/index.js";

/** What a transport is made of. */
export interface TransportOptions {
  readonly target: TargetPlan;
  readonly request: RequestPlan;
  readonly serverTiming: ServerTimingPlan | null;
  readonly connectionCount: number;
  readonly connectionRules: ConnectionRules;
  /** Which worker's: connections that are opened one after the other take turns over the workers. */
  readonly stripe: Stripe;
  readonly connectTimeoutNs: number;
  readonly clock: Clock;
}

/** The methods that may be sent again when nothing tells whether the target has done something (RFC 9110 section 9.2.2). */
const IDEMPOTENT_METHODS: readonly string[] = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"];

/**
 * @returns whether a request is sent again when a connection that was used before is closed without a byte for it: only if
 * sending it twice does what sending it once does
 */
export function mayResend({
  request,
  connectionRules,
}: {
  readonly request: RequestPlan;
  readonly connectionRules: Pick<ConnectionRules, "retry">;
}): boolean {
  return connectionRules.retry === "idle-close" && IDEMPOTENT_METHODS.includes(request.method);
}

/**
 * The request as bytes of our own codec.
 *
 * @throws WireError WIRE_BAD_REQUEST_PART if a part can't be sent as it is
 */
export function compileRequest({ request, target }: TransportOptions): Buffer {
  const { method, path, headers, body } = request;
  const parts = { method, path, host: target.authority, headers };
  const bytes = compileHttp1Request(body === null ? parts : { ...parts, body });
  // A socket makes a Buffer of any other array at every write.
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
